"""Checkpoint -> INT8 .tflite and model.json (without the evaluation, which `evaluate` adds).

Beside the .tflite the network in floating point is kept, a .pt from which it can be made again.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import calibration
import paths
from arena import arena_bytes
from classifier import Classifier
from folding import fold_student
from lite import assert_equal_networks, convert, keras_model
from lite_file import buffers_aligned, measure
from network import Student
from prepare import squash
from shapes import LABELS, SIDE

NAME = "person-detect"
VERSION = "0.4.0"
MODEL_BYTES_MAX = 316 * 1024
MACS_MAX = 8_000_000
OPERATORS = {"ADD", "AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "RESHAPE"}
INPUT_SCALE = 1 / 255
INPUT_ZERO_POINT = -128
# Few decide the ranges: the extremes of many pictures coarsen every scale. Many decide the lifts.
RANGE_PICTURES = 100
LIFT_PICTURES = 1000


def pictures_of(use, data, cache, count=None):
    """Whole pictures of a part, squashed as the firmware does, and their labels."""
    index = np.load(cache / "index.npz")
    chosen = np.flatnonzero(index["use"] == use)
    if count and count < len(chosen):
        chosen = np.sort(np.random.default_rng(0).choice(chosen, count, replace=False))
    pictures = []
    for name in index["path"][chosen]:
        with Image.open(data / name) as picture:
            pictures.append(squash(picture, SIDE))
    return np.stack(pictures), index["label"][chosen]


def trained(checkpoint):
    saved = torch.load(checkpoint, weights_only=True, map_location="cpu")
    student = Student(saved["name"]).eval()
    student.load_state_dict(saved["average"])
    return student


def keep(student, file):
    """What `trained` reads, without what only more training would need."""
    torch.save({"name": student.shape_name, "average": student.state_dict()}, file)


def floats(pictures):
    return torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255)


@torch.no_grad()
def float_logits(student, pictures):
    return torch.cat([student(piece)[0] for piece in floats(pictures).split(100)]).numpy()


def quantized(student, pictures):
    """The INT8 file; `pictures` decide lifts and ranges."""
    folded, lift = fold_student(student, floats(pictures))
    model = keras_model(folded)
    some = pictures[:16]
    pixels = some.astype(np.float32) / 255
    assert_equal_networks(model, pixels, float_logits(student, some) + lift)
    return convert(model, pictures[:RANGE_PICTURES].astype(np.float32) / 255)


def describe(content, classifier, calibrated, shape):
    scale, zero_point = classifier.input["quantization"]
    for tensor, sides in ((classifier.input, (1, SIDE, SIDE, 3)), (classifier.output, (1, 2))):
        assert tensor["dtype"] is np.int8 and tuple(tensor["shape"]) == sides
    assert np.float32(scale) == np.float32(INPUT_SCALE) and zero_point == INPUT_ZERO_POINT
    measured = measure(content)
    assert set(measured["operators"]) <= OPERATORS, measured["operators"]
    assert len(content) <= MODEL_BYTES_MAX and measured["macs"] <= MACS_MAX
    assert buffers_aligned(content)
    output_scale, output_zero_point = classifier.output["quantization"]
    return {
        "schema": "nightjar.model/1",
        "name": NAME,
        "version": VERSION,
        "file": paths.MODEL_FILE.name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "input": {
            "width": SIDE,
            "height": SIDE,
            "channels": 3,
            "fit": "squash",
            "scale": INPUT_SCALE,
            "zeroPoint": INPUT_ZERO_POINT,
        },
        "output": {
            "kind": "logits",
            "labels": list(LABELS),
            "scale": float(output_scale),
            "zeroPoint": int(output_zero_point),
        },
        "shape": shape,
        **measured,
        "arenaBytes": arena_bytes(content),
        "calibration": {name: round(value, 6) for name, value in calibrated.items()},
    }


def judged(margins, labels):
    return calibration.figures(
        calibration.probabilities(margins, **calibration.fit(margins, labels)), labels
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=paths.DATA)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--checkpoint", type=Path, default=paths.WORKSPACE / "run/lean.pt")
    parser.add_argument("--model", type=Path, default=paths.MODEL_FILE)
    parser.add_argument("--description", type=Path, default=paths.MODEL_JSON)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    student = trained(arguments.checkpoint)
    ranges, _ = pictures_of("train", arguments.data, arguments.cache, LIFT_PICTURES)
    ranges = ranges[np.random.default_rng(1).permutation(len(ranges))]
    content = quantized(student, ranges)
    pictures, labels = pictures_of("heldout", arguments.data, arguments.cache)
    logits = float_logits(student, pictures)
    classifier = Classifier(content, "logits")
    margins = classifier.margins(pictures)
    description = describe(content, classifier, calibration.fit(margins, labels), student.shape_name)
    arguments.model.write_bytes(content)
    keep(student, arguments.model.with_suffix(".pt"))
    arguments.description.write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(description, indent=2))
    print("held-out, float:", judged(logits[:, 1] - logits[:, 0], labels))
    print("held-out, INT8:", judged(margins, labels))


if __name__ == "__main__":
    main()
