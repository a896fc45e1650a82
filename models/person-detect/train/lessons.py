"""What the students are shown of the bank, batch by batch."""

import torch

import parallel
from geometry import Chance, mix
from light import camera
from teachers import together

CLEAN_SHARE = 0.25
MIXUP_SHARE = 0.2
# Opinions nearer to 0 or 1 than this are taken for this.
OPINION_EDGE = 3e-4
CENTER_VIEWS = 20000


class Lessons:
    """Batches of the bank: each view once an epoch, mirrored, in a camera's light, partly mixed.

    Of several processes each has its part of every batch.
    """

    def __init__(self, bank, weights, options):
        self.bank, self.options = bank, options
        self.opinions = torch.sigmoid(together(bank.scores, weights))
        self.center = bank.features[: min(bank.count, CENTER_VIEWS)].float().mean(0)
        self.epoch, self.order = None, None

    def positions(self, step):
        """Derived from the step alone, so that resuming is exact."""
        size = self.options.batch
        epoch, within = divmod(step, max(1, self.bank.count // size))
        if epoch != self.epoch:
            chance = Chance(self.options.seed + 1000 + epoch, self.options.device)
            self.epoch, self.order = epoch, chance.order(self.bank.count)
        whole = self.order[within * size : (within + 1) * size]
        return whole[parallel.rank() :: parallel.count()]

    @torch.no_grad()
    def batch(self, step):
        """Views, the teachers' logits, the labels, the large teacher's features."""
        bank, at = self.bank, self.positions(step)
        seed = self.options.seed * 1_000_003 + step * parallel.count() + parallel.rank()
        chance = Chance(seed, self.options.device)
        x = bank.views[at].float() / 255
        mirrored = chance.uniform(0, 1, len(at)) < 0.5
        x = torch.where(mirrored.view(-1, 1, 1, 1), x.flip(3), x)
        clean = round(len(at) * CLEAN_SHARE)
        x = torch.cat((x[:clean], camera(x[clean:], chance)))
        features = bank.features[at].float() - self.center
        known = torch.cat((self.opinions[at, None], bank.labels[at, None], features), 1)
        shuffled = chance.order(len(at))
        x, known = mix(x[shuffled], known[shuffled], MIXUP_SHARE, chance)
        logits = torch.logit(known[:, 0], eps=OPINION_EDGE)
        return x.contiguous(memory_format=torch.channels_last), (logits, known[:, 1]), known[:, 2:]
