"""Carry the cache to another machine: as WebP in parts of a bounded size, and back.

The test pictures stay behind: nothing that trains has any use for them.
"""

import argparse
import io
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

import paths

WEBP_QUALITY = 75
PART_BYTES_MAX = 52 * 2**20


def encoded(pixels):
    content = io.BytesIO()
    Image.fromarray(pixels.transpose(1, 2, 0)).save(content, "WEBP", quality=WEBP_QUALITY)
    return content.getvalue()


def decoded(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).transpose(2, 0, 1)


def write_parts(pieces, folder):
    """Whole pictures only; gives the number of parts."""
    part, size = 0, 0
    out = open(folder / f"part-{part}.bin", "wb")
    for piece in pieces:
        if size + len(piece) > PART_BYTES_MAX:
            out.close()
            part, size = part + 1, 0
            out = open(folder / f"part-{part}.bin", "wb")
        out.write(piece)
        size += len(piece)
    out.close()
    return part + 1


def pack(cache, folder):
    index = dict(np.load(cache / "index.npz"))
    chosen = np.flatnonzero(index["use"] != "test")
    pixels = np.load(cache / "pixels.npy", mmap_mode="r")
    lengths = []

    def pieces():
        for position in tqdm(chosen, desc="encode", mininterval=5):
            lengths.append(len(content := encoded(pixels[position])))
            yield content

    folder.mkdir(parents=True, exist_ok=True)
    print(f"{write_parts(pieces(), folder)} parts")
    kept = {name: values[chosen] for name, values in index.items()}
    np.savez_compressed(folder / "packed-index.npz", **kept, length=np.array(lengths))


def unpack_some(content_file, bounds, first, pixels_file):
    """Decodes the pictures at `bounds` of the file, which come from number `first` on."""
    pixels = np.load(pixels_file, mmap_mode="r+")
    with open(content_file, "rb") as content:
        content.seek(bounds[0][0])
        for position, (begin, end) in enumerate(bounds, first):
            pixels[position] = decoded(content.read(end - begin))
    pixels.flush()


def unpack(folder, cache, processes):
    index = dict(np.load(folder / "packed-index.npz"))
    ends = np.cumsum(index.pop("length"))
    cache.mkdir(parents=True, exist_ok=True)
    whole, pixels_file = cache / "packed.bin", cache / "pixels.npy"
    whole.write_bytes(b"".join(part.read_bytes() for part in sorted(folder.glob("part-*.bin"))))
    assert whole.stat().st_size == ends[-1], "a part is missing"
    bounds = list(zip([0, *ends[:-1]], ends, strict=True))
    with open(whole, "rb") as content:
        shape = (len(bounds), *decoded(content.read(ends[0])).shape)
    np.lib.format.open_memmap(pixels_file, "w+", np.uint8, shape).flush()
    share = -(-len(bounds) // processes)
    # Processes: in threads the interpreter's lock lets only one decode at a time.
    with ProcessPoolExecutor(processes) as pool:
        work = [
            pool.submit(unpack_some, whole, bounds[first : first + share], first, pixels_file)
            for first in range(0, len(bounds), share)
        ]
        for done in work:
            done.result()
    whole.unlink()
    np.savez(cache / "index.npz", **index)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--packed", type=Path, default=paths.WORKSPACE / "packed")
    parser.add_argument("--unpack", action="store_true")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    if arguments.unpack:
        unpack(arguments.packed, arguments.cache, arguments.processes)
    else:
        pack(arguments.cache, arguments.packed)


if __name__ == "__main__":
    main()
