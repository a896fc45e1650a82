"""The third teacher: MLPerf Tiny's vww_96_float (Apache-2.0), a MobileNet v1 learned from COCO.

It sees what the students see and is no larger than they are: what it knows can be learned. It is
not trained further.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from network import same_padding

PERSON, NOPERSON = 1, 0


class Peer(nn.Module):
    """Takes the students' pixels in 0..1; gives the logit of "person"."""

    def __init__(self, file):
        super().__init__()
        layers = np.load(file)
        self.strides = layers["strides"].tolist()
        for at in range(len(self.strides)):
            for name in ("weight", "bias"):
                self.register_buffer(f"{name}{at}", torch.from_numpy(layers[f"{name}{at}"]))

    def layer(self, at, x):
        weight, bias = getattr(self, f"weight{at}"), getattr(self, f"bias{at}")
        x = same_padding(x, weight.shape[-1], self.strides[at])
        groups = x.shape[1] // weight.shape[1]
        return functional.conv2d(x, weight, bias, self.strides[at], groups=groups)

    def forward(self, x):
        *body, classifier = range(len(self.strides))
        for at in body:
            x = functional.relu(self.layer(at, x))
        z = self.layer(classifier, x.mean((2, 3), keepdim=True)).flatten(1)
        return z[:, PERSON] - z[:, NOPERSON]
