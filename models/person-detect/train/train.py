"""Train: the large teacher on the labels, a bank of views with the teachers' scores, the students on it.

Each stage has a budget in steps (repeatable) or in seconds (what a machine can do in a given time).
"""

import argparse
import time
from pathlib import Path

import torch

import paths
from bank import fill
from detector import Detector
from distil import distil
from efficientnet import LargeTeacher, installed_weights, pretrained
from parallel import together
from peer import Peer
from pictures import Pictures, plain_views
from recipes import CPU, GPU, completed
from shapes import SHAPES, SIDE
from teach import teach
from teachers import Teachers


def default_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


MEANINGS = {
    "lite": "EfficientNet-Lite's size, 0 or 2",
    "teacher-frozen": "its layers that stay as they are",
    "rounded-share": "of the steps, the last: with activations rounded as in INT8",
    "processes": "for the students, on a CPU",
    "half": "judge (on a GPU, learn too) in half floats",
    "graph": "CUDA graphs",
}


def in_recipes(name):
    gpu, cpu = (recipe[name.replace("-", "_")] for recipe in (GPU, CPU))
    return f"{MEANINGS.get(name, '')} ({gpu} on a GPU, {cpu} on a CPU)".strip()


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--out", type=Path, default=paths.WORKSPACE / "run")
    parser.add_argument("--detector", type=Path, default=paths.DETECTOR)
    parser.add_argument("--peer", type=Path, help="a third teacher, from read_peer.py")
    parser.add_argument("--device", default=default_device())
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=["lean"])
    parser.add_argument("--side", type=int, default=2 * SIDE, help="of the large teacher's views")
    for name in ("lite", "teacher-frozen", "teacher-batch", "teacher-steps", "bank-batch", "bank-views",
                 "batch", "student-steps", "processes"):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, help=in_recipes(name))
    for name in ("teacher-rate", "student-rate", "rounded-share"):
        parser.add_argument(f"--{name}", type=float, help=in_recipes(name))
    for name in ("half", "graph"):
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help=in_recipes(name))
    parser.add_argument("--teacher-seconds", type=float, help="instead of steps")
    parser.add_argument("--bank-seconds", type=float, default=float("inf"))
    parser.add_argument("--student-seconds", type=float, help="instead of steps")
    parser.add_argument("--until", type=float, help="end the students so many seconds from now")
    parser.add_argument("--store-seconds", type=float, default=45, help="between checkpoints")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--resume", action="store_true", help="keep finished stages, go on")
    options = parser.parse_args()
    options.device = torch.device(options.device)
    options.shrink = options.side // SIDE
    completed(options, GPU if options.device.type == "cuda" else CPU)
    if options.processes > 1 and (options.device.type == "cuda" or not options.student_steps):
        parser.error("several --processes are for a CPU and for a number of --student-steps: --processes 1")
    return options


def large_teacher(pictures, detector, options):
    weights, file = pretrained(installed_weights(options.lite)), options.out / "teacher.pt"
    if options.resume and file.exists():
        module = LargeTeacher(weights, options.teacher_frozen).eval().requires_grad_(False)
        try:
            module.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
        except RuntimeError:
            same = "ask for the same, or leave --resume out to teach it again"
            raise SystemExit(f"{file} had another --lite or --teacher-frozen: {same}") from None
        return module.to(options.device, memory_format=torch.channels_last)
    return teach(pictures, weights, detector, options)


def main():
    began, options = time.monotonic(), parse()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = options.graph
    pictures = Pictures(options.cache, options.device)
    detector = Detector(options.detector, options.side).to(options.device)
    large = large_teacher(pictures, detector, options)
    peer = Peer(options.peer).to(options.device) if options.peer else None
    bank, weights = fill(pictures, Teachers(large, detector, peer, options), options)
    if options.until:
        options.student_seconds = max(1.0, options.until - (time.monotonic() - began))
    held_out = plain_views(pictures.held_out[0]), pictures.held_out[1]
    together(options.processes, distil, bank, weights, held_out, options)


if __name__ == "__main__":
    main()
