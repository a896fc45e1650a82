"""model.json + evaluation.json + card.template.md -> README.md, the model's card; --check compares.

The standard library alone. What a person has to say stands in statements.json, and is put into
model.json too.
"""

import argparse
import json
import re
import sys

import paths
from card_tables import (
    confident_words,
    float_words,
    grouped,
    table_false_alarms,
    table_hybrid,
    table_models,
    table_slices,
    table_sources,
)

TOKEN = re.compile(r"\{\{(\w+)\}\}")


def bullets(lines):
    return "\n".join(f"- {line}" for line in lines)


def values_of(description, evaluation):
    models, counts = evaluation["models"], evaluation["set"]
    size = description["input"]
    kind = "RGB" if size["channels"] == 3 else "gray"
    return {
        **{key: description[key] for key in ("name", "version", "file", "shape")},
        "bytes": grouped(description["bytes"]),
        "macs": grouped(description["macs"]),
        "arenaBytes": grouped(description["arenaBytes"]),
        "input": f"{size['width']}x{size['height']} {kind}",
        "labels": ", ".join(description["output"]["labels"]),
        "operators": ", ".join(description["operators"]),
        "temperature": description["calibration"]["temperature"],
        "bias": description["calibration"]["bias"],
        "testPerson": counts["person"],
        "testNoperson": counts["noperson"],
        "testPictures": grouped(counts["person"] + counts["noperson"]),
        "testSet": counts["name"],
        "command": evaluation["command"],
        "tableModels": table_models(models),
        "tableHybrid": table_hybrid(models),
        "tableAreas": table_slices(models, "personArea", ("personRight",)),
        "tableOrigins": table_slices(models, "origin", ("personRight", "nopersonRight")),
        "tableLights": table_slices(models, "light", ("personRight", "nopersonRight")),
        "tableFalseAlarms": table_false_alarms(models),
        "tableSources": table_sources(description["sources"]),
        "confident": confident_words(models[0]),
        "floatDrop": float_words(evaluation),
        "weaknesses": bullets(description["knownWeaknesses"]),
        "notFor": bullets(description["notFor"]),
    }


def rendered(template, values):
    return TOKEN.sub(lambda token: str(values[token[1]]), template)


def read(file):
    return json.loads(file.read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where the card or model.json is stale")
    arguments = parser.parse_args()
    evaluation = read(paths.EVALUATION)
    description = read(paths.MODEL_JSON) | read(paths.STATEMENTS)
    if evaluation["models"][0]["sha256"] != description["sha256"]:
        sys.exit("evaluation.json is of another file: python evaluate.py --write")
    texts = {
        paths.MODEL_JSON: json.dumps(description, indent=2, ensure_ascii=False) + "\n",
        paths.CARD: rendered(paths.CARD_TEMPLATE.read_text(encoding="utf-8"), values_of(description, evaluation)),
    }
    for file, text in texts.items():
        if not arguments.check:
            file.write_text(text, encoding="utf-8")
        elif file.read_text(encoding="utf-8") != text:
            sys.exit(f"{file.name} is stale: python card.py")


if __name__ == "__main__":
    main()
