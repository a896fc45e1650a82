"""Random geometry: crop, aspect, mirror, tilt, perspective, and pictures set into others."""

import math

import torch
from torch.nn import functional

ASPECT_MAX = 1.5
TILT_DEGREES_MAX = 8.0
PERSPECTIVE_MAX = 0.2
# Side of a picture set into another one, as a share of the whole.
INSET_SIDE = (0.3, 0.8)
FADE = (0.02, 0.3)


class Chance:
    """Random numbers of one seed on one device."""

    def __init__(self, seed, device):
        self.device = device
        self.generator = torch.Generator(device).manual_seed(seed)

    def uniform(self, low, high, *shape):
        return torch.rand(shape, generator=self.generator, device=self.device) * (high - low) + low

    def normal(self, *shape):
        return torch.randn(shape, generator=self.generator, device=self.device)

    def order(self, count):
        return torch.randperm(count, generator=self.generator, device=self.device)

    def draw(self, weights, count):
        return torch.multinomial(weights, count, replacement=True, generator=self.generator)


def random_maps(count, area_min, chance):
    """One 3x3 matrix per picture, from the view's to the picture's coordinates (-1..1)."""
    root = chance.uniform(area_min, 1.0, count).sqrt()
    stretch = torch.exp(chance.uniform(-0.5, 0.5, count) * math.log(ASPECT_MAX))
    width, height = (root * stretch).clamp(max=1.0), (root / stretch).clamp(max=1.0)
    x = chance.uniform(-1, 1, count) * (1 - width)
    y = chance.uniform(-1, 1, count) * (1 - height)
    # Not its sign, which is 0 for one draw in 2^24: a view of a single column.
    mirror = 1 - 2 * (chance.uniform(-1, 1, count) < 0).float()
    # The sum of two draws: small tilts are the rule.
    tilt = chance.uniform(-0.5, 0.5, count) + chance.uniform(-0.5, 0.5, count)
    tilt = tilt * math.radians(TILT_DEGREES_MAX)
    lean = PERSPECTIVE_MAX * chance.uniform(-1, 1, count, 2) * chance.uniform(0, 1, count, 1)
    rows = (
        torch.stack((width * mirror * tilt.cos(), -height * tilt.sin(), x), 1),
        torch.stack((width * mirror * tilt.sin(), height * tilt.cos(), y), 1),
        torch.cat((lean, torch.ones_like(lean[:, :1])), 1),
    )
    return torch.stack(rows, 1)


def base_grid(side, device):
    """Homogeneous coordinates of the view's pixels, (side * side, 3)."""
    steps = (torch.arange(side, device=device) * 2 + 1) / side - 1
    y, x = torch.meshgrid(steps, steps, indexing="ij")
    return torch.stack((x, y, torch.ones_like(x)), -1).view(-1, 3)


def seen_through(pictures, maps, side):
    grid = base_grid(side, pictures.device) @ maps.transpose(1, 2)
    grid = (grid[..., :2] / grid[..., 2:]).view(-1, side, side, 2)
    return functional.grid_sample(
        pictures, grid.to(pictures.dtype), padding_mode="border", align_corners=False
    )


def set_into(pictures, backgrounds, side_range, chance):
    """Shrinks each picture into its background, with a faded edge: small people by construction."""
    count, side = len(pictures), pictures.shape[-1]
    share = chance.uniform(*side_range, count)
    place = chance.uniform(-1, 1, count, 2) * (1 - share[:, None])
    maps = torch.zeros(count, 3, 3, device=pictures.device)
    maps[:, 0, 0] = maps[:, 1, 1] = 1 / share
    maps[:, :2, 2] = -place / share[:, None]
    maps[:, 2, 2] = 1
    inset = seen_through(pictures, maps, side)
    grid = (base_grid(side, pictures.device) @ maps.transpose(1, 2))[..., :2].abs().amax(-1)
    fade = chance.uniform(*FADE, count, 1)
    mask = ((1 - grid) / fade).clamp(0, 1).view(count, 1, side, side).to(pictures.dtype)
    return mask * inset + (1 - mask) * backgrounds


def mix(pictures, columns, share, chance):
    """A share of the pictures is blended with others, all that is known of them likewise."""
    mixed = round(len(pictures) * share)
    other = chance.order(len(pictures))[:mixed]
    keep = chance.uniform(0.5, 1, mixed, 1)
    first = keep.view(-1, 1, 1, 1)
    blend = first * pictures[:mixed] + (1 - first) * pictures[other]
    blended = keep * columns[:mixed] + (1 - keep) * columns[other]
    return torch.cat((blend, pictures[mixed:])), torch.cat((blended, columns[mixed:]))
