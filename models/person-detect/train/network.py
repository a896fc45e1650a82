"""MobileNet v1, width 0.25, 96x96 RGB: the student (with BatchNorm) and the teacher (without)."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

SIDE = 96
STEM_CHANNELS = 8
# (output channels, stride) of each depthwise-separable block.
BLOCKS = (
    (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1),
    (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1),
)  # fmt: skip
# Blocks whose outputs the student imitates (counted from 0).
FEATURE_BLOCKS = (2, 4, 7, 10, 12)
POOL_SIDE = 3
LABELS = ("noperson", "person")


def convolutions():
    """(input channels, output channels, kernel, stride, groups) of every layer, in order."""
    layers = [(3, STEM_CHANNELS, 3, 2, 1)]
    channels = STEM_CHANNELS
    for width, stride in BLOCKS:
        layers.append((channels, channels, 3, stride, channels))
        layers.append((channels, width, 1, 1, 1))
        channels = width
    return layers


def same_padding(x, kernel, stride):
    """TensorFlow's SAME for even sides: with stride 2 only the right and the bottom get a row."""
    if kernel == 1:
        return x
    before = 1 if stride == 1 else 0
    return functional.pad(x, (before, 1, before, 1))


class ConvNormRelu(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, groups):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        # Symmetric padding is left to the convolution itself, which is faster than a copy.
        padding = 1 if kernel == 3 and stride == 1 else 0
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, padding=padding, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.02)

    def forward(self, x):
        if self.stride == 2:
            x = same_padding(x, self.kernel, self.stride)
        return functional.relu(self.norm(self.conv(x)))


class Student(nn.Module):
    """Takes pixels in 0..1, gives two logits and the features that are imitated."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(ConvNormRelu(*layer) for layer in convolutions())
        self.classifier = nn.Conv2d(BLOCKS[-1][0], len(LABELS), 1)
        for layer in self.layers:
            nn.init.kaiming_normal_(
                layer.conv.weight, mode="fan_out" if layer.kernel == 1 else "fan_in"
            )

    def forward(self, x):
        features = []
        for index, layer in enumerate(self.layers):
            x = layer(x)
            # Layer 0 is the stem; block b ends at layer 2b + 2.
            if index and index % 2 == 0 and index // 2 - 1 in FEATURE_BLOCKS:
                features.append(x)
        logits = self.classifier(functional.avg_pool2d(x, POOL_SIDE)).flatten(1)
        return logits, features


class Teacher(nn.Module):
    """The same shape with fixed weights, as `prepare.py` read them out of the public network."""

    def __init__(self, archive):
        super().__init__()
        weights = np.load(archive)
        self.shapes = convolutions()
        for index in range(len(self.shapes)):
            self.register_buffer(f"w{index}", torch.from_numpy(weights[f"w{index}"]))
            self.register_buffer(f"b{index}", torch.from_numpy(weights[f"b{index}"]))
        self.register_buffer("dense_w", torch.from_numpy(weights["dense_w"]))
        self.register_buffer("dense_b", torch.from_numpy(weights["dense_b"]))

    def forward(self, x):
        features = []
        for index, (_, _, kernel, stride, groups) in enumerate(self.shapes):
            x = same_padding(x, kernel, stride)
            weight, bias = getattr(self, f"w{index}"), getattr(self, f"b{index}")
            x = functional.relu(functional.conv2d(x, weight, bias, stride, groups=groups))
            if index and index % 2 == 0 and index // 2 - 1 in FEATURE_BLOCKS:
                features.append(x)
        pooled = functional.avg_pool2d(x, POOL_SIDE).flatten(1)
        return functional.linear(pooled, self.dense_w, self.dense_b), features
