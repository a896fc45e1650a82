"""Stage 2: views with the teachers' scores, so that the students need no teacher beside them."""

import json
import math

import numpy as np
import torch
from tqdm import tqdm

from geometry import INSET_SIDE, Chance, random_maps, seen_through, set_into
from light import mild
from loop import Budget
from shapes import SIDE
from teachers import told, weigh

CROP_AREA_MIN = 0.3
INSET_SHARE = 0.2
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
    """Views as bytes, the teachers' scores, the label of the picture, the large teacher's features.

    In a folder where one is given, in the device's memory otherwise.
    """

    def __init__(self, room, teachers, features, device, folder=None):
        self.room, self.folder, self.count = room, folder, 0

        def place(name, kind, *shape):
            if folder is None:
                return torch.empty((room, *shape), dtype=kind, device=device)
            size = room * math.prod(shape)
            flat = torch.from_file(str(folder / name), shared=True, size=size, dtype=kind)
            return flat.view(room, *shape)

        self.views = place("views", torch.uint8, 3, SIDE, SIDE)
        self.scores = place("scores", torch.float32, teachers)
        self.labels = place("labels", torch.float32)
        self.features = place("features", torch.float16, features)

    def __reduce__(self):
        """For another process, which opens the same files."""
        assert self.folder, "a bank in a device's memory stays there"
        return opened, (self.folder, *self.size().values())

    def size(self):
        """What `opened` has to be told beside the folder."""
        return {
            "room": self.room,
            "teachers": self.scores.shape[1],
            "features": self.features.shape[1],
            "count": self.count,
        }

    def add(self, views, scores, labels, features):
        at = slice(self.count, self.count + len(views))
        self.views[at] = (views * 255).round().to(torch.uint8)
        self.scores[at], self.labels[at], self.features[at] = scores, labels, features
        self.count = at.stop


def opened(folder, room, teachers, features, count):
    bank = Bank(room, teachers, features, torch.device("cpu"), folder)
    bank.count = count
    return bank


def whole(folder, options):
    """A bank that was filled before, and the weights."""
    size = json.loads((folder / WHOLE).read_text(encoding="utf-8"))
    if size["room"] != options.bank_views:
        raise SystemExit(f"{folder} has room for {size['room']} views: --bank-views {size['room']}")
    weights = np.array(size.pop("weights"))
    return opened(folder, **size), weights


def keep(bank, weights):
    text = json.dumps(bank.size() | {"weights": weights.tolist()})
    (bank.folder / WHOLE).write_text(text, encoding="utf-8")


def fill(pictures, teachers, options):
    """Gives the bank and the weights of the teachers' scores; on a CPU it is kept in a folder."""
    folder = options.out / "bank" if options.device.type == "cpu" else None
    if folder:
        folder.mkdir(exist_ok=True)
        if options.resume and (folder / WHOLE).exists():
            return whole(folder, options)
        (folder / WHOLE).unlink(missing_ok=True)
    weights = weigh(teachers, pictures)
    chance = Chance(options.seed + 1, options.device)
    bank = Bank(options.bank_views, teachers.count, teachers.features, options.device, folder)
    budget = Budget(None, options.bank_seconds)
    bar = tqdm(desc="bank", total=options.bank_views, mininterval=10, unit="view")
    batch = options.bank_batch
    while bank.count + batch <= options.bank_views and budget.go_on(options.device):
        x, labels = bank_views(pictures, batch, options.side, chance)
        views, scores, features = teachers.judge(x)
        bank.add(views, scores, labels, features)
        bar.update(batch)
    bar.close()
    some = slice(0, min(bank.count, JUDGED_VIEWS))
    print(f"bank: {bank.count} views in {budget.elapsed():.0f} s; of its pictures' labels: "
          f"{told(bank.scores[some], bank.labels[some])}", flush=True)  # fmt: skip
    if folder:
        keep(bank, weights)
    return bank, weights
