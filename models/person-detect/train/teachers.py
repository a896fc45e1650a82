"""The teachers together: each one's score of a view, and how much say it has."""

from functools import cached_property

import numpy as np
import torch
from torch.nn import functional

import judge
from calibration import logistic
from efficientnet import fused
from loop import judging
from pictures import large_views

# In the order of their scores; the peer only where one is given.
NAMES = ("large", "detector", "peer")
# These know other pictures than ours, and the held-out ones come from the sources that the large
# one learned from: they keep a say, however the fit comes out.
DETECTOR_SHARE_MIN = 0.4
PEER_SHARE = 1 / 3


class Teachers:
    def __init__(self, large, detector, peer, options):
        self.taught, self.detector, self.peer, self.options = large, detector, peer, options

    @cached_property
    def large(self):
        """Ready to judge: only when it is asked, since a bank that is kept needs no judge."""
        return fused(self.taught).to(memory_format=torch.channels_last)

    @property
    def features(self):
        return self.large.classifier.in_features

    @property
    def count(self):
        return 2 if self.peer is None else 3

    @torch.no_grad()
    def judge(self, x):
        """Of views of the large one's side: as the students see them, scores, its features.

        Scores: (views, teachers), each the logit of "person".
        """
        x = x.contiguous(memory_format=torch.channels_last)
        with judging(self.options):
            large, features = self.large(x)
        with judging(self.options, torch.float16):
            scores = [large.float(), self.detector(x).float()]
        small = functional.avg_pool2d(x, self.options.shrink)
        if self.peer is not None:
            scores.append(self.peer(small))
        return small, torch.stack(scores, 1), features

    def held_out(self, pictures):
        """Scores of the held-out pictures, and their labels."""
        pixels, labels = pictures.held_out
        views = large_views(pixels, self.options.side)
        return torch.cat([self.judge(piece)[1] for piece in views.split(judge.PIECE)]), labels


def scaled(design, shares, labels):
    """Weights and, last, an offset: the columns' shares of one sum, its scale that of least log loss."""
    shares = np.asarray(shares) / design.std(0)
    joint = design @ shares
    scale, offset = logistic(np.stack((joint, np.ones_like(joint)), 1), labels, np.zeros(2))
    return np.array((*(scale * shares), offset))


def of_two(design, labels):
    """Logistic regression on both scores, if it leaves the detector its share."""
    weights = logistic(np.column_stack((design, np.ones(len(design)))), labels, np.zeros(3))
    parts = np.maximum(weights[:2] * design.std(0), 0)
    if parts[1] >= DETECTOR_SHARE_MIN * parts.sum():
        return weights
    return scaled(design, (1 - DETECTOR_SHARE_MIN, DETECTOR_SHARE_MIN), labels)


def fitted(scores, labels):
    """Weights of the scores and, last, an offset, on the held-out pictures."""
    design, y = (of.double().cpu().numpy() for of in (scores, labels))
    weights = of_two(design[:, :2], y)
    if design.shape[1] == 2:
        return weights
    two = design[:, :2] @ weights[:2] + weights[2]
    both, peer, offset = scaled(np.stack((two, design[:, 2]), 1), (1 - PEER_SHARE, PEER_SHARE), y)
    return np.array((*(both * weights[:2]), peer, offset + both * weights[2]))


def together(scores, weights):
    """The logit that the students learn."""
    weights = torch.as_tensor(weights, dtype=torch.float32, device=scores.device)
    return scores @ weights[:-1] + weights[-1]


def told(scores, labels):
    named = zip(NAMES, scores.T)  # noqa: B905, the peer may be missing
    return ", ".join(f"{name} {judge.line(z, labels)}" for name, z in named)


def weigh(teachers, pictures):
    scores, labels = teachers.held_out(pictures)
    weights = fitted(scores, labels)
    print(f"held-out: {told(scores, labels)}, "
          f"together {judge.line(together(scores, weights), labels)}, "
          f"weights {weights.round(3).tolist()}", flush=True)  # fmt: skip
    return weights
