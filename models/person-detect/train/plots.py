"""evaluation.json -> four SVG plots, told apart by dashes and markers, so that they print in black.

matplotlib, pinned: the same figures give the same bytes.
"""

import json

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update(
    {"svg.fonttype": "none", "svg.hashsalt": "nightjar", "font.family": "sans-serif", "font.size": 9}
)

from matplotlib import pyplot

import paths
from slices import AREAS

STYLES = (
    {"color": "black", "linestyle": "-", "marker": "o"},
    {"color": "0.35", "linestyle": "--", "marker": "s"},
    {"color": "0.55", "linestyle": ":", "marker": "^"},
)
FILLS = ("0.2", "0.6", "white")
SIZE_INCHES = (4.4, 3.3)
MARK_EVERY = 10


def axes(title, x, y):
    figure, ax = pyplot.subplots(figsize=SIZE_INCHES, layout="constrained")
    ax.set(title=title, xlabel=x, ylabel=y)
    ax.grid(color="0.88", linewidth=0.6)
    ax.set_axisbelow(True)
    return figure, ax


def save(figure, name):
    paths.PLOTS.mkdir(exist_ok=True)
    figure.savefig(paths.PLOTS / f"{name}.svg", metadata={"Date": None, "Title": figure.axes[0].get_title()})
    pyplot.close(figure)


def hybrid(models):
    figure, ax = axes("The hybrid", "share of pictures asked, %", "right, %")
    for model, style in zip(models, STYLES):
        curve = model["hybrid"]
        x = [100 * share for share in curve["shares"]]
        y = [100 * right for right in curve["perfect"]]
        ax.plot(x, y, label=model["name"], markevery=MARK_EVERY, markersize=4, **style)
    y = [100 * right for right in models[0]["hybrid"]["cloud95"]]
    ax.plot(x, y, label="the first, cloud right on 95 %", color="black", linestyle="-.", linewidth=0.9)
    ax.legend(frameon=False)
    save(figure, "hybrid")


def reliability(models):
    figure, ax = axes("Calibration", "mean probability of a person", "share with a person")
    ax.plot([0, 1], [0, 1], color="0.7", linewidth=0.8)
    for model, style in zip(models, STYLES):
        x = [row["probability"] for row in model["reliability"]]
        y = [row["people"] for row in model["reliability"]]
        ax.plot(x, y, label=model["name"], markersize=4, linewidth=1, **style)
    ax.legend(frameon=False)
    save(figure, "reliability")


def roc(models):
    figure, ax = axes("People found against false alarms", "false alarms, %", "people found, %")
    for model, style in zip(models, STYLES):
        x = [100 * share for share in model["roc"]["falseAlarms"]]
        y = [100 * share for share in model["roc"]["peopleFound"]]
        label = f"{model['name']} (AUC {model['figures']['auc']:.3f})"
        ax.plot(x, y, label=label, markevery=MARK_EVERY, markersize=4, **style)
    ax.legend(frameon=False, loc="lower right")
    save(figure, "roc")


def person_area(models):
    figure, ax = axes("Found, by the person's part of the picture", "", "people found, %")
    names = [name for _, name in AREAS]
    width = 0.8 / len(models)
    for at, model in enumerate(models):
        found = {row["slice"]: row["personRight"] for row in model["slices"]["personArea"]}
        x = [place + (at - (len(models) - 1) / 2) * width for place in range(len(names))]
        ax.bar(x, [100 * found[name] for name in names], width, color=FILLS[at],
               edgecolor="black", linewidth=0.6, label=model["name"])  # fmt: skip
    ax.set_xticks(range(len(names)), names)
    ax.set_ylim(0, 100)
    ax.legend(frameon=False, loc="upper left")
    save(figure, "person-area")


def main():
    models = json.loads(paths.EVALUATION.read_text(encoding="utf-8"))["models"]
    for draw in (hybrid, reliability, roc, person_area):
        draw(models)
    print(*sorted(str(file) for file in paths.PLOTS.glob("*.svg")), sep="\n")


if __name__ == "__main__":
    main()
