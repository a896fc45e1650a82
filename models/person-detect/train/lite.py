"""A folded network -> Keras -> full-integer INT8 .tflite by the official converter."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from lite_file import strip
from shapes import LABELS, SIDE


def convolution(x, layer):
    """Keras's layer with its weights. Always with ReLU: see folding.py."""
    size, outputs = layer.kernel.shape[-1], len(layer.kernel)
    options = {"strides": layer.stride, "padding": "same", "activation": "relu"}
    if layer.depthwise:
        made, order = keras.layers.DepthwiseConv2D(size, **options), (2, 3, 0, 1)
    else:
        made, order = keras.layers.Conv2D(outputs, size, **options), (2, 3, 1, 0)
    x = made(x)
    made.set_weights([layer.kernel.transpose(order), layer.bias])
    return x


def keras_model(folded):
    pixels = keras.Input((SIDE, SIDE, 3), batch_size=1)
    x = convolution(pixels, folded.stem)
    for block in folded.blocks:
        y = convolution(x, block.expand)
        y = convolution(convolution(y, block.depthwise), block.project)
        x = keras.layers.Add()([x, y]) if block.residual else y
    x = convolution(x, folded.head)
    x = keras.layers.AveragePooling2D(x.shape[1])(x)
    # A 1x1 convolution, not a dense layer: one of the board's kernels for the latter is at fault.
    x = convolution(x, folded.classifier)
    return keras.Model(pixels, keras.layers.Reshape((len(LABELS),))(x))


def assert_equal_networks(model, pixels, logits):
    """The Keras model gives these logits for these pictures (in 0..1, rows, columns, channels)."""
    mine = np.concatenate([model(picture[None]) for picture in pixels])
    difference = np.abs(mine - logits).max()
    assert difference < 1e-3 * max(1, np.abs(logits).max()), f"networks differ by {difference}"


def convert(model, pixels):
    """`pixels` decide the ranges of the activations."""

    def ranges():
        # Black and white pin the input's scale to 1/255 whatever the pictures hold.
        yield [np.zeros((1, SIDE, SIDE, 3), np.float32)]
        yield [np.ones((1, SIDE, SIDE, 3), np.float32)]
        for picture in pixels:
            yield [picture[None]]

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = ranges
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    return strip(converter.convert())
