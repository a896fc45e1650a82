"""A detector's curves: hybrid, reliability, ROC, and how much it stands by."""

import numpy as np

from calibration import binned

SHARES = [round(0.01 * step, 2) for step in range(51)]
CLOUDS = {"perfect": 1.0, "cloud95": 0.95}
CONFIDENCES = (0.6, 0.7, 0.8, 0.9)
ROC_POINTS = 101
DECIMALS = 4


def rounded(values):
    return [round(float(value), DECIMALS) for value in values]


def hybrid(p, labels):
    """Accuracy where a cloud answers the least confident share of the pictures."""
    order = np.argsort(np.maximum(p, 1 - p), kind="stable")
    right = ((p >= 0.5) == (labels == 1))[order]
    asked = np.array([round(share * len(p)) for share in SHARES])
    kept = np.array([right[count:].sum() for count in asked])
    curves = {name: rounded((kept + cloud * asked) / len(p)) for name, cloud in CLOUDS.items()}
    return {"shares": SHARES, **curves}


def reliability(p, labels):
    """Of each bin of the probability: pictures, mean probability, share of people."""
    return [
        {
            "bin": at,
            "pictures": int(one.sum()),
            "probability": round(float(p[one].mean()), DECIMALS),
            "people": round(float(labels[one].mean()), DECIMALS),
        }
        for at, one in binned(p)
    ]


def roc(p, labels):
    """False alarms and people found, at as many thresholds as are enough to draw it."""
    order = np.argsort(-p, kind="stable")
    hits = labels[order] == 1
    found, false = np.cumsum(hits) / hits.sum(), np.cumsum(~hits) / (~hits).sum()
    last = np.append(np.flatnonzero(np.diff(p[order])), len(p) - 1)
    some = last[np.linspace(0, len(last) - 1, min(ROC_POINTS, len(last))).astype(int)]
    return {"falseAlarms": rounded(false[some]), "peopleFound": rounded(found[some])}


def confident(p, labels):
    """How much a model stands by at each confidence; how much of that is right, None of nothing."""
    confidence, right = np.maximum(p, 1 - p), (p >= 0.5) == (labels == 1)
    rows = []
    for bound in CONFIDENCES:
        sure = confidence >= bound
        [share] = rounded([sure.mean()])
        [good] = rounded([right[sure].mean()]) if sure.any() else [None]
        rows.append({"confidence": bound, "share": share, "right": good})
    return rows
