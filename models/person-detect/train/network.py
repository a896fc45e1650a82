"""The student of a given shape, with BatchNorm; takes pixels in 0..1."""

from torch import nn
from torch.nn import functional

from rounding import Rounding
from shapes import LABELS, SHAPES

NORM_EPSILON = 1e-3
NORM_MOMENTUM = 0.02
# BT.601, as JPEG has it.
LUMA = (0.299, 0.587, 0.114)


def same_padding(x, kernel, stride):
    """TensorFlow's SAME for even sides: with stride 2 the left and the top get one row less."""
    before = (kernel - stride) // 2
    after = kernel - stride - before
    return functional.pad(x, (before, after, before, after)) if kernel > 1 else x


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel=1, stride=1, groups=1, relu=True):
        super().__init__()
        self.kernel, self.stride, self.relu = kernel, stride, relu
        # Symmetric padding is left to the convolution itself, which is faster than a copy.
        padding = kernel // 2 if stride == 1 else 0
        self.conv = nn.Conv2d(
            inputs, outputs, kernel, stride, padding=padding, groups=groups, bias=False
        )
        self.norm = nn.BatchNorm2d(outputs, eps=NORM_EPSILON, momentum=NORM_MOMENTUM)
        self.rounding = Rounding()
        nn.init.kaiming_normal_(self.conv.weight, mode="fan_out" if kernel == 1 else "fan_in")

    def forward(self, x):
        if self.stride == 2:
            x = same_padding(x, self.kernel, self.stride)
        x = self.norm(self.conv(x))
        return self.rounding(functional.relu(x) if self.relu else x)


class InvertedResidual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.expand = ConvNorm(block.inputs, block.expanded)
        self.depthwise = ConvNorm(
            block.expanded, block.expanded, 3, block.stride, groups=block.expanded
        )
        self.project = ConvNorm(block.expanded, block.outputs, relu=False)
        self.residual = block.residual
        if self.residual:
            self.rounding = Rounding()

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return self.rounding(x + y) if self.residual else y


class Student(nn.Module):
    """Gives two logits and the pooled features below them."""

    def __init__(self, name):
        super().__init__()
        shape = SHAPES[name]
        self.shape_name = name
        self.gray = shape.channels == 1
        self.stem = ConvNorm(shape.channels, shape.stem, 3, 2)
        self.blocks = nn.Sequential(*(InvertedResidual(block) for block in shape.blocks))
        self.head = ConvNorm(shape.blocks[-1].outputs, shape.head)
        self.classifier = nn.Linear(shape.head, len(LABELS))
        for block in self.blocks:
            if block.residual:  # a residual block begins as the identity
                nn.init.zeros_(block.project.norm.weight)

    def forward(self, x):
        if self.gray:
            x = (x * x.new_tensor(LUMA).view(1, 3, 1, 1)).sum(1, keepdim=True)
        pooled = self.head(self.blocks(self.stem(x))).mean((2, 3))
        pooled = self.head.rounding.again(pooled)
        return self.classifier(pooled), pooled
