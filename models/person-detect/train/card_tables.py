"""Tables and sentences of the model's card, from evaluation.json and model.json."""

HYBRID_SHARES = (0, 0.05, 0.1, 0.2, 0.3)
STANDS_BY = (0.7, 0.8, 0.9)
FALSE_ALARM_PICTURES_MIN = 10


def percent(share):
    return "-" if share is None else f"{100 * share:.1f} %"


def grouped(number):
    return f"{number:,}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in lines)


def named(model):
    titles = {
        "person_detect": "TFLite Micro `person_detect` (96x96 gray)",
        "vww_96_int8": "MLPerf Tiny `vww_96_int8`",
    }
    return titles.get(model["name"], f"{model['name']}, calibrated")


def table_models(models):
    rows = []
    for model in models:
        f = model["figures"]
        rows.append((
            named(model), percent(f["accuracy"]), percent(f["balancedAccuracy"]), f"{f['auc']:.3f}",
            f"{f['ece']:.3f}", percent(f["peopleFound"]), percent(f["falseAlarms"]),
            f"{model['macs'] / 1e6:.2f} million", grouped(model["bytes"]),
        ))  # fmt: skip
    head = ("", "accuracy", "balanced", "AUC", "ECE", "people found", "false alarms",
            "multiply-accumulates", "bytes")  # fmt: skip
    return table(head, rows)


def table_hybrid(models):
    rows = []
    for share in HYBRID_SHARES:
        row = ["none" if share == 0 else f"{share:.0%}".replace("%", " %")]
        for model in models:
            curve = model["hybrid"]
            at = curve["shares"].index(share)
            cells = [curve["perfect"][at], curve["cloud95"][at]]
            row.append(", ".join(percent(cell) for cell in (cells if share else cells[:1])))
        rows.append(row)
    return table(("share asked", *(f"`{model['name']}`" for model in models)), rows)


def table_slices(models, kind, columns):
    """`columns` are keys of a slice's row, shown for every model."""
    ours = {row["slice"]: row for row in models[0]["slices"][kind]}
    titles = {"personRight": "people found", "nopersonRight": "others right"}
    head = ["", "with, without"] + [
        f"`{model['name']}` {titles[column]}" for model in models for column in columns
    ]
    rows = []
    for name in ours:
        row = [name, f"{ours[name]['person']}, {ours[name]['noperson']}"]
        for model in models:
            mine = next(one for one in model["slices"][kind] if one["slice"] == name)
            row += [percent(mine[column]) for column in columns]
        rows.append(row)
    return table(head, rows)


def table_false_alarms(models):
    sources = [
        row for row in models[0]["slices"]["source"] if row["noperson"] >= FALSE_ALARM_PICTURES_MIN
    ]
    sources.sort(key=lambda row: row["nopersonRight"])
    rows = []
    for source in sources:
        mine = [
            next(one for one in model["slices"]["source"] if one["slice"] == source["slice"])
            for model in models
        ]
        rows.append((source["slice"], source["noperson"], *(percent(1 - one["nopersonRight"]) for one in mine)))
    return table(("source", "pictures", *(f"`{model['name']}`" for model in models)), rows)


def table_sources(sources):
    rows = [
        (
            one["source"],
            f"{one['train']['person']} / {one['train']['noperson']}",
            f"{one['test']['person']} / {one['test']['noperson']}",
            one["licence"],
        )
        for one in sources
    ]
    head = ("source", "train person / noperson", "test person / noperson", "licence as stated")
    return table(head, rows)


def stands_by(row):
    if row["right"] is None:
        return "nothing"
    return f"{row['share']:.0%}, of which {row['right']:.0%} are right"


def confident_words(model):
    parts = [
        f"{row['confidence']}: " + stands_by(row)
        for row in model["confident"]
        if row["confidence"] in STANDS_BY
    ]
    return (
        "What it stands by, where its confidence max(p, 1-p) must be at least so much: "
        f"{'; '.join(parts)}. The firmware's threshold is 0.7 unless its settings say otherwise."
    ).replace("%", " %")


def float_words(evaluation):
    before = evaluation["float"]
    if before is None:
        return "What INT8 costs was not measured for this file."
    now = evaluation["models"][0]["figures"]
    drop = 100 * (before["accuracy"] - now["accuracy"])
    cost = f"{abs(drop):.1f} points {'less' if drop > 0 else 'more'} in INT8"
    return (
        "In floating point, with the same calibration, the network has "
        f"{percent(before['accuracy'])} and AUC {before['auc']:.3f} on them: {cost}. Teaching with "
        "activations rounded as in INT8 showed no gain where it was tried, on two CPU cores (below)."
    )
