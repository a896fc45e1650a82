"""The worker in Python: TensorFlow Lite Micro's own runtime behind the detector's requests.

Usage: python micro_worker.py SOCKET

Speaks as worker.h says; decoding and sums are not its business. Prints "ready" once it listens; the
end of stdin ends it. One connection at a time: a firmware that is killed in the middle of a request
takes its connection with it, and nothing else.
"""

import importlib.metadata
import os
import re
import select
import socket
import struct
import sys
import tempfile

import numpy
from tflite_micro import runtime

HELLO, OPEN, INVOKE = 1, 2, 3
VERSION = 1
NAME_BYTES = 64
REQUEST_BYTES_MAX = 4 * 1024 * 1024
ARENA_BYTES = 512 * 1024
ARENA_TOTAL = re.compile(rb"Arena allocation total (\d+) bytes")
# In the order of detector_status in native/detector/detector.h.
OK, ENGINE_REFUSED, WRONG_TENSOR, FAILED = 0, 8, 10, 11


def main():
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(sys.argv[1])
    listener.listen(8)
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in readable:
            return
        connection, _ = listener.accept()
        with connection:
            Served(connection).run()


class Served:
    """One firmware's process, and the model that it opened."""

    def __init__(self, connection):
        self.connection = connection
        self.interpreter = None
        self.input_shape = None

    def run(self):
        while (head := self.read(8)) is not None:
            op, byte_length = struct.unpack("<II", head)
            if byte_length > REQUEST_BYTES_MAX:
                return
            request = self.read(byte_length)
            if request is None:
                return
            status, reply = self.answer(op, request)
            try:
                self.connection.sendall(struct.pack("<II", status, len(reply)) + reply)
            except OSError:
                return

    def read(self, byte_length):
        """None where the firmware has gone."""
        pieces = bytearray()
        while len(pieces) < byte_length:
            try:
                piece = self.connection.recv(byte_length - len(pieces))
            except OSError:
                return None
            if not piece:
                return None
            pieces += piece
        return bytes(pieces)

    def answer(self, op, request):
        if op == HELLO:
            version = importlib.metadata.version("tflite-micro")
            name = f"TensorFlow Lite Micro {version}".encode()[: NAME_BYTES - 1]
            return OK, struct.pack(f"<I{NAME_BYTES}s", VERSION, name)
        if op == OPEN:
            return self.open(request)
        if op == INVOKE:
            return self.invoke(request)
        raise ValueError(f"an unknown request: {op}")

    def open(self, model):
        try:
            self.interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
            given = self.interpreter.get_input_details(0)
            made = self.interpreter.get_output_details(0)
        except RuntimeError:
            return ENGINE_REFUSED, b""
        if given["dtype"] != numpy.int8 or made["dtype"] != numpy.int8:
            return ENGINE_REFUSED, b""
        self.input_shape = tuple(given["shape"])
        try:
            self.interpreter.set_input(numpy.zeros(self.input_shape, numpy.int8), 0)
            self.interpreter.invoke()
        except RuntimeError:
            return ENGINE_REFUSED, b""
        sizes = [int(numpy.prod(details["shape"])) for details in (given, made)]
        return OK, struct.pack("<III", self.arena_bytes(), *sizes)

    def arena_bytes(self):
        """The library says it on its standard error, after an inference; 0 where it does not."""
        sys.stderr.flush()
        console = os.dup(2)
        with tempfile.TemporaryFile() as said:
            os.dup2(said.fileno(), 2)
            try:
                self.interpreter.print_allocations()
            finally:
                os.dup2(console, 2)
                os.close(console)
            said.seek(0)
            total = ARENA_TOTAL.search(said.read())
        return int(total[1]) if total else 0

    def invoke(self, request):
        if self.interpreter is None or len(request) != numpy.prod(self.input_shape):
            return WRONG_TENSOR, b""
        tensor = numpy.frombuffer(request, dtype=numpy.int8).reshape(self.input_shape)
        try:
            self.interpreter.set_input(tensor, 0)
            self.interpreter.invoke()
        except RuntimeError:
            return FAILED, b""
        return OK, self.interpreter.get_output(0).astype(numpy.int8).tobytes()


if __name__ == "__main__":
    main()
