"""Stage 2: views with the teachers' opinions, so that the students need no teacher beside them."""

import json
import math

import numpy as np
import torch
from torch.nn import functional
from tqdm import tqdm

import judge
from calibration import logistic
from efficientnet import fused
from geometry import INSET_SIDE, Chance, random_maps, seen_through, set_into
from light import mild
from loop import Budget, judging
from pictures import large_views
from shapes import SIDE
from teach import detector_held_out

CROP_AREA_MIN = 0.3
INSET_SHARE = 0.2
# The detector knows other pictures than ours: it keeps a say, however the fit comes out.
DETECTOR_SHARE_MIN = 0.4
JUDGED_VIEWS = 20000
# Written last: the file by which a bank in a folder is known to be whole.
WHOLE = "whole.json"


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
    """Views as bytes, both teachers' scores, the label of the picture, the large one's features.

    In a folder where one is given, in the device's memory otherwise.
    """

    def __init__(self, room, features, device, folder=None):
        self.room, self.folder, self.count = room, folder, 0

        def place(name, kind, *shape):
            if folder is None:
                return torch.empty((room, *shape), dtype=kind, device=device)
            size = room * math.prod(shape)
            flat = torch.from_file(str(folder / name), shared=True, size=size, dtype=kind)
            return flat.view(room, *shape)

        self.views = place("views", torch.uint8, 3, SIDE, SIDE)
        self.large = place("large", torch.float32)
        self.detector = place("detector", torch.float32)
        self.labels = place("labels", torch.float32)
        self.features = place("features", torch.float16, features)

    def __reduce__(self):
        """For another process, which opens the same files."""
        assert self.folder, "a bank in a device's memory stays there"
        return opened, (self.folder, *self.size().values())

    def size(self):
        """What `opened` has to be told beside the folder."""
        return {"room": self.room, "features": self.features.shape[1], "count": self.count}

    def add(self, views, large, detector, labels, features):
        at = slice(self.count, self.count + len(views))
        self.views[at] = (views * 255).round().to(torch.uint8)
        self.large[at], self.detector[at], self.labels[at] = large, detector, labels
        self.features[at] = features
        self.count = at.stop


def opened(folder, room, features, count):
    bank = Bank(room, features, torch.device("cpu"), folder)
    bank.count = count
    return bank


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
    x = x.contiguous(memory_format=torch.channels_last)
    with judging(options):
        score, features = large(x)
    with judging(options, torch.float16):
        found = detector(x)
    return functional.avg_pool2d(x, options.shrink), score.float(), found, features


@torch.no_grad()
def weigh(pictures, large, detector, options):
    pixels, labels = pictures.held_out
    with judging(options):
        first = judge.scores(large, large_views(pixels, options.side))
    second, _ = detector_held_out(detector, pictures, options)
    weights = stacked(first, second, labels)
    together = weights[0] * first + weights[1] * second
    print(f"held-out: large teacher {judge.line(first, labels)}, "
          f"detector {judge.line(second, labels)}, together {judge.line(together, labels)}, "
          f"weights {weights.round(3).tolist()}", flush=True)  # fmt: skip
    return weights


def whole(folder, options):
    """A bank that was filled before, and the weights."""
    told = json.loads((folder / WHOLE).read_text(encoding="utf-8"))
    if told["room"] != options.bank_views:
        raise SystemExit(f"{folder} has room for {told['room']} views: --bank-views {told['room']}")
    weights = np.array(told.pop("weights"))
    return opened(folder, **told), weights


def keep(bank, weights):
    text = json.dumps(bank.size() | {"weights": weights.tolist()})
    (bank.folder / WHOLE).write_text(text, encoding="utf-8")


def fill(pictures, large, detector, options):
    """Gives the bank and the weights of the teachers' scores; on a CPU it is kept in a folder."""
    folder = options.out / "bank" if options.device.type == "cpu" else None
    if folder:
        folder.mkdir(exist_ok=True)
        if options.resume and (folder / WHOLE).exists():
            return whole(folder, options)
        (folder / WHOLE).unlink(missing_ok=True)
    large = fused(large).to(memory_format=torch.channels_last)
    weights = weigh(pictures, large, detector, options)
    chance = Chance(options.seed + 1, options.device)
    bank = Bank(options.bank_views, large.classifier.in_features, options.device, folder)
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
    if folder:
        keep(bank, weights)
    return bank, weights
