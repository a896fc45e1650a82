"""Margins to probabilities, and the figures that say how good they are."""

import numpy as np

FIT_ROUNDS = 100
# Too little to move a fit, enough to keep pictures that are all told apart from an infinite slope.
RIDGE = 1e-6
# Below this a step changes nothing that is kept.
STEP_MIN = 1e-9
ECE_BINS = 15


def probabilities(margins, temperature=1.0, bias=0.0):
    """What the firmware computes: p = 1 / (1 + exp(-(z + bias) / temperature))."""
    with np.errstate(over="ignore"):  # exp gives infinity, and p is the 0 that it should be
        return 1 / (1 + np.exp(-(margins + bias) / temperature))


def fit(margins, labels):
    """Temperature and bias of least log loss: logistic regression on z.

    Raises ValueError where the pictures are all of one label: any bias would do for them.
    """
    if len(np.unique(labels)) < 2:
        raise ValueError("a calibration needs pictures with a person and pictures without")
    design = np.stack((margins, np.ones_like(margins)), 1)
    slope, offset = logistic(design, labels, (1.0, 0.0))
    return {"temperature": float(1 / slope), "bias": float(offset / slope)}


def logistic(design, labels, prior):
    """Weights of least log loss by Newton's method, each step halved until it lessens the loss.

    `prior` are the weights where the pictures leave them open.
    """
    prior = np.array(prior, float)
    weights = np.zeros(len(prior))  # every picture says most there; elsewhere they may be saturated
    for _ in range(FIT_ROUNDS):
        before = loss_of(weights, design, labels, prior)
        step, part = newton_step(weights, design, labels, prior), 1.0
        while part > STEP_MIN:
            if loss_of(weights - part * step, design, labels, prior) < before:
                break
            part /= 2
        if part <= STEP_MIN:
            break
        weights = weights - part * step
    return weights


def newton_step(weights, design, labels, prior):
    p = probabilities(design @ weights)
    gradient = design.T @ (p - labels) + RIDGE * (weights - prior)
    curvature = (design * (p * (1 - p))[:, None]).T @ design + RIDGE * np.eye(len(weights))
    return np.linalg.solve(curvature, gradient)


def loss_of(weights, design, labels, prior):
    """The log loss, and what RIDGE asks for leaving `prior`."""
    against = (design @ weights) * np.where(labels == 1, -1, 1)
    return np.logaddexp(0, against).sum() + RIDGE / 2 * ((weights - prior) ** 2).sum()


def area_under_curve(scores, labels):
    """Chance that a picture with a person scores above one without, ties count half."""
    values, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    positives = int(labels.sum())
    negatives = len(labels) - positives
    ranks = mean_rank[inverse][labels == 1].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def binned(p):
    """Equal bins of the probability that have pictures: number, and which pictures."""
    bins = np.minimum((p * ECE_BINS).astype(int), ECE_BINS - 1)
    return [(at, bins == at) for at in range(ECE_BINS) if (bins == at).any()]


def calibration_error(p, labels):
    """Expected calibration error of the person probability over equal bins."""
    gaps = [abs(p[one].mean() - labels[one].mean()) * one.mean() for _, one in binned(p)]
    return float(sum(gaps))


def figures(p, labels):
    right = (p >= 0.5) == (labels == 1)
    return {
        "pictures": len(labels),
        "accuracy": float(right.mean()),
        "balancedAccuracy": float((right[labels == 1].mean() + right[labels == 0].mean()) / 2),
        "auc": area_under_curve(p, labels),
        "ece": calibration_error(p, labels),
    }
