"""Train the student by distillation on the processor, resumable, the same seed the same run.

Two one-thread processes with averaged gradients are faster on two cores than two threads.
"""

import argparse
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
from torch import multiprocessing
from torch.nn import functional
from tqdm import tqdm

import paths
from augment import plain_views, random_views
from network import Student, Teacher

LEARNING_RATE = 4e-3
LEARNING_RATE_END = 2e-5
WARM_UP_SHARE = 0.03
WEIGHT_DECAY = 0.02
EMA_DECAY = 0.999
SOFT_TEMPERATURE = 2.0
HARD_WEIGHT = 0.05
FEATURE_WEIGHT = 0.5
# A teacher's channel that never moves is dead; a rarely moving one must not dominate.
DEAD_STANDARD_DEVIATION = 1e-3
SCALE_FLOOR_SHARE = 0.25
STATISTICS_PICTURES = 1024
CHECKPOINT_STEPS = 1000


class Pictures:
    """The cache, memory mapped: all processes share its pages."""

    def __init__(self, cache):
        self.pixels = np.load(cache / "pixels.npy", mmap_mode="r")
        index = np.load(cache / "index.npz")
        self.labels, self.use = index["label"], index["use"]

    def positions(self, use):
        return np.flatnonzero(self.use == use)

    def batch(self, positions):
        pixels = torch.from_numpy(self.pixels[positions])
        return pixels, torch.from_numpy(self.labels[positions]).float()


def rank_positions(pool, seed, step, batch, rank, world):
    """Every picture once an epoch, derived from the step alone so that resuming is exact."""
    per_epoch = len(pool) // (batch * world)
    epoch, within = divmod(step, per_epoch)
    order = np.random.default_rng((seed, epoch)).permutation(len(pool))
    start = (within * world + rank) * batch
    return np.sort(pool[order[start : start + batch]])


def learning_rate(step, steps):
    warm_up = max(1, round(steps * WARM_UP_SHARE))
    if step < warm_up:
        return LEARNING_RATE * (step + 1) / warm_up
    progress = (step - warm_up) / max(1, steps - warm_up)
    cosine = (1 + np.cos(np.pi * progress)) / 2
    return LEARNING_RATE_END + (LEARNING_RATE - LEARNING_RATE_END) * cosine


def feature_scales(teacher, pictures, seed):
    """Per layer: 1 / standard deviation of each live channel, 0 for a dead one."""
    chosen = np.random.default_rng(seed).choice(
        pictures.positions("train"), STATISTICS_PICTURES, replace=False
    )
    with torch.no_grad():
        _, features = teacher(plain_views(pictures.batch(np.sort(chosen))[0]))
    scales = []
    for layer in features:
        deviation = layer.std((0, 2, 3))
        live = deviation > DEAD_STANDARD_DEVIATION
        floor = SCALE_FLOOR_SHARE * deviation[live].mean()
        scale = torch.where(live, 1 / deviation.clamp(min=floor), 0.0)
        # Weighted so that the mean over all channels is the mean over the live ones.
        scales.append((scale * (len(live) / live.sum()).sqrt()).view(1, -1, 1, 1))
    return scales


def losses(student_out, teacher_out, labels, scales):
    (logits, features), (soft_logits, soft_features) = student_out, teacher_out
    t = SOFT_TEMPERATURE
    soft = t * t * functional.kl_div(
        functional.log_softmax(logits / t, 1),
        functional.log_softmax(soft_logits / t, 1),
        reduction="batchmean",
        log_target=True,
    )  # fmt: skip
    hard = functional.cross_entropy(logits, torch.stack((1 - labels, labels), 1))
    imitation = sum(
        ((mine - theirs) * scale).square().mean()
        for mine, theirs, scale in zip(features, soft_features, scales, strict=True)
    ) / len(scales)
    return soft, hard, imitation


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
    positions = pictures.positions("heldout")
    hits = []
    for piece in np.array_split(positions, 8):
        pixels, labels = pictures.batch(piece)
        logits, _ = student(plain_views(pixels))
        hits.append(torch.stack((labels, (logits.argmax(1) == labels).float())))
    labels, right = torch.cat(hits, 1)
    return (right[labels == 1].mean() + right[labels == 0].mean()).item() / 2


def make_optimizer(student):
    matrices = [p for p in student.parameters() if p.ndim > 1]
    vectors = [p for p in student.parameters() if p.ndim == 1]
    groups = [
        {"params": matrices, "weight_decay": WEIGHT_DECAY},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=LEARNING_RATE, fused=True)


def save_checkpoint(file, step, student, average, optimizer):
    partial = file.with_suffix(".partial")
    torch.save(
        {
            "step": step,
            "student": student.state_dict(),
            "average": average,
            "optimizer": optimizer.state_dict(),
        },
        partial,
    )
    partial.replace(file)


def load_checkpoint(file, student, average, optimizer):
    saved = torch.load(file, weights_only=True)
    student.load_state_dict(saved["student"])
    average.update(saved["average"])
    optimizer.load_state_dict(saved["optimizer"])
    return saved["step"]


def train_rank(rank, arguments):
    torch.set_num_threads(arguments.threads)
    world = arguments.processes
    if world > 1:
        rendezvous = f"file://{arguments.out / 'rendezvous'}"
        dist.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=world)
    torch.manual_seed(arguments.seed)
    pictures = Pictures(arguments.cache)
    student, teacher = Student().train(), Teacher(arguments.cache / "teacher.npz").eval()
    scales = feature_scales(teacher, pictures, arguments.seed)
    optimizer = make_optimizer(student)
    average = {name: value.clone() for name, value in student.state_dict().items()}
    checkpoint = arguments.out / "checkpoint.pt"
    start = 0
    if arguments.resume and checkpoint.exists():
        start = load_checkpoint(checkpoint, student, average, optimizer)
    forward = teacher, student
    if arguments.compile:
        forward = torch.compile(teacher), torch.compile(student)
    run_steps(rank, arguments, pictures, forward, student, scales, optimizer, average, start)
    if world > 1:
        dist.destroy_process_group()


def run_steps(rank, arguments, pictures, forward, student, scales, optimizer, average, start):
    see_teacher, see_student = forward
    pool = pictures.positions("train")
    world, batch = arguments.processes, arguments.batch
    steps = arguments.pictures // (batch * world)
    parameters = list(student.parameters())
    began = time.monotonic()
    bar = tqdm(range(start, steps), initial=start, total=steps, disable=rank > 0, mininterval=10)
    for step in bar:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, steps)
        generator = torch.Generator().manual_seed((arguments.seed * 1_000_003 + step) * world + rank)
        chosen = rank_positions(pool, arguments.seed, step, batch, rank, world)
        views, labels = random_views(*pictures.batch(chosen), generator)
        with torch.no_grad():
            soft = see_teacher(views)
        kl, hard, imitation = losses(see_student(views), soft, labels, scales)
        optimizer.zero_grad(set_to_none=True)
        (kl + HARD_WEIGHT * hard + FEATURE_WEIGHT * imitation).backward()
        average_gradients(parameters, world)
        optimizer.step()
        if rank:
            continue
        update_average(average, student, step)
        if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == steps:
            save_checkpoint(arguments.out / "checkpoint.pt", step + 1, student, average, optimizer)
            accuracy = held_out_accuracy(average, pictures)
            tqdm.write(
                f"step {step + 1}/{steps} {time.monotonic() - began:.0f} s soft {kl.item():.3f} "
                f"hard {hard.item():.3f} features {imitation.item():.3f} held-out {accuracy:.4f}"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=paths.WORKSPACE / "cache")
    parser.add_argument("--out", type=Path, default=paths.WORKSPACE / "run")
    parser.add_argument("--pictures", type=int, default=1_500_000, help="views to train on")
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
    os.environ.setdefault("OMP_NUM_THREADS", str(arguments.threads))
    if arguments.processes == 1:
        train_rank(0, arguments)
        return
    multiprocessing.spawn(train_rank, (arguments,), arguments.processes)


if __name__ == "__main__":
    main()
