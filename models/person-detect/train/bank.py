"""Stage 2: views with the teachers' opinions, so that the students need no teacher beside them."""

import numpy as np
import torch
from torch.nn import functional
from tqdm import tqdm

import judge
from calibration import logistic
from geometry import INSET_SIDE, Chance, random_maps, seen_through, set_into
from light import mild
from loop import Budget
from pictures import large_views
from shapes import SIDE
from teach import detector_held_out

CROP_AREA_MIN = 0.3
INSET_SHARE = 0.2
# The detector knows other pictures than ours: it keeps a say, however the fit comes out.
DETECTOR_SHARE_MIN = 0.4
JUDGED_VIEWS = 20000


def bank_views(pictures, count, side, chance):
    x, labels = pictures.some(count, chance)
    x = seen_through(x, random_maps(count, CROP_AREA_MIN, chance), side)
    inset = round(count * INSET_SHARE)
    if inset:
        behind = pictures.some_without(inset, chance)
        behind = seen_through(behind, random_maps(inset, CROP_AREA_MIN, chance), side)
        x[:inset] = set_into(x[:inset], behind, INSET_SIDE, chance)
    return mild(x, chance).clamp_(0, 1), labels


class Bank:
    """Views as bytes, both teachers' scores, the label of the picture, the large one's features."""

    def __init__(self, room, features, device):
        self.views = torch.empty((room, 3, SIDE, SIDE), dtype=torch.uint8, device=device)
        self.large = torch.empty(room, device=device)
        self.detector = torch.empty(room, device=device)
        self.labels = torch.empty(room, device=device)
        self.features = torch.empty((room, features), dtype=torch.float16, device=device)
        self.count = 0

    def add(self, views, large, detector, labels, features):
        at = slice(self.count, self.count + len(views))
        self.views[at] = (views * 255).round().to(torch.uint8)
        self.large[at], self.detector[at], self.labels[at] = large, detector, labels
        self.features[at] = features
        self.count = at.stop


def stacked(large, detector, labels):
    """Weights of both teachers' scores: logistic regression on the held-out pictures."""
    design = torch.stack((large, detector, torch.ones_like(large)), 1).double().cpu().numpy()
    y = labels.double().cpu().numpy()
    spread = design[:, :2].std(0)
    weights = logistic(design, y, np.zeros(3))
    parts = np.maximum(weights[:2] * spread, 0)
    if parts[1] >= DETECTOR_SHARE_MIN * parts.sum():
        return weights
    shares = np.array((1 - DETECTOR_SHARE_MIN, DETECTOR_SHARE_MIN)) / spread
    joint = design[:, :2] @ shares
    scale, offset = logistic(np.stack((joint, np.ones_like(joint)), 1), y, np.zeros(2))
    return np.array((*(scale * shares), offset))


@torch.no_grad()
def both(large, detector, x, options):
    with torch.autocast(options.device.type, torch.bfloat16, options.half):
        score, features = large(x.contiguous(memory_format=torch.channels_last))
    with torch.autocast(options.device.type, torch.float16, options.half):
        found = detector(x)
    return functional.avg_pool2d(x, options.shrink), score.float(), found, features


@torch.no_grad()
def weigh(pictures, large, detector, options):
    pixels, labels = pictures.held_out
    with torch.autocast(options.device.type, torch.bfloat16, options.half):
        first = judge.scores(large, large_views(pixels, options.side))
    second, _ = detector_held_out(detector, pictures, options)
    weights = stacked(first, second, labels)
    together = weights[0] * first + weights[1] * second
    print(f"held-out: large teacher {judge.line(first, labels)}, "
          f"detector {judge.line(second, labels)}, together {judge.line(together, labels)}, "
          f"weights {weights.round(3).tolist()}", flush=True)  # fmt: skip
    return weights


def fill(pictures, large, detector, options):
    """Gives the bank and the weights of the teachers' scores."""
    weights = weigh(pictures, large, detector, options)
    chance = Chance(options.seed + 1, options.device)
    bank = Bank(options.bank_views, large.classifier.in_features, options.device)
    budget = Budget(None, options.bank_seconds)
    bar = tqdm(desc="bank", total=options.bank_views, mininterval=10, unit="view")
    batch = options.bank_batch
    while bank.count + batch <= options.bank_views and budget.go_on(options.device):
        x, labels = bank_views(pictures, batch, options.side, chance)
        views, first, second, features = both(large, detector, x, options)
        bank.add(views, first, second, labels, features)
        bar.update(batch)
    bar.close()
    some = slice(0, min(bank.count, JUDGED_VIEWS))
    print(f"bank: {bank.count} views in {budget.elapsed():.0f} s; of its pictures' labels "
          f"the large teacher: {judge.line(bank.large[some], bank.labels[some])}, "
          f"the detector: {judge.line(bank.detector[some], bank.labels[some])}", flush=True)  # fmt: skip
    return bank, weights
