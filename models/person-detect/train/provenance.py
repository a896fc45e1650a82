"""Print the model card's table of sources: how many pictures, and the licence as stated."""

import argparse
from collections import Counter, defaultdict
from os.path import commonprefix
from pathlib import Path

import paths
from prepare import read_manifest, source_of

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
    for row in read_manifest(arguments.data):
        source = source_of(row)
        counts[source, row["file"].split("/")[0], row["label"]] += 1
        licences[source][row["licence"]] += 1
    print("| source | train person / noperson | test person / noperson | licence as stated |")
    print("|---|---|---|---|")
    for source in sorted(licences, key=lambda name: -licences[name].total()):
        pairs = [" / ".join(str(counts[source, part, label]) for label in "10") for part in PARTS]
        print(f"| {source} | {pairs[0]} | {pairs[1]} | {stated(licences[source])} |")


if __name__ == "__main__":
    main()
