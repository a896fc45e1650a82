"""Put into model.json what it learned from: each source, how many pictures, the licence as stated."""

import argparse
import json
from collections import Counter, defaultdict
from os.path import commonprefix
from pathlib import Path

import paths
from datasets import LABELS, data_errors_told, read_labelled, source_of

PARTS = ("train", "test")


def stated(licences):
    """The licence as it stands; of several, what they share and then what differs."""
    names = [licence.replace("|", "/") for licence, _ in licences.most_common()]
    if len(names) == 1:
        return names[0]
    prefix = commonprefix(names)
    shared = prefix[: prefix.rfind(" ") + 1]
    return shared + " / ".join(name[len(shared) :] for name in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=paths.DATA)
    arguments = parser.parse_args()
    counts, licences = Counter(), defaultdict(Counter)
    for row in read_labelled(arguments.data):
        source = source_of(row)
        counts[source, row["part"], row["label"]] += 1
        licences[source][row["licence"]] += 1
    described = json.loads(paths.MODEL_JSON.read_text(encoding="utf-8"))
    described["sources"] = [
        {
            "source": source,
            **{
                part: {word: counts[source, part, label] for word, label in LABELS.items()}
                for part in PARTS
            },
            "licence": stated(licences[source]),
        }
        for source in sorted(licences, key=lambda name: -licences[name].total())
    ]
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    paths.MODEL_JSON.write_text(text, encoding="utf-8")
    print(f"{len(described['sources'])} sources")


if __name__ == "__main__":
    with data_errors_told():
        main()
