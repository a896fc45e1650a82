"""How much of the tensor arena TensorFlow Lite Micro uses, by its own count."""

import os
import re
import sys
import tempfile

import numpy as np
from tflite_micro import runtime

ARENA_BYTES = 400_000
TOTAL = re.compile(rb"Arena allocation total (\d+) bytes")


def arena_bytes(content):
    """On this machine, whose pointers are twice a board's; the library says it on its standard error."""
    interpreter = runtime.Interpreter.from_bytes(content, arena_size=ARENA_BYTES)
    interpreter.set_input(np.zeros(interpreter.get_input_details(0)["shape"], np.int8), 0)
    interpreter.invoke()
    sys.stderr.flush()
    console = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            interpreter.print_allocations()
        finally:
            os.dup2(console, 2)
            os.close(console)
        said.seek(0)
        return int(TOTAL.search(said.read())[1])
