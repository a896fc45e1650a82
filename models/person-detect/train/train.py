"""Train: the large teacher on the labels, a bank of views with its opinions, the students on it.

Each stage has a budget in steps (repeatable) or in seconds (what a machine can do in a given time).
"""

import argparse
import time
from pathlib import Path

import torch

import efficientnet
import paths
from bank import fill
from detector import Detector
from distil import distil
from efficientnet import LargeTeacher, pretrained
from pictures import Pictures
from shapes import SHAPES, SIDE
from teach import teach

# What the weights in the tree had.
TEACHER_STEPS = 2370
STUDENT_STEPS = 11_600


def default_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--out", type=Path, default=paths.WORKSPACE / "run")
    parser.add_argument("--imagenet", type=Path, help="default: the installed wheel's")
    parser.add_argument("--detector", type=Path, default=paths.DETECTOR)
    parser.add_argument("--device", default=default_device())
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=["lean"])
    parser.add_argument("--side", type=int, default=2 * SIDE, help="of the large teacher's views")
    parser.add_argument("--teacher-batch", type=int, default=256)
    parser.add_argument("--teacher-steps", type=int)
    parser.add_argument("--teacher-seconds", type=float)
    parser.add_argument("--bank-batch", type=int, default=1024)
    parser.add_argument("--bank-views", type=int, default=1_000_000)
    parser.add_argument("--bank-seconds", type=float, default=float("inf"))
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--student-steps", type=int)
    parser.add_argument("--student-seconds", type=float)
    parser.add_argument("--until", type=float, help="end the students so many seconds from now")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--resume", action="store_true", help="keep finished stages, go on")
    parser.add_argument("--graph", action=argparse.BooleanOptionalAction, help="CUDA graphs")
    options = parser.parse_args()
    options.device = torch.device(options.device)
    options.half = options.device.type == "cuda"
    if options.graph is None:
        options.graph = options.half
    options.shrink = options.side // SIDE
    options.imagenet = options.imagenet or efficientnet.installed_weights()
    if options.teacher_steps is None and options.teacher_seconds is None:
        options.teacher_steps = TEACHER_STEPS
    if not (options.student_steps or options.student_seconds or options.until):
        options.student_steps = STUDENT_STEPS
    return options


def large_teacher(pictures, detector, options):
    weights, file = pretrained(options.imagenet), options.out / "teacher.pt"
    if options.resume and file.exists():
        module = LargeTeacher(weights).to(options.device).eval().requires_grad_(False)
        module.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
        return module.to(memory_format=torch.channels_last)
    return teach(pictures, weights, detector, options)


def main():
    began, options = time.monotonic(), parse()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = options.half
    pictures = Pictures(options.cache, options.device)
    detector = Detector(options.detector, options.side).to(options.device)
    large = large_teacher(pictures, detector, options)
    bank, weights = fill(pictures, large, detector, options)
    if options.until:
        options.student_seconds = max(1.0, options.until - (time.monotonic() - began))
    distil(bank, weights, pictures, options)


if __name__ == "__main__":
    main()
