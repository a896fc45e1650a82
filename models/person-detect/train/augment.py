"""Random views of a batch. Teacher and student always see the same view."""

import math

import torch
from torch.nn import functional

from network import SIDE

CROP_AREA_MIN = 0.35
ASPECT_MAX = 4 / 3
TILT_DEGREES_MAX = 3.0
BRIGHTNESS = (0.6, 1.35)
CONTRAST = (0.7, 1.3)
SATURATION = (0.4, 1.4)
MIXUP_SHARE = 0.2
LUMA = (0.299, 0.587, 0.114)


def uniform(count, low, high, generator):
    return torch.rand(count, generator=generator) * (high - low) + low


def random_affine(count, generator):
    """Crop, change of aspect, mirror and tilt as one 2x3 matrix per picture."""
    area = uniform(count, CROP_AREA_MIN, 1.0, generator)
    stretch = torch.exp(uniform(count, -1.0, 1.0, generator) * math.log(ASPECT_MAX) / 2)
    width = (area.sqrt() * stretch).clamp(max=1.0)
    height = (area.sqrt() / stretch).clamp(max=1.0)
    x = uniform(count, -1.0, 1.0, generator) * (1 - width)
    y = uniform(count, -1.0, 1.0, generator) * (1 - height)
    mirror = torch.where(torch.rand(count, generator=generator) < 0.5, -1.0, 1.0)
    tilt = uniform(count, -1.0, 1.0, generator) * math.radians(TILT_DEGREES_MAX)
    rows = (
        torch.stack((width * mirror * tilt.cos(), -height * tilt.sin(), x), 1),
        torch.stack((width * mirror * tilt.sin(), height * tilt.cos(), y), 1),
    )
    return torch.stack(rows, 1)


def random_colour(pictures, generator):
    """Saturation, contrast and brightness are linear: one small matrix per picture."""
    count = len(pictures)
    flat = pictures.flatten(2)
    luma = torch.tensor(LUMA).expand(3, 3)
    saturation = uniform(count, *SATURATION, generator).view(-1, 1, 1)
    contrast = uniform(count, *CONTRAST, generator).view(-1, 1, 1)
    brightness = uniform(count, *BRIGHTNESS, generator).view(-1, 1, 1)
    mixing = saturation * torch.eye(3) + (1 - saturation) * luma
    mean = flat.mean((1, 2), keepdim=True)
    offset = brightness * (1 - contrast) * mean
    changed = torch.baddbmm(offset.expand(-1, 3, 1), brightness * contrast * mixing, flat)
    return changed.clamp_(0, 1).view_as(pictures)


def random_mixup(pictures, labels, generator):
    """A share of the batch is blended with another picture of the batch, labels likewise."""
    count = len(pictures)
    mixed = round(count * MIXUP_SHARE)
    partner = torch.randperm(count, generator=generator)[:mixed]
    keep = torch.rand(mixed, generator=generator)
    first = keep.view(-1, 1, 1, 1)
    blend = first * pictures[:mixed] + (1 - first) * pictures[partner]
    blend_labels = keep * labels[:mixed] + (1 - keep) * labels[partner]
    return torch.cat((blend, pictures[mixed:])), torch.cat((blend_labels, labels[mixed:]))


def random_views(pixels, labels, generator):
    """uint8 (B, 3, S, S) and float labels -> float (B, 3, 96, 96) in 0..1 and mixed labels."""
    pictures = pixels.float().div_(255)
    grid = functional.affine_grid(
        random_affine(len(pixels), generator), (len(pixels), 3, SIDE, SIDE), align_corners=False
    )
    views = functional.grid_sample(
        pictures, grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    return random_mixup(random_colour(views, generator), labels, generator)


def plain_views(pixels):
    """The whole picture, no chance in it."""
    return functional.interpolate(pixels.float() / 255, (SIDE, SIDE), mode="area")
