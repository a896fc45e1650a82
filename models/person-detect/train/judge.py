"""Scores on the held-out pictures, which decide every choice that training makes."""

import torch

import calibration

PIECE = 256


@torch.no_grad()
def scores(module, views):
    """The logit of "person" of each view."""
    out = []
    for piece in views.split(PIECE):
        answer = module(piece)
        answer = answer[0] if isinstance(answer, tuple) else answer
        out.append(answer[:, 1] - answer[:, 0] if answer.ndim == 2 else answer)
    return torch.cat(out).float()


def figures(z, labels):
    """Accuracy at the best-fitting threshold, and the area under the curve."""
    z, labels = z.double().cpu().numpy(), labels.cpu().numpy()
    fitted = calibration.fit(z, labels)
    p = calibration.probabilities(z, **fitted)
    return calibration.figures(p, labels) | fitted


def line(z, labels):
    found = figures(z, labels)
    return f"accuracy {found['accuracy']:.4f} auc {found['auc']:.4f}"
