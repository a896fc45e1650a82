"""Our model and both peers on data/test, in one run, with the same decoded pictures.

--write puts our figures into model.json, which is complete from then on.
"""

import argparse
import hashlib
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
from PIL import Image
from tqdm import tqdm

import calibration
import paths
from classifier import Classifier
from lite_file import mend_bias_dimension
from shapes import SIDE
from prepare import CACHE_SIDE, read_manifest, source_of, squash

DECIMALS = 4
CONFIDENCES = (0.7, 0.8, 0.9)
ASKED_SHARES = (0, 0.05, 0.1, 0.2, 0.3)
CLOUD_ACCURACIES = (1, 0.95)
SMALL_PERSON_AREAS = (0.02, 0.05, 0.2, 1.0)
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


def test_rows(data):
    """The test part of a folder; all of it where the folder knows no parts."""
    rows = read_manifest(data)
    return [row for row in rows if row["file"].startswith("test/")] or rows


def read_pictures(rows, data, how):
    pictures = []
    for row in tqdm(rows, desc="decode", mininterval=5):
        with Image.open(data / row["file"]) as picture:
            pictures.append(resized(picture, how))
    return pictures


def contenders(peers):
    """Name, file content, output kind and calibration of each model; peers speak for themselves."""
    description = json.loads(paths.MODEL_JSON.read_text(encoding="utf-8"))
    content = paths.MODEL_FILE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == description["sha256"]
    yield "person-detect", content, "logits", description["calibration"]
    if peers is None:
        return
    person_detect = mend_bias_dimension((peers / "person_detect.tflite").read_bytes())
    yield "tflm person_detect", person_detect, "probabilities", {}
    yield "vww_96_int8", (peers / "vww_96_int8.tflite").read_bytes(), "probabilities", {}


def print_figures(name, p, labels):
    print(name, {k: round(v, DECIMALS) for k, v in calibration.figures(p, labels).items()})


def print_confident(name, p, labels):
    """How much a model stands by at each confidence, and how much of that is right."""
    confidence, right = np.maximum(p, 1 - p), (p >= 0.5) == labels
    for bound in CONFIDENCES:
        sure = confidence >= bound
        print(f"{name:<18} confident at {bound}: {sure.mean():.3f}, right {right[sure].mean():.3f}")


def print_hybrid(name, p, labels):
    """Accuracy where a cloud of each accuracy answers the least confident share of the pictures."""
    order, right = np.argsort(np.maximum(p, 1 - p)), (p >= 0.5) == labels
    for share in ASKED_SHARES:
        kept = right[order[round(share * len(order)) :]].sum()
        asked = round(share * len(order))
        together = [(kept + cloud * asked) / len(order) for cloud in CLOUD_ACCURACIES]
        print(f"{name:<18} hybrid, {share:4.0%} asked: " + ", ".join(f"{a:.3f}" for a in together))


def print_shares(scores, labels, groups, title):
    """Share judged right, per group and label, for every model side by side."""
    print(f"\n{title:<58} {'label':>8} {'count':>5} " + " ".join(f"{n:>18}" for n in scores))
    for group in sorted(set(groups)):
        for label, word in enumerate(("noperson", "person")):
            chosen = (groups == group) & (labels == label)
            if not chosen.any():
                continue
            shares = [((p[chosen] >= 0.5) == label).mean() for p in scores.values()]
            row = " ".join(f"{share:18.3f}" for share in shares)
            print(f"{group[:58]:<58} {word:>8} {chosen.sum():5d} {row}")


def area_groups(rows):
    names = []
    for row in rows:
        area = row.get("person_area_fraction")
        if row["label"] == "0":
            names.append("no person")
        elif not area:
            names.append("person, area unknown")
        else:
            bound = next(b for b in SMALL_PERSON_AREAS if float(area) <= b)
            names.append(f"person, up to {bound:.2f} of the picture")
    return np.array(names)


def write_evaluation(p, labels):
    description = json.loads(paths.MODEL_JSON.read_text(encoding="utf-8"))
    figures = calibration.figures(p, labels)
    counts = f"{int(labels.sum())} person, {int((labels == 0).sum())} noperson"
    description["evaluation"] = {
        "set": f"shared/data/test ({counts})",
        **{k: round(v, DECIMALS) for k, v in figures.items()},
    }
    paths.MODEL_JSON.write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=paths.DATA)
    parser.add_argument("--peers", type=Path, default=paths.PEERS)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--resize", choices=RESIZES, default="box")
    parser.add_argument("--write", action="store_true", help="put our figures into model.json")
    arguments = parser.parse_args()
    if arguments.write and arguments.resize != "box":
        parser.error("model.json holds the figures of area averaging, box")
    rows = test_rows(arguments.data)
    labels = np.array([int(row["label"]) for row in rows])
    pictures = read_pictures(rows, arguments.data, arguments.resize)
    scores = {}
    for name, content, kind, calibrated in contenders(
        None if arguments.without_peers else arguments.peers
    ):
        margins = Classifier(content, kind).margins(pictures)
        scores[name] = calibration.probabilities(margins, **calibrated)
        print_figures(name, scores[name], labels)
        if calibrated:
            print_figures("  before calibration", calibration.probabilities(margins), labels)
    for name, p in scores.items():
        print_confident(name, p, labels)
        print_hybrid(name, p, labels)
    print_shares(scores, labels, np.array([source_of(row) for row in rows]), "source")
    print_shares(scores, labels, area_groups(rows), "person area")
    if arguments.write:
        write_evaluation(scores["person-detect"], labels)


if __name__ == "__main__":
    main()
