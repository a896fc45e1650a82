"""Random light and camera faults on float pictures in 0..1: colour, exposure, blur, noise, JPEG."""

import math

import torch
from torch.nn import functional

LUMA = (0.299, 0.587, 0.114)
DARK_SHARE = 0.15
BLUR_SHARE = 0.3
NOISE_SHARE = 0.4
NOISE_MAX = 0.07
BLOCK_SHARE = 0.2
BLOCK_STEP_MAX = 0.25
BLOCK_SIDE = 8


def per_picture(values):
    return values.view(-1, 1, 1, 1)


def chosen(count, share, chance):
    """1 for a share of the pictures, 0 for the others."""
    return (chance.uniform(0, 1, count) < share).float()


def some_of(pictures, share, chance):
    """Where a share of them lies, so that what is costly is done to these alone."""
    return chance.order(len(pictures))[: round(len(pictures) * share)]


def colour(pictures, chance, strength):
    """Saturation, contrast, brightness and a cast: one small affine map per picture."""
    count, device = len(pictures), pictures.device
    luma = torch.tensor(LUMA, device=device).expand(3, 3)
    eye = torch.eye(3, device=device)

    def around_one(spread, *shape):
        return torch.exp(chance.uniform(-spread, spread, *shape) * strength)

    saturation = (1 + strength * chance.uniform(-0.8, 0.4, count)).view(-1, 1, 1)
    contrast = around_one(0.4, count, 1, 1)
    gain = around_one(0.4, count, 1, 1) * around_one(0.15, count, 3, 1)
    mixing = saturation * eye + (1 - saturation) * luma
    flat = pictures.flatten(2).float()
    mean = flat.mean((1, 2), keepdim=True)
    changed = torch.baddbmm(gain * (1 - contrast) * mean, gain * contrast * mixing, flat)
    changed = changed.clamp(1e-4, 1) ** around_one(0.4, count, 1, 1)
    return changed.view_as(pictures)


def dark(pictures, chance):
    """Too little light for some: only a part of the range is used."""
    count = len(pictures)
    gain = torch.where(
        chosen(count, DARK_SHARE, chance) > 0, chance.uniform(0.12, 0.6, count), 1.0
    )
    return pictures * per_picture(gain)


def blurred(pictures, chance):
    """Out of focus or moved: a binomial kernel, along one direction or both."""
    at = some_of(pictures, BLUR_SHARE, chance)
    amount, along = chance.uniform(0.2, 1, len(at)), chance.uniform(0, 1, len(at))
    kernel = torch.tensor((1.0, 4.0, 6.0, 4.0, 1.0), device=pictures.device) / 16
    across = kernel.view(1, 1, 1, 5).expand(3, 1, 1, 5)
    down = kernel.view(1, 1, 5, 1).expand(3, 1, 5, 1)
    some = pictures[at]
    wide = functional.conv2d(functional.pad(some, (2, 2, 0, 0), "replicate"), across, groups=3)
    some = some + per_picture(amount * (along < 0.7)) * (wide - some)
    tall = functional.conv2d(functional.pad(some, (0, 0, 2, 2), "replicate"), down, groups=3)
    some = some + per_picture(amount * (along > 0.3)) * (tall - some)
    return pictures.index_copy(0, at, some)


def noisy(pictures, chance):
    """Sensor noise: less of it in the light, some of it shared by the channels."""
    at, side = some_of(pictures, NOISE_SHARE, chance), pictures.shape[-1]
    count, some = len(at), pictures[at]
    amount = chance.uniform(0, NOISE_MAX / math.sqrt(2), count)
    noise = chance.normal(count, 3, side, side) + chance.normal(count, 1, side, side)
    some = some + per_picture(amount) * noise * (1.2 - some.clamp(0, 1))
    return pictures.index_copy(0, at, some)


def cosine_matrix(device):
    at = torch.arange(BLOCK_SIDE, device=device, dtype=torch.float32)
    matrix = torch.cos(math.pi * (2 * at[None] + 1) * at[:, None] / (2 * BLOCK_SIDE))
    matrix[0] *= math.sqrt(0.5)
    return matrix * math.sqrt(2 / BLOCK_SIDE)


def blocky(pictures, chance):
    """JPEG's rounding of cosine coefficients in blocks of eight, coarser for fine detail."""
    count, channels, side, _ = pictures.shape
    touched = round(count * BLOCK_SHARE)
    if not touched:
        return pictures
    matrix = cosine_matrix(pictures.device)
    at = torch.arange(BLOCK_SIDE, device=pictures.device)
    coarse = 0.1 + (at[:, None] + at[None]) / (2 * BLOCK_SIDE - 2)
    step = chance.uniform(0.02, BLOCK_STEP_MAX, touched).view(-1, 1, 1, 1, 1, 1) * coarse
    blocks = pictures[:touched].unfold(2, BLOCK_SIDE, BLOCK_SIDE).unfold(3, BLOCK_SIDE, BLOCK_SIDE)
    rounded = ((matrix @ blocks @ matrix.T) / step).round() * step
    back = (matrix.T @ rounded @ matrix).permute(0, 1, 2, 4, 3, 5)
    return torch.cat((back.reshape(touched, channels, side, side), pictures[touched:]))


def mild(pictures, chance):
    """For the teachers: the light changes, the picture stays clear."""
    return colour(pictures, chance, 0.6)


def camera(pictures, chance):
    """For the student: what a small camera makes of the same scene."""
    pictures = blurred(blocky(pictures, chance), chance)
    pictures = dark(colour(pictures, chance, 1.0), chance)
    return noisy(pictures, chance).clamp(0, 1)
