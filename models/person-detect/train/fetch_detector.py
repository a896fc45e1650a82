"""Fetch the second teacher, YOLOX-nano as its authors exported it, and check its sum.

The standard library alone. A file that is there and right is left alone.
"""

import argparse
import hashlib
import sys
import urllib.error
import urllib.request
from pathlib import Path

import paths

URL = "https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0/yolox_nano.onnx"
SHA256 = "e8af074932d4ed7e232278e3055cefcdea3edf178874a3694ae292649fb464dd"
BYTES_MAX = 16 * 2**20
TIMEOUT_SECONDS = 60


class FetchError(Exception):
    """Why the file could not be had, and what to do."""


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


def fetch(url, file, sha256=SHA256):
    """Writes the file whole or not at all; True where it was there already. Raises FetchError."""
    if file.is_file() and sum_of(file.read_bytes()) == sha256:
        return True
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as reply:
            content = reply.read(BYTES_MAX)
    except (urllib.error.URLError, OSError) as error:
        raise FetchError(
            f"{url} cannot be had ({error}): fetch yolox_nano.onnx elsewhere, put it at {file}, "
            "and run this again to check it"
        ) from error
    if sum_of(content) != sha256:
        raise FetchError(
            f"{url} gave {len(content)} bytes with another SHA-256 ({sum_of(content)}): "
            "cut off, or not the file that taught this network. Nothing was written"
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(file)
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=URL)
    parser.add_argument("--out", type=Path, default=paths.DETECTOR)
    arguments = parser.parse_args()
    try:
        was_there = fetch(arguments.url, arguments.out)
    except FetchError as error:
        sys.exit(str(error))
    print(f"{arguments.out}: {'there already' if was_there else 'fetched'}, SHA-256 as it should be")


if __name__ == "__main__":
    main()
