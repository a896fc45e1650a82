"""Read the third teacher's weights out of its .tflite, so that what trains needs no TensorFlow."""

import argparse
from pathlib import Path

import numpy as np

import paths
from lite_file import float_layers


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=paths.PEERS / "vww_96_float.tflite")
    parser.add_argument("--out", type=Path, default=paths.PEER)
    arguments = parser.parse_args()
    if not arguments.model.is_file():
        raise SystemExit(f"{arguments.model} is not there: say where with --model")
    arrays, strides = {}, []
    for at, (weight, bias, stride) in enumerate(float_layers(arguments.model.read_bytes())):
        arrays |= {f"weight{at}": weight, f"bias{at}": bias}
        strides.append(stride)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(arguments.out, strides=np.array(strides), **arrays)
    print(f"{arguments.out}: {len(strides)} layers")


if __name__ == "__main__":
    main()
