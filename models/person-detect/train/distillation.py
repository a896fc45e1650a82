"""What the student learns from: the teacher's opinion, its features, and a little of the labels."""

import torch
from torch.nn import functional

SOFT_TEMPERATURE = 2.0
HARD_WEIGHT = 0.05
FEATURE_WEIGHT = 0.5
# A teacher's channel that never moves is dead; a rarely moving one must not dominate.
DEAD_STANDARD_DEVIATION = 1e-3
SCALE_FLOOR_SHARE = 0.25


@torch.no_grad()
def feature_scales(teacher, views):
    """Per layer: 1 / standard deviation of each live channel, 0 for a dead one."""
    _, features = teacher(views)
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
    """Soft, hard and feature loss; hard labels are weak because a crop may lose the person."""
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


def weighted(soft, hard, imitation):
    return soft + HARD_WEIGHT * hard + FEATURE_WEIGHT * imitation
