"""Train the student by distillation on the processor, resumable, the same seed the same run.

Two one-thread processes with averaged gradients are faster on two cores than two threads.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import multiprocessing
from tqdm import tqdm

import paths
from augment import plain_views, random_views
from distillation import feature_scales, losses, weighted
from network import Student, Teacher
from pictures import Pictures, rank_positions

LEARNING_RATE = 4e-3
LEARNING_RATE_END = 2e-5
WARM_UP_SHARE = 0.03
WEIGHT_DECAY = 0.02
EMA_DECAY = 0.999
STATISTICS_PICTURES = 1024
CHECKPOINT_STEPS = 1000


def learning_rate(step, steps):
    warm_up = max(1, round(steps * WARM_UP_SHARE))
    if step < warm_up:
        return LEARNING_RATE * (step + 1) / warm_up
    progress = (step - warm_up) / max(1, steps - warm_up)
    cosine = (1 + math.cos(math.pi * progress)) / 2
    return LEARNING_RATE_END + (LEARNING_RATE - LEARNING_RATE_END) * cosine


def average_gradients(parameters, world):
    if world == 1:
        return
    flat = torch.cat([parameter.grad.flatten() for parameter in parameters])
    dist.all_reduce(flat)
    flat /= world
    pieces = flat.split([parameter.numel() for parameter in parameters])
    for parameter, piece in zip(parameters, pieces, strict=True):
        parameter.grad.copy_(piece.view_as(parameter))


@torch.no_grad()
def update_average(average, student, step):
    """Moving average of weights and of BatchNorm statistics alike."""
    decay = min(EMA_DECAY, (1 + step) / (10 + step))
    for name, value in student.state_dict().items():
        if value.is_floating_point():
            average[name].lerp_(value, 1 - decay)


@torch.no_grad()
def held_out_accuracy(average, pictures):
    """Balanced accuracy of the averaged weights on whole held-out pictures."""
    student = Student().eval()
    student.load_state_dict(average)
    judged = []
    for piece in np.array_split(pictures.positions("heldout"), 8):
        pixels, labels = pictures.batch(piece)
        logits, _ = student(plain_views(pixels))
        judged.append(torch.stack((labels, (logits.argmax(1) == labels).float())))
    labels, right = torch.cat(judged, 1)
    return (right[labels == 1].mean() + right[labels == 0].mean()).item() / 2


def make_optimizer(student):
    matrices = [p for p in student.parameters() if p.ndim > 1]
    vectors = [p for p in student.parameters() if p.ndim == 1]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=LEARNING_RATE, fused=True)


class Run:
    """One process's share of the training: everything that a step changes."""

    def __init__(self, rank, arguments):
        self.rank, self.arguments = rank, arguments
        self.checkpoint = arguments.out / "checkpoint.pt"
        self.pictures = Pictures(arguments.cache)
        self.pool = self.pictures.positions("train")
        self.student = Student().train()
        self.parameters = list(self.student.parameters())
        self.average = {name: value.clone() for name, value in self.student.state_dict().items()}
        self.optimizer = make_optimizer(self.student)
        teacher = Teacher(arguments.cache / "teacher.npz").eval()
        sample, _ = self.pictures.sample("train", STATISTICS_PICTURES, arguments.seed)
        self.scales = feature_scales(teacher, plain_views(sample))
        compiled = torch.compile if arguments.compile else lambda module: module
        self.see_teacher, self.see_student = compiled(teacher), compiled(self.student)

    def save(self, steps_done):
        """Written beside and renamed, so that a kill leaves the old one whole."""
        partial = self.checkpoint.with_suffix(".partial")
        state = {
            "step": steps_done,
            "student": self.student.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
        }
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def restore(self):
        """Gives the first step to do."""
        if not (self.arguments.resume and self.checkpoint.exists()):
            return 0
        saved = torch.load(self.checkpoint, weights_only=True)
        self.student.load_state_dict(saved["student"])
        self.average.update(saved["average"])
        self.optimizer.load_state_dict(saved["optimizer"])
        return saved["step"]

    def step(self, step, steps):
        """One batch; gives the three losses."""
        seed, batch, world = self.arguments.seed, self.arguments.batch, self.arguments.processes
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(step, steps)
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) * world + self.rank)
        chosen = rank_positions(self.pool, seed, step, batch, self.rank, world)
        views, labels = random_views(*self.pictures.batch(chosen), generator)
        with torch.no_grad():
            soft = self.see_teacher(views)
        parts = losses(self.see_student(views), soft, labels, self.scales)
        self.optimizer.zero_grad(set_to_none=True)
        weighted(*parts).backward()
        average_gradients(self.parameters, world)
        self.optimizer.step()
        if self.rank == 0:
            update_average(self.average, self.student, step)
        return parts


def train_rank(rank, arguments):
    torch.set_num_threads(arguments.threads)
    world = arguments.processes
    if world > 1:
        rendezvous = f"file://{arguments.out / 'rendezvous'}"
        dist.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=world)
    torch.manual_seed(arguments.seed)
    run = Run(rank, arguments)
    steps = arguments.pictures // (arguments.batch * world)
    start, began = run.restore(), time.monotonic()
    bar = tqdm(range(start, steps), initial=start, total=steps, disable=rank > 0, mininterval=10)
    for step in bar:
        soft, hard, imitation = run.step(step, steps)
        if rank or ((step + 1) % CHECKPOINT_STEPS and step + 1 < steps):
            continue
        run.save(step + 1)
        tqdm.write(
            f"step {step + 1}/{steps} {time.monotonic() - began:.0f} s soft {soft.item():.3f} "
            f"hard {hard.item():.3f} features {imitation.item():.3f} "
            f"held-out {held_out_accuracy(run.average, run.pictures):.4f}"
        )
    if world > 1:
        dist.destroy_process_group()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--out", type=Path, default=paths.WORKSPACE / "run")
    parser.add_argument("--pictures", type=int, default=1_250_000, help="views to train on")
    parser.add_argument("--batch", type=int, default=64, help="pictures per process and step")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1, help="threads per process")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
    arguments = parser.parse_args()
    arguments.out = arguments.out.resolve()
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "rendezvous").unlink(missing_ok=True)
    if arguments.processes == 1:
        train_rank(0, arguments)
        return
    multiprocessing.spawn(train_rank, (arguments,), arguments.processes)


if __name__ == "__main__":
    main()
