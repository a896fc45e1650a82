"""The cache that `prepare.py` wrote, on the device that trains, and who is seen how often."""

import numpy as np
import torch
from torch.nn import functional

from shapes import SIDE

# A source with one label only teaches the source: it is seen half as often.
ONE_SIDED_SHARE = 0.05
ONE_SIDED_WEIGHT = 0.5
# Small people are what small networks miss.
SMALL_AREA_MAX = 0.05
SMALL_WEIGHT = 2.0


class Pictures:
    def __init__(self, cache, device):
        index = np.load(cache / "index.npz")
        pixels = np.load(cache / "pixels.npy", mmap_mode="r")
        self.device = device
        self.train = self._part(pixels, index, "train")
        self.held_out = self._part(pixels, index, "heldout")
        chosen = index["use"] == "train"
        weights = seen_how_often(index["label"], index["area"], index["source"], chosen)
        self.weights = torch.from_numpy(weights).to(device)
        self.without = torch.nonzero(self.train[1] == 0).squeeze(1)

    def _part(self, pixels, index, use):
        positions = np.flatnonzero(index["use"] == use)
        labels = torch.from_numpy(index["label"][positions]).float()
        return torch.from_numpy(pixels[positions]).to(self.device), labels.to(self.device)

    def some(self, count, chance):
        """Pictures and labels, drawn by weight."""
        at = chance.draw(self.weights, count)
        return self.train[0][at].float() / 255, self.train[1][at]

    def some_without(self, count, chance):
        at = self.without[(chance.uniform(0, 1, count) * len(self.without)).long()]
        return self.train[0][at].float() / 255


def seen_how_often(labels, areas, sources, chosen):
    weights = np.ones(len(labels))
    for source in np.unique(sources[chosen]):
        mine = (sources == source) & chosen
        share = labels[mine].mean()
        if min(share, 1 - share) < ONE_SIDED_SHARE:
            weights[mine] *= ONE_SIDED_WEIGHT
    small = (labels == 1) & (areas <= SMALL_AREA_MAX)
    weights[small] *= SMALL_WEIGHT
    return weights[chosen].astype(np.float32)


def plain_views(pixels):
    """The whole picture, no chance in it."""
    return functional.interpolate(pixels.float() / 255, (SIDE, SIDE), mode="area")


def large_views(pixels, side):
    """The whole picture as the large teacher sees it."""
    return functional.interpolate(
        pixels.float() / 255, (side, side), mode="bilinear", align_corners=False
    )
