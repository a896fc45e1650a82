"""Golden inferences: generated inputs and what the desktop engine answers, byte for byte.

The generators need nothing but 32-bit integers, so that any language rebuilds the inputs; tensors
are 96x96x3 bytes in rows, then columns, then red, green and blue:
  xorshift32  state = seed; per byte: state ^= state << 13; state ^= state >>> 17;
              state ^= state << 5 (32 bits, unsigned shifts to the right); (state >>> 24) - 128
  blocks      the same stream, but one draw per block of `side` x `side` pixels and channel
              (blocks in rows, then columns, then channels)
  gradient    ((4 * x + 2 * y + 85 * channel) & 255) - 128
  constant    `value`
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

import paths
from c_library import LiteInterpreter
from shapes import SIDE

CHANNELS = 3
MASK = 0xFFFFFFFF
CASES = (
    {"generator": "xorshift32", "seed": 1},
    {"generator": "xorshift32", "seed": 20261121},
    {"generator": "xorshift32", "seed": 3735928559},
    {"generator": "blocks", "seed": 7, "side": 8},
    {"generator": "blocks", "seed": 96, "side": 16},
    {"generator": "blocks", "seed": 2463534242, "side": 32},
    {"generator": "gradient"},
    {"generator": "constant", "value": 0},
    {"generator": "constant", "value": -128},
)


def xorshift32(seed, count):
    state, values = seed, []
    for _ in range(count):
        state ^= (state << 13) & MASK
        state ^= state >> 17
        state ^= (state << 5) & MASK
        values.append((state >> 24) - 128)
    return np.array(values, np.int8)


def generate(case):
    shape = (SIDE, SIDE, CHANNELS)
    if case["generator"] == "xorshift32":
        return xorshift32(case["seed"], SIDE * SIDE * CHANNELS).reshape(shape)
    if case["generator"] == "blocks":
        count = SIDE // case["side"]
        small = xorshift32(case["seed"], count * count * CHANNELS).reshape(count, count, CHANNELS)
        return small.repeat(case["side"], 0).repeat(case["side"], 1)
    if case["generator"] == "gradient":
        y, x, channel = np.indices(shape)
        return (((4 * x + 2 * y + 85 * channel) & 255) - 128).astype(np.int8)
    assert case["generator"] == "constant"
    return np.full(shape, case["value"], np.int8)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=paths.MODEL_FILE)
    parser.add_argument("--library", type=Path, default=paths.LITE_LIBRARY)
    parser.add_argument("--out", type=Path, default=paths.GOLDEN_FILE)
    arguments = parser.parse_args()
    content = arguments.model.read_bytes()
    interpreter = LiteInterpreter(arguments.library, content)
    cases = [{**case, "output": interpreter.run(generate(case)).tolist()} for case in CASES]
    head = {
        "schema": "nightjar.inference-golden/1",
        "model": arguments.model.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "engine": f"TensorFlow Lite C library {interpreter.version()}",
    }
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    text = json.dumps(head, indent=2)[:-2] + f',\n  "cases": [\n{lines}\n  ]\n}}\n'
    arguments.out.parent.mkdir(exist_ok=True)
    arguments.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
