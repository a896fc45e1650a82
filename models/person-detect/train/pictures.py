"""The cache that `prepare.py` wrote, and who sees which picture when."""

import numpy as np
import torch


class Pictures:
    """The cache, memory mapped: all processes share its pages."""

    def __init__(self, cache):
        self.pixels = np.load(cache / "pixels.npy", mmap_mode="r")
        index = np.load(cache / "index.npz")
        self.labels, self.use = index["label"], index["use"]

    def positions(self, use):
        return np.flatnonzero(self.use == use)

    def batch(self, positions):
        pixels = torch.from_numpy(self.pixels[positions])
        return pixels, torch.from_numpy(self.labels[positions]).float()

    def sample(self, use, count, seed):
        """A fixed sample for statistics."""
        rng = np.random.default_rng(seed)
        return self.batch(np.sort(rng.choice(self.positions(use), count, replace=False)))


def rank_positions(pool, seed, step, batch, rank, world):
    """Every picture once an epoch, derived from the step alone so that resuming is exact."""
    per_epoch = len(pool) // (batch * world)
    epoch, within = divmod(step, per_epoch)
    order = np.random.default_rng((seed, epoch)).permutation(len(pool))
    start = (within * world + rank) * batch
    return np.sort(pool[order[start : start + batch]])
