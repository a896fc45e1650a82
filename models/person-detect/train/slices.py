"""Which pictures a figure is of: by source, by the person's part of the picture, by light, by origin."""

from math import inf

import numpy as np

from datasets import source_of

# Upper bounds, parts of the picture; below 0.005 the labels' rule says that nobody is there. A box
# may reach over the picture's edge: the last has no bound.
AREAS = ((0.02, "0.5 to 2 %"), (0.1, "2 to 10 %"), (inf, "more than 10 %"))
AREA_UNKNOWN = "unknown"
# Upper bounds of the picture's mean luma (BT.601), 0 to 255.
LIGHTS = ((60, "below 60"), (100, "60 to 100"), (140, "100 to 140"), (256, "140 and more"))
LUMA = np.array([0.299, 0.587, 0.114])
# Whether the training has pictures of the same source.
ORIGINS = ("sources it learned from", "other sources")
# The order of each kind's slices in a table; sources, which nobody declares, follow the alphabet.
ORDERS = {
    "personArea": [*(name for _, name in AREAS), AREA_UNKNOWN],
    "light": [name for _, name in LIGHTS],
    "origin": ORIGINS,
}


def area_slice(row):
    """None where nobody is in the picture."""
    if row["label"] == "0":
        return None
    area = row.get("person_area_fraction")
    if not area:
        return AREA_UNKNOWN
    return next(name for bound, name in AREAS if float(area) <= bound)


def light_slice(picture):
    luma = float((picture.reshape(-1, 3) @ LUMA).mean())
    return next(name for bound, name in LIGHTS if luma < bound)


def origin_slice(row, taught):
    return ORIGINS[0] if source_of(row) in taught else ORIGINS[1]


def slices_of(rows, pictures, taught):
    """For each kind of slice its name for each picture, None where it is in none.

    `taught` are the sources that the training has pictures of.
    """
    return {
        "origin": [origin_slice(row, taught) for row in rows],
        "personArea": [area_slice(row) for row in rows],
        "light": [light_slice(picture) for picture in pictures],
        "source": [source_of(row) for row in rows],
    }


def shares(kind, names, right, labels):
    """Of each slice: pictures with and without a person, and the share judged rightly of each.

    In the kind's order; slices without pictures are left out.
    """
    present = {name for name in names if name is not None}
    out = []
    for name in (one for one in ORDERS.get(kind, sorted(present)) if one in present):
        mine = np.array([one == name for one in names])
        row = {"slice": name}
        for label, word in ((1, "person"), (0, "noperson")):
            chosen = mine & (labels == label)
            row[word] = int(chosen.sum())
            row[f"{word}Right"] = round(float(right[chosen].mean()), 4) if chosen.any() else None
        out.append(row)
    return out
