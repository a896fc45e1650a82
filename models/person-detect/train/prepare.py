"""Decode every picture once into a uint8 cache and split off a held-out set.

Writes into the cache folder: pixels.npy (N, 3, side, side), index.npz.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

import paths
from datasets import FORMS, data_errors_told, read_labelled, source_of

CACHE_SIDE = 128
HELD_OUT_PICTURES = 1500
# Of a small set no more than one in so many.
HELD_OUT_SHARE_OF = 10
# Sources with fewer pictures of either label say little about persons and much about the source.
HELD_OUT_SOURCE_PICTURES_MIN = 40
SEED = 20


def squash(picture, side):
    """The whole frame, area averaged to a square: what the firmware does."""
    return np.asarray(picture.convert("RGB").resize((side, side), Image.Resampling.BOX))


def choose_held_out(rows, rng):
    """Balanced by label, and by source in proportion, from training sources that carry both."""
    groups = defaultdict(list)
    for position, row in enumerate(rows):
        if row["part"] == "train":
            groups[source_of(row), row["label"]].append(position)
    sources = sorted({source for source, _ in groups})
    both = [
        source
        for source in sources
        if min(len(groups[source, label]) for label in "01") >= HELD_OUT_SOURCE_PICTURES_MIN
    ]
    both = both or sources  # a small set: better some of each than none
    wanted = min(HELD_OUT_PICTURES, sum(map(len, groups.values())) // HELD_OUT_SHARE_OF)
    chosen = []
    for label in "01":
        total = sum(len(groups[source, label]) for source in both)
        for source in both:
            pool = groups[source, label]
            count = round(wanted / 2 * len(pool) / total)
            chosen.extend(rng.choice(pool, count, replace=False))
    return np.array(sorted(chosen))


def some_of(rows, limit):
    """A seeded choice, so that every source has its part in it."""
    groups = defaultdict(list)
    for at in np.random.default_rng(SEED).permutation(len(rows)):
        groups[rows[at]["part"], rows[at]["label"]].append(rows[at])
    return [row for group in groups.values() for row in group[:limit]]


def write_index(rows, cache):
    held_out = choose_held_out(rows, np.random.default_rng(SEED))
    use = np.array([row["part"] for row in rows], dtype="U8")
    use[held_out] = "heldout"
    area = [float(row["person_area_fraction"] or "nan") for row in rows]
    np.savez(
        cache / "index.npz",
        path=np.array([row["file"] for row in rows]),
        use=use,
        label=np.array([int(row["label"]) for row in rows]),
        area=np.array(area),
        source=np.array([source_of(row) for row in rows]),
    )
    print({name: int((use == name).sum()) for name in ("train", "heldout", "test")})


def write_pixels(rows, data, cache, side):
    shape = (len(rows), 3, side, side)
    pixels = np.lib.format.open_memmap(cache / "pixels.npy", "w+", np.uint8, shape)
    for position, row in enumerate(tqdm(rows, desc="decode", mininterval=5)):
        with Image.open(data / row["file"]) as picture:
            pixels[position] = squash(picture, side).transpose(2, 0, 1)
    pixels.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=paths.DATA)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--side", type=int, default=CACHE_SIDE)
    parser.add_argument("--form", choices=FORMS, help="of --data; by what lies there if not said")
    parser.add_argument("--limit", type=int, help="so many pictures of each part and label, to try it")
    arguments = parser.parse_args()
    rows = read_labelled(arguments.data, arguments.form)
    if arguments.limit:
        rows = some_of(rows, arguments.limit)
    arguments.cache.mkdir(parents=True, exist_ok=True)
    write_index(rows, arguments.cache)
    write_pixels(rows, arguments.data, arguments.cache, arguments.side)


if __name__ == "__main__":
    with data_errors_told():
        main()
