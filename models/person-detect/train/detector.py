"""The second teacher: YOLOX-nano (Apache-2.0, learned from COCO), as its authors exported it.

It knows other pictures than ours and finds people by their boxes, small ones too. It is not
trained further.
"""

import torch
from torch import nn

from onnx_network import OnnxNetwork

STRIDES = (8, 16, 32)
OBJECT, PERSON = 4, 5
# Somewhat below the rule's 0.5 %, because boxes are estimates.
AREA_MIN = 0.003
SCORE_EDGE = 1e-4


class Detector(nn.Module):
    """Takes square pixels in 0..1; gives the logit of the best person's score."""

    def __init__(self, file, side):
        super().__init__()
        self.network = OnnxNetwork(file).eval().requires_grad_(False)
        strides = [torch.full(((side // s) ** 2, 1), s / side) for s in STRIDES]
        self.register_buffer("strides", torch.cat(strides))

    def forward(self, x):
        found = self.network(x.flip(1) * 255).float()  # blue, green, red
        area = (found[..., 2:4].exp() * self.strides).prod(-1)
        score = found[..., OBJECT] * found[..., PERSON]
        best = torch.where(area >= AREA_MIN, score, 0.0).amax(1)
        return torch.logit(best, eps=SCORE_EDGE)
