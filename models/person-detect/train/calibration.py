"""Margins to probabilities, and the figures that say how good they are."""

import numpy as np

FIT_ROUNDS = 50
RIDGE = 1e-6
ECE_BINS = 15


def probabilities(margins, temperature=1.0, bias=0.0):
    """What the firmware computes: p = 1 / (1 + exp(-(z + bias) / temperature))."""
    return 1 / (1 + np.exp(-(margins + bias) / temperature))


def fit(margins, labels):
    """Temperature and bias of least log loss: logistic regression on z, by Newton's method."""
    design = np.stack((margins, np.ones_like(margins)), 1)
    slope = np.zeros(2)
    for _ in range(FIT_ROUNDS):
        p = 1 / (1 + np.exp(-design @ slope))
        gradient = design.T @ (p - labels)
        curvature = (design * (p * (1 - p))[:, None]).T @ design + RIDGE * np.eye(2)
        slope -= np.linalg.solve(curvature, gradient)
    temperature = 1 / slope[0]
    return {"temperature": float(temperature), "bias": float(slope[1] * temperature)}


def area_under_curve(scores, labels):
    """Chance that a picture with a person scores above one without, ties count half."""
    values, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    positives = int(labels.sum())
    negatives = len(labels) - positives
    ranks = mean_rank[inverse][labels == 1].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))


def calibration_error(p, labels):
    """Expected calibration error of the person probability over equal bins."""
    bins = np.minimum((p * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [
        abs(p[bins == b].mean() - labels[bins == b].mean()) * (bins == b).mean()
        for b in range(ECE_BINS)
        if (bins == b).any()
    ]
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
