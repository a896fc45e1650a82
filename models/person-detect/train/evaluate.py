"""Our model and both peers on labelled pictures, in one run, with the same decoded pictures.

--write puts every figure into evaluation.json and ours into model.json; `plots.py` draws and
`card.py` writes from there.
"""

import argparse
import hashlib
import json
import os
import platform
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

import calibration
import curves
import paths
from classifier import Classifier
from datasets import FORMS, data_errors_told, read_labelled
from judged_pictures import RESIZES, judged_rows, read_pictures, taught_sources
from lite_file import measure, mend_bias_dimension
from slices import shares, slices_of

DECIMALS = 4
OURS = "person-detect"


def contenders(model, description, peers):
    """Name, file content, output kind and calibration of each model; peers speak for themselves."""
    description = json.loads(description.read_text(encoding="utf-8"))
    content = model.read_bytes()
    assert hashlib.sha256(content).hexdigest() == description["sha256"]
    yield OURS, content, "logits", description["calibration"]
    if peers is None:
        return
    yield "person_detect", (peers / "person_detect.tflite").read_bytes(), "probabilities", {}
    yield "vww_96_int8", (peers / "vww_96_int8.tflite").read_bytes(), "probabilities", {}


def figures_of(p, labels):
    right = (p >= 0.5) == (labels == 1)
    figures = calibration.figures(p, labels) | {
        "peopleFound": float(right[labels == 1].mean()),
        "falseAlarms": float(1 - right[labels == 0].mean()),
    }
    return {name: round(value, DECIMALS) for name, value in figures.items()}


def judged(name, content, kind, calibrated, pictures, labels, groups):
    """All that evaluation.json holds of one model."""
    # An old converter's defect, which the desktop engine refuses; the others pass as they are.
    runs = mend_bias_dimension(content) if name == "person_detect" else content
    margins = Classifier(runs, kind).margins(pictures)
    p = calibration.probabilities(margins, **calibrated)
    right = (p >= 0.5) == (labels == 1)
    return {
        "name": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "macs": measure(content)["macs"],
        "figures": figures_of(p, labels),
        "confident": curves.confident(p, labels),
        "hybrid": curves.hybrid(p, labels),
        "reliability": curves.reliability(p, labels),
        "roc": curves.roc(p, labels),
        "slices": {kind: shares(kind, names, right, labels) for kind, names in groups.items()},
    }


def in_float(model, pictures, labels, calibrated):
    """The same network before quantization, with the calibration of the INT8 one; None without its file."""
    file = model.with_suffix(".pt")
    if not file.is_file():
        return None
    from export import float_logits, trained

    logits = float_logits(trained(file), np.stack(pictures))
    p = calibration.probabilities(logits[:, 1] - logits[:, 0], **calibrated)
    return figures_of(p, labels)


def printed(models):
    for model in models:
        print(f"{model['name']:<14}", model["figures"])
    for model in models:
        at = {share: model["hybrid"]["perfect"][round(100 * share)] for share in (0.05, 0.1, 0.2)}
        print(f"{model['name']:<14} hybrid", at)
    for kind, rows in models[0]["slices"].items():
        print(f"\n{kind:<58} " + " ".join(f"{model['name']:>17}" for model in models))
        for at, row in enumerate(rows):
            cells = []
            for model in models:
                mine = model["slices"][kind][at]
                pair = [mine["personRight"], mine["nopersonRight"]]
                cells.append(" ".join("   -   " if v is None else f"{v:7.3f}" for v in pair))
            count = f"{row['person']}+{row['noperson']}"
            print(f"{row['slice'][:46]:<46} {count:>11} " + " ".join(f"{c:>17}" for c in cells))


def write(models, floating, command, counts):
    document = {
        "schema": "nightjar.evaluation/1",
        "command": command,
        "made": {
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "numpy": np.__version__,
        },
        "set": counts,
        "models": models,
        "float": floating,
    }
    text = json.dumps(document, indent=1) + "\n"
    paths.EVALUATION.write_text(text, encoding="utf-8")
    description = json.loads(paths.MODEL_JSON.read_text(encoding="utf-8"))
    ours = {k: v for k, v in models[0]["figures"].items() if k not in ("peopleFound", "falseAlarms")}
    description["evaluation"] = {
        "set": f"{counts['name']} ({counts['person']} person, {counts['noperson']} noperson)",
        "command": command,
        **ours,
    }
    paths.MODEL_JSON.write_text(json.dumps(description, indent=2) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=paths.DATA)
    parser.add_argument("--form", choices=FORMS, help="of --data; by what lies there if not said")
    parser.add_argument("--peers", type=Path, default=paths.PEERS)
    parser.add_argument("--model", type=Path, default=paths.MODEL_FILE)
    parser.add_argument("--description", type=Path, default=paths.MODEL_JSON)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--resize", choices=RESIZES, default="box")
    parser.add_argument("--write", action="store_true", help="evaluation.json and model.json")
    arguments = parser.parse_args()
    if arguments.write and arguments.model != paths.MODEL_FILE:
        parser.error("evaluation.json is of the model in the tree")
    if arguments.write and arguments.resize != "box":
        parser.error("evaluation.json holds the figures of area averaging, box")
    everything = read_labelled(arguments.data, arguments.form)
    rows = judged_rows(everything, arguments.data)
    labels = np.array([int(row["label"]) for row in rows])
    pictures = read_pictures(rows, arguments.data, arguments.resize)
    groups = slices_of(rows, pictures, taught_sources(everything))
    peers = None if arguments.without_peers else arguments.peers
    entries = list(contenders(arguments.model, arguments.description, peers))
    models = [judged(*entry, pictures, labels, groups) for entry in entries]
    floating = in_float(arguments.model, pictures, labels, entries[0][3])
    print("in floating point", floating)
    printed(models)
    if arguments.write:
        is_shared = arguments.data == paths.DATA
        counts = {
            "name": "shared/data/test" if is_shared else arguments.data.name,
            "person": int(labels.sum()),
            "noperson": int((labels == 0).sum()),
        }
        write(models, floating, "python evaluate.py --write", counts)


if __name__ == "__main__":
    with data_errors_told():
        main()
