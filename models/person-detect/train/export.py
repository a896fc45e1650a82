"""Checkpoint -> INT8 .tflite and model.json (without the evaluation, which evaluate.py adds)."""

import argparse
import hashlib
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
import torch
from PIL import Image

import calibration
import paths
from classifier import Classifier
from lite_file import buffers_aligned, measure, strip
from network import LABELS, POOL_SIDE, SIDE, Student, convolutions
from prepare import squash

NAME = "person-detect"
VERSION = "0.1.0"
MODEL_BYTES_MAX = 316 * 1024
MACS_MAX = 8_000_000
OPERATORS = {"AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "RESHAPE"}
INPUT_SCALE = 1 / 255
INPUT_ZERO_POINT = -128
# Few on purpose: the extremes of many pictures coarsen every scale (measured on the held-out set).
RANGE_PICTURES = 60
LIFT_MARGIN = 1.1


def folded_layers(checkpoint):
    """(kernel, bias) of each convolution with its BatchNorm folded in, PyTorch's layout."""
    student = Student().eval()
    student.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    layers = []
    for layer in student.layers:
        factor = layer.norm.weight / (layer.norm.running_var + layer.norm.eps).sqrt()
        kernel = layer.conv.weight * factor.view(-1, 1, 1, 1)
        bias = layer.norm.bias - layer.norm.running_mean * factor
        layers.append((kernel.detach().numpy(), bias.detach().numpy()))
    head = student.classifier
    layers.append((head.weight.detach().numpy(), head.bias.detach().numpy()))
    return student, layers


def lift_logits(layers, logits):
    """Add one constant to both logits, so that none is negative and the last ReLU changes nothing.

    Kernels disagree on how a negative half is rounded; on values above zero all engines measured
    agree to the byte. The difference of the logits, all that anyone reads, stays.
    """
    kernel, bias = layers[-1]
    lift = np.float32(-LIFT_MARGIN * logits.min())
    layers[-1] = kernel, bias + lift
    return lift


def keras_model():
    pixels = keras.Input((SIDE, SIDE, 3), batch_size=1)
    x = pixels
    for _, outputs, kernel, stride, groups in convolutions():
        options = {"strides": stride, "padding": "same", "activation": "relu"}
        if groups > 1:
            x = keras.layers.DepthwiseConv2D(kernel, **options)(x)
        else:
            x = keras.layers.Conv2D(outputs, kernel, **options)(x)
    x = keras.layers.AveragePooling2D(POOL_SIDE)(x)
    # A 1x1 convolution, not a dense layer: one of the board's kernels for the latter is at fault.
    x = keras.layers.Conv2D(len(LABELS), 1, activation="relu")(x)
    return keras.Model(pixels, keras.layers.Reshape((len(LABELS),))(x))


def carry_weights(model, layers):
    targets = [layer for layer in model.layers if layer.weights]
    for target, (kernel, bias) in zip(targets, layers, strict=True):
        depthwise = isinstance(target, keras.layers.DepthwiseConv2D)
        target.set_weights([kernel.transpose((2, 3, 0, 1) if depthwise else (2, 3, 1, 0)), bias])


def assert_equal_networks(model, pictures, logits):
    """The Keras model gives these logits for these pictures."""
    pixels = pictures.astype(np.float32) / 255
    mine = np.concatenate([model(picture[None]) for picture in pixels])
    difference = np.abs(mine - logits).max()
    assert difference < 1e-3, f"networks differ by {difference}"


@torch.no_grad()
def float_logits(student, pictures):
    pixels = torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    return student(pixels)[0].numpy()


def held_out(data, cache):
    index = np.load(cache / "index.npz")
    chosen = np.flatnonzero(index["use"] == "heldout")
    pictures = []
    for name in index["path"][chosen]:
        with Image.open(data / name) as picture:
            pictures.append(squash(picture, SIDE))
    return np.stack(pictures), index["label"][chosen]


def convert(model, pictures):
    def ranges():
        # Black and white pin the input's scale to 1/255 whatever the pictures hold.
        yield [np.zeros((1, SIDE, SIDE, 3), np.float32)]
        yield [np.ones((1, SIDE, SIDE, 3), np.float32)]
        for picture in pictures:
            yield [picture[None].astype(np.float32) / 255]

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = ranges
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return converter.convert()


def describe(content, classifier, calibrated):
    scale, zero_point = classifier.input["quantization"]
    for tensor, shape in ((classifier.input, (1, SIDE, SIDE, 3)), (classifier.output, (1, 2))):
        assert tensor["dtype"] is np.int8 and tuple(tensor["shape"]) == shape
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
        **measured,
        "calibration": {name: round(value, 6) for name, value in calibrated.items()},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=paths.DATA)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--checkpoint", type=Path, default=paths.WORKSPACE / "run/checkpoint.pt")
    parser.add_argument("--model", type=Path, default=paths.MODEL_FILE)
    parser.add_argument("--description", type=Path, default=paths.MODEL_JSON)
    arguments = parser.parse_args()
    pictures, labels = held_out(arguments.data, arguments.cache)
    student, layers = folded_layers(arguments.checkpoint)
    logits = float_logits(student, pictures)
    lift = lift_logits(layers, logits)
    model = keras_model()
    carry_weights(model, layers)
    assert_equal_networks(model, pictures[:16], logits[:16] + lift)
    chosen = np.random.default_rng(0).choice(len(pictures), RANGE_PICTURES, replace=False)
    content = strip(convert(model, pictures[chosen]))
    classifier = Classifier(content, "logits")
    margins = classifier.margins(pictures)
    calibrated = calibration.fit(margins, labels)
    description = describe(content, classifier, calibrated)
    arguments.model.write_bytes(content)
    arguments.description.write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(description, indent=2))
    for name, z in (("float", logits[:, 1] - logits[:, 0]), ("INT8", margins)):
        p = calibration.probabilities(z, **calibrated)
        print(f"held-out, {name}:", calibration.figures(p, labels))


if __name__ == "__main__":
    main()
