"""What every stage of the training shares: budget, optimizer, moving average, checkpoint."""

import math
import time

import torch

WARM_UP_SHARE = 0.04
SYNC_STEPS = 10


class Budget:
    """So many steps, or so many seconds; tells how far along the stage is."""

    def __init__(self, steps=None, seconds=None, spent=0.0):
        assert (steps is None) != (seconds is None)
        self.steps, self.seconds, self.spent = steps, seconds, spent
        self.began, self.step, self.progress = time.monotonic(), 0, 0.0

    def elapsed(self):
        return self.spent + time.monotonic() - self.began

    def go_on(self, device):
        """Called before each step; false when the budget is used up."""
        if self.steps is not None:
            self.progress = self.step / self.steps
        elif self.step % SYNC_STEPS == 0:
            if device.type == "cuda":
                torch.cuda.synchronize()  # the clock of the work, not of its queue
            self.progress = self.elapsed() / self.seconds
        self.step += 1
        return self.progress < 1


def judging(options, kind=torch.bfloat16):
    """For passes without a gradient: half floats where the options say that they are faster."""
    kind = kind if options.device.type == "cuda" else torch.bfloat16
    return torch.autocast(options.device.type, kind, options.half)


def learning(options):
    """For passes with a gradient, which on CPUs are slower in half floats.

    Without autocast's cache of converted weights, which a recorded graph would hold on to.
    """
    fast = options.half and options.device.type == "cuda"
    return torch.autocast(options.device.type, torch.bfloat16, fast, cache_enabled=False)


def learning_rate(progress, peak, end):
    if progress < WARM_UP_SHARE:
        return peak * (0.05 + 0.95 * progress / WARM_UP_SHARE)
    cosine = (1 + math.cos(math.pi * (progress - WARM_UP_SHARE) / (1 - WARM_UP_SHARE))) / 2
    return end + (peak - end) * cosine


def make_optimizer(module, rate, decay):
    parameters = list(module.parameters())
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": decay},
        {"params": [p for p in parameters if p.ndim == 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=rate, fused=True)


def set_rate(optimizer, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate


class Average:
    """Moving average of weights and of BatchNorm's statistics alike, kept in a second module."""

    def __init__(self, module, average, decay):
        self.decay, self.updates = decay, 0
        self.module = average
        self.module.load_state_dict(module.state_dict())
        self.module.eval().requires_grad_(False)
        pairs = zip(average.state_dict().values(), module.state_dict().values(), strict=True)
        pairs = [pair for pair in pairs if pair[0].is_floating_point()]
        self.mine, self.theirs = ([pair[i] for pair in pairs] for i in (0, 1))

    @torch.no_grad()
    def update(self):
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        torch._foreach_lerp_(self.mine, self.theirs, 1 - decay)


def save(state, file):
    """Written beside and renamed, so that a kill leaves the old one whole."""
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(file)


def half(state):
    """For a file half as long; BatchNorm's statistics survive it too."""
    return {k: v.half() if v.is_floating_point() else v for k, v in state.items()}
