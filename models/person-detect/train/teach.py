"""Stage 1: fine-tune the large teacher on the labels."""

import copy

import torch
from torch.nn import functional
from tqdm import tqdm

import judge
from efficientnet import LargeTeacher
from geometry import Chance, mix, random_maps, seen_through, set_into
from light import mild
from loop import (
    Average,
    Budget,
    half,
    judging,
    learning,
    learning_rate,
    make_optimizer,
    save,
    set_rate,
)
from pictures import large_views

RATE_END, DECAY = 3e-6, 0.05
AVERAGE_DECAY = 0.998
# Crops that cut the person away are mislabelled, so they stay large here.
CROP_AREA_MIN = 0.5
INSET_SHARE = 0.15
INSET_SIDE = (0.5, 0.9)
MIXUP_SHARE = 0.25
SMOOTHING = 0.06
# Where a label is wrong, or a crop has lost its person, the detector knows better.
DETECTOR_WEIGHT = 0.3
REPORT_STEPS = 200


def teaching_views(pictures, count, side, chance):
    x, labels = pictures.some(count, chance)
    x = seen_through(x, random_maps(count, CROP_AREA_MIN, chance), side)
    inset = round(count * INSET_SHARE)
    if inset:
        behind = pictures.some_without(inset, chance)
        behind = seen_through(behind, random_maps(inset, CROP_AREA_MIN, chance), side)
        x[:inset] = set_into(x[:inset], behind, INSET_SIDE, chance)
    return mild(x, chance), labels


def detector_held_out(detector, pictures, options):
    pixels, labels = pictures.held_out
    with judging(options, torch.float16):
        return judge.scores(detector, large_views(pixels, options.side)), labels


class Teaching:
    def __init__(self, pictures, weights, detector, options):
        self.pictures, self.options = pictures, options
        self.module = LargeTeacher(weights, frozen=options.teacher_frozen)
        self.module.to(options.device, memory_format=torch.channels_last)
        self.average = Average(self.module, copy.deepcopy(self.module), AVERAGE_DECAY)
        self.optimizer = make_optimizer(self.module, options.teacher_rate, DECAY)
        self.module.train()
        self.detector = detector
        self.fitted = judge.figures(*detector_held_out(detector, pictures, options))
        self.chance = Chance(options.seed, options.device)

    def opinion(self, x):
        """The detector's, as a probability."""
        with judging(self.options, torch.float16):
            z = self.detector(x)
        return torch.sigmoid((z + self.fitted["bias"]) / self.fitted["temperature"])

    def step(self, progress):
        set_rate(self.optimizer, learning_rate(progress, self.options.teacher_rate, RATE_END))
        with torch.no_grad():
            x, labels = teaching_views(
                self.pictures, self.options.teacher_batch, self.options.side, self.chance
            )
            targets = labels * (1 - SMOOTHING) + SMOOTHING / 2
            targets += DETECTOR_WEIGHT * (self.opinion(x) - targets)
            x, columns = mix(x, targets[:, None], MIXUP_SHARE, self.chance)
            x = x.contiguous(memory_format=torch.channels_last)
        with torch.no_grad(), judging(self.options):
            x = self.module.below(x)
        with learning(self.options):
            z, _ = self.module.above(x.float())
        loss = functional.binary_cross_entropy_with_logits(z.float(), columns[:, 0])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.average.update()
        return loss

    def held_out(self):
        pixels, labels = self.pictures.held_out
        with judging(self.options):
            z = judge.scores(self.average.module, large_views(pixels, self.options.side))
        return z, labels


def teach(pictures, weights, detector, options):
    """Gives the averaged teacher; writes teacher.pt."""
    run = Teaching(pictures, weights, detector, options)
    budget = Budget(options.teacher_steps, options.teacher_seconds)
    bar = tqdm(desc="teacher", mininterval=10, unit="step")
    while budget.go_on(options.device):
        loss = run.step(budget.progress)
        bar.update()
        if budget.step % REPORT_STEPS == 0:
            bar.write(
                f"teacher step {budget.step} {budget.elapsed():.0f} s loss {loss.item():.4f}",
            )
    bar.close()
    print(f"teacher: {budget.step - 1} steps, held-out {judge.line(*run.held_out())}", flush=True)
    save(half(run.average.module.state_dict()), options.out / "teacher.pt")
    return run.average.module
