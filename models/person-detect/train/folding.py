"""A student as plain convolutions: BatchNorm folded in, every value lifted above zero.

Kernels disagree on how a negative half is rounded; on values above zero all engines measured agree
to the byte. So each 1x1 convolution without ReLU gets a constant per channel that makes its outputs
positive, with a ReLU that changes nothing, and the next convolution takes the constant off again.
"""

from dataclasses import dataclass

import numpy as np
import torch

LIFT_MARGIN = 1.1


@dataclass
class Convolution:
    """Kernel in PyTorch's layout and bias."""

    kernel: np.ndarray
    bias: np.ndarray
    stride: int = 1
    depthwise: bool = False


@dataclass
class FoldedBlock:
    expand: Convolution
    depthwise: Convolution
    project: Convolution
    residual: bool


@dataclass
class Folded:
    stem: Convolution
    blocks: list
    head: Convolution
    classifier: Convolution


def fold(layer):
    factor = layer.norm.weight / (layer.norm.running_var + layer.norm.eps).sqrt()
    kernel = (layer.conv.weight * factor.view(-1, 1, 1, 1)).detach().numpy()
    bias = (layer.norm.bias - layer.norm.running_mean * factor).detach().numpy()
    return Convolution(kernel, bias, layer.stride, layer.conv.groups > 1)


@torch.no_grad()
def lowest(student, pixels):
    """Per channel, the least value of every projection and of the logits over these pictures."""
    found = []

    def note(_module, _inputs, output):
        dimensions = [d for d in range(output.ndim) if d != 1]
        found.append(output.amin(dimensions).numpy())

    hooks = [block.project.register_forward_hook(note) for block in student.blocks]
    hooks.append(student.classifier.register_forward_hook(note))
    student(pixels)
    for hook in hooks:
        hook.remove()
    return found


def fold_student(student, pixels):
    """Gives the folded network and the constant added to both logits."""
    least = lowest(student, pixels)
    blocks, carried = [], 0.0
    for block, low in zip(student.blocks, least, strict=False):
        expand, depthwise, project = map(fold, (block.expand, block.depthwise, block.project))
        expand.bias = expand.bias - expand.kernel[:, :, 0, 0] @ np.broadcast_to(
            carried, expand.kernel.shape[1]
        ).astype(np.float32)
        lift = (LIFT_MARGIN * np.maximum(-low, 0)).astype(np.float32)
        project.bias = project.bias + lift
        carried = lift + (carried if block.residual else 0.0)
        blocks.append(FoldedBlock(expand, depthwise, project, block.residual))
    head = fold(student.head)
    head.bias = head.bias - head.kernel[:, :, 0, 0] @ carried
    weight, bias = (p.detach().numpy() for p in student.classifier.parameters())
    logit_lift = np.float32(LIFT_MARGIN * max(-least[-1].min(), 0))
    classifier = Convolution(weight[:, :, None, None], bias + logit_lift)
    return Folded(fold(student.stem), blocks, head, classifier), logit_lift
