"""Does every engine answer with the same bytes? Golden inputs, seeded inputs and pictures.

Counts the inputs on which TensorFlow Lite's C library and TFLite Micro differ; fails on any.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image
from tflite_micro import runtime

import paths
from c_library import LiteInterpreter
from make_goldens import CASES, generate
from datasets import read_labelled
from prepare import squash
from shapes import SIDE

ARENA_BYTES = 400_000
SEED = 20


def seeded(count):
    """Half of them noise, half of one level with some noise on it."""
    rng = np.random.default_rng(SEED)
    for at in range(count):
        level, spread = (0, 256) if at % 2 else (rng.integers(-128, 128), rng.integers(2, 64))
        noise = rng.integers(-spread // 2, spread // 2, (SIDE, SIDE, 3))
        yield (level + noise).clip(-128, 127).astype(np.int8)


def pictures(data, count):
    for row in read_labelled(data)[-count:]:
        with Image.open(data / row["file"]) as picture:
            yield (squash(picture, SIDE).astype(np.int16) - 128).astype(np.int8)


class Micro:
    def __init__(self, content):
        self.interpreter = runtime.Interpreter.from_bytes(content, arena_size=ARENA_BYTES)

    def run(self, tensor):
        self.interpreter.set_input(tensor[None], 0)
        self.interpreter.invoke()
        return self.interpreter.get_output(0)[0].copy()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=paths.MODEL_FILE)
    parser.add_argument("--library", type=Path, default=paths.LITE_LIBRARY)
    parser.add_argument("--data", type=Path, default=paths.DATA)
    parser.add_argument("--count", type=int, default=1000)
    arguments = parser.parse_args()
    content = arguments.model.read_bytes()
    library, micro = LiteInterpreter(arguments.library, content), Micro(content)
    golden = json.loads(paths.GOLDEN_FILE.read_text(encoding="utf-8"))
    stored = [case["output"] for case in golden["cases"]]
    wrong = sum(micro.run(generate(c)).tolist() != o for c, o in zip(CASES, stored, strict=True))
    sets = {"seeded": seeded(arguments.count)}
    if arguments.data.is_dir():
        sets["pictures"] = pictures(arguments.data, arguments.count)
    print(f"golden: {wrong} of {len(CASES)} differ")
    for name, tensors in sets.items():
        differ = sum((library.run(tensor) != micro.run(tensor)).any() for tensor in tensors)
        wrong += differ
        print(f"{name}: {differ} of {arguments.count} differ")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
