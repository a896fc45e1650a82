"""Stage 3: the students learn from the bank, side by side on the same views."""

import time

import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

import judge
import parallel
import rounding
from lessons import Lessons
from loop import Average, Budget, learning, learning_rate, make_optimizer, save, set_rate
from network import Student
from shapes import SIDE

RATE_END, DECAY = 1e-5, 0.03
AVERAGE_DECAY = 0.999
SOFT_TEMPERATURE = 1.5
# A crop may have lost its person: the labels have little say.
HARD_WEIGHT = 0.05
FEATURE_WEIGHT = 0.3


def graphed(module, options):
    """Records the module's kernels, both ways: launching hundreds of short ones takes longer than they do."""
    before = {name: value.clone() for name, value in module.state_dict().items()}
    sample = torch.rand(options.batch, 3, SIDE, SIDE, device=options.device)
    with learning(options):
        recorded = torch.cuda.make_graphed_callables(
            module, (sample.contiguous(memory_format=torch.channels_last),)
        )
    module.load_state_dict(before)  # the warm-up has moved BatchNorm's statistics
    return recorded


def loss_of(z, read, targets, features):
    """Of a batch: the whole loss, and the part of the teachers' opinions.

    `z` are the student's logits and `read` what a layer reads of the teacher's `features` from its
    own; `targets` are the teachers' logits and the labels, either of which may be blended.
    """
    soft = functional.binary_cross_entropy_with_logits(
        z / SOFT_TEMPERATURE, torch.sigmoid(targets[0] / SOFT_TEMPERATURE)
    )
    hard = functional.binary_cross_entropy_with_logits(z, targets[1])
    unlike = 1 - functional.cosine_similarity(read, features).mean()
    # The gradient of a softened loss is that much smaller, twice over.
    loss = SOFT_TEMPERATURE**2 * soft + HARD_WEIGHT * hard + FEATURE_WEIGHT * unlike
    return loss, soft


class Pupil:
    """One student with all that its training changes."""

    def __init__(self, name, features, options):
        torch.manual_seed(options.seed)
        self.name = name
        self.module = Student(name).to(options.device, memory_format=torch.channels_last)
        self.reads = nn.Linear(self.module.classifier.in_features, features).to(options.device)
        self.average = Average(self.module, Student(name).to(options.device), AVERAGE_DECAY)
        both = nn.ModuleList((self.module, self.reads))
        self.parameters = list(both.parameters())
        self.optimizer = make_optimizer(both, options.student_rate, DECAY)
        self.module.train()
        self.see = graphed(self.module, options) if options.graph else self.module

    def learn(self, x, targets, features, options):
        with learning(options):
            logits, pooled = self.see(x)
            read = self.reads(pooled)
        loss, soft = loss_of((logits[:, 1] - logits[:, 0]).float(), read.float(), targets, features)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        parallel.average_gradients(self.parameters)
        self.optimizer.step()
        self.average.update()
        return soft

    def round_from_now(self):
        """The student; its average, which is what is exported, is judged in floating point."""
        rounding.round_from_now(self.module)
        self.see = self.module  # a recorded graph knows nothing of it

    def state(self):
        return {
            "name": self.name,
            "average": self.average.module.state_dict(),
            "student": self.module.state_dict(),
            "reads": self.reads.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "updates": self.average.updates,
        }

    def restore(self, saved):
        self.average.module.load_state_dict(saved["average"])
        self.module.load_state_dict(saved["student"])
        self.reads.load_state_dict(saved["reads"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.average.updates = saved["updates"]


def report(pupils, held_out, label):
    views, labels = held_out
    lines = [
        f"{pupil.name}: held-out {judge.line(judge.scores(pupil.average.module, views), labels)}"
        for pupil in pupils
    ]
    print(f"{label} | " + " | ".join(lines), flush=True)


def store(pupils, step, elapsed, options):
    for pupil in pupils:
        save(pupil.state() | {"step": step, "elapsed": elapsed}, options.out / f"{pupil.name}.pt")


def restore(pupils, options):
    """The step to go on from, and the seconds spent so far."""
    files = [options.out / f"{pupil.name}.pt" for pupil in pupils]
    if not (options.resume and all(file.exists() for file in files)):
        return 0, 0.0
    for pupil, file in zip(pupils, files, strict=True):
        saved = torch.load(file, map_location=options.device, weights_only=True)
        pupil.restore(saved)
    return saved["step"], saved["elapsed"]


def distil(bank, weights, held_out, options):
    """Trains all the shapes asked for; writes NAME.pt for each. The first process reports and writes."""
    lessons = Lessons(bank, weights, options)
    features = bank.features.shape[1]
    pupils = [Pupil(name, features, options) for name in options.shapes]
    first, spent = restore(pupils, options)
    budget = Budget(options.student_steps, options.student_seconds, spent)
    budget.step = first
    stored, leads, rounded = time.monotonic(), parallel.rank() == 0, False
    bar = tqdm(desc="students", initial=first, mininterval=10, unit="step", disable=not leads)
    while budget.go_on(options.device):
        step = budget.step - 1
        batch = lessons.batch(step)
        rate = learning_rate(budget.progress, options.student_rate, RATE_END)
        if budget.progress >= 1 - options.rounded_share and not rounded:
            rounded = True
            for pupil in pupils:
                pupil.round_from_now()
        for pupil in pupils:
            set_rate(pupil.optimizer, rate)
            soft = pupil.learn(*batch, options)
        bar.update()
        if leads and time.monotonic() - stored > options.store_seconds:
            stored = time.monotonic()
            store(pupils, budget.step, budget.elapsed(), options)
            label = f"step {budget.step} {budget.elapsed():.0f} s soft {soft.item():.4f}"
            report(pupils, held_out, label)
    bar.close()
    if not leads:
        return
    steps = budget.step - 1
    report(pupils, held_out, f"students: {steps} steps of {options.batch} views")
    store(pupils, steps, budget.elapsed(), options)
