"""The pictures that judge, decoded and brought to 96x96."""

import numpy as np
from PIL import Image
from tqdm import tqdm

from datasets import check_labels, source_of
from prepare import CACHE_SIDE, squash
from shapes import SIDE

RESIZES = ("box", "dct", "bilinear", "nearest", "stepwise")


def resized(picture, how):
    """96x96 squashed. `dct` decodes at a fraction first, as the firmware does with a VGA frame."""
    if how == "dct":
        picture.draft("RGB", (SIDE, SIDE))
    if how in ("box", "dct"):
        return squash(picture, SIDE)
    if how == "stepwise":
        return squash(Image.fromarray(squash(picture, CACHE_SIDE)), SIDE)
    if how == "bilinear":
        # Four neighbours only, no antialiasing: what a cheap resize on a board would do.
        extent = (0, 0, *picture.size)
        small = picture.convert("RGB").transform(
            (SIDE, SIDE), Image.Transform.EXTENT, extent, Image.Resampling.BILINEAR
        )
        return np.asarray(small)
    return np.asarray(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.NEAREST))


def judged_rows(rows, data):
    """The test part of a folder's rows; all of them where it knows no parts. Raises DataError."""
    rows = [row for row in rows if row["part"] == "test"] or rows
    check_labels(rows, f"the test part of {data}")
    return rows


def taught_sources(rows):
    return {source_of(row) for row in rows if row["part"] == "train"}


def read_pictures(rows, data, how):
    pictures = []
    for row in tqdm(rows, desc="decode", mininterval=5):
        with Image.open(data / row["file"]) as picture:
            pictures.append(resized(picture, how))
    return pictures
