"""python -m unittest: PyTorch."""

import unittest
from unittest import mock

import torch

from geometry import Chance, base_grid, mix, random_maps, seen_through, set_into

SEEDS = range(5)
SIDE = 16
CPU = torch.device("cpu")


def noise(count, seed, side=SIDE):
    return Chance(seed, CPU).uniform(0, 1, count, 3, side, side)


def identity(count):
    return torch.eye(3).repeat(count, 1, 1)


class Views(unittest.TestCase):
    def test_no_draw_gives_a_view_of_a_single_column(self):
        chance = Chance(0, CPU)
        # The middle of every range: the one draw whose sign is 0.
        with mock.patch.object(
            chance, "uniform", lambda low, high, *shape: torch.full(shape, (low + high) / 2)
        ):
            [matrix] = random_maps(1, 0.5, chance)
        self.assertGreater(matrix[:2, :2].det().abs(), 0.1)

    def test_one_seed_gives_one_map(self):
        first, second, other = (random_maps(3, 0.3, Chance(seed, CPU)) for seed in (1, 1, 2))
        self.assertTrue(torch.equal(first, second))
        self.assertFalse(torch.equal(first, other))

    def test_half_of_the_views_are_mirrored(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                maps = random_maps(4000, 0.3, Chance(seed, CPU))
                mirrored = (maps[:, :2, :2].det() < 0).float().mean()
                self.assertAlmostEqual(mirrored.item(), 0.5, delta=0.04)

    def test_no_view_shows_the_far_side_of_its_perspective(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                maps = random_maps(2000, 0.3, Chance(seed, CPU))
                depth = (base_grid(SIDE, CPU) @ maps.transpose(1, 2))[..., 2]
                self.assertGreater(depth.min(), 0.5)

    def test_the_middle_of_a_view_is_in_its_picture(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                middle = random_maps(2000, 0.3, Chance(seed, CPU))[:, :2, 2]
                self.assertLessEqual(middle.abs().max(), 1)

    def test_the_whole_picture_seen_straight_is_itself(self):
        pictures = noise(2, 3)
        seen = seen_through(pictures, identity(2), SIDE)
        self.assertLess((seen - pictures).abs().max(), 1e-5)

    def test_a_mirrored_map_mirrors(self):
        pictures, maps = noise(1, 4), identity(1)
        maps[:, 0, 0] = -1
        self.assertLess((seen_through(pictures, maps, SIDE) - pictures.flip(3)).abs().max(), 1e-5)

    def test_half_a_map_shows_the_middle(self):
        pictures, maps = torch.zeros(1, 3, SIDE, SIDE), identity(1)
        pictures[:, :, SIDE // 4 : -SIDE // 4, SIDE // 4 : -SIDE // 4] = 1
        maps[:, 0, 0] = maps[:, 1, 1] = 0.5
        seen = seen_through(pictures, maps, SIDE)
        self.assertEqual(seen[:, :, 1:-1, 1:-1].min(), 1)


class SetInto(unittest.TestCase):
    def covered(self, seed, side_range, count=200):
        white, black = torch.ones(count, 3, 48, 48), torch.zeros(count, 3, 48, 48)
        return set_into(white, black, side_range, Chance(seed, CPU))

    def test_the_inset_has_the_side_that_was_asked_for(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                wide = (self.covered(seed, (0.5, 0.5))[:, 0] > 0).any(1).sum(1)
                self.assertTrue(((wide >= 23) & (wide <= 25)).all(), wide)

    def test_the_inset_lies_whole_in_its_background(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                inset = self.covered(seed, (0.3, 0.8))[:, 0]
                edges = (inset[:, 0], inset[:, -1], inset[:, :, 0], inset[:, :, -1])
                # At most the fade of an inset that touches the edge.
                touched = torch.stack([edge.amax(1) for edge in edges])
                whole = inset.flatten(1).amax(1)
                self.assertTrue((whole > 0.99).all())
                self.assertLess((touched > 0.99).float().mean(), 0.05)

    def test_outside_of_the_inset_the_background_is_untouched(self):
        behind = noise(8, 5, 48)
        out = set_into(torch.full_like(behind, 2.0), behind, (0.3, 0.4), Chance(5, CPU))
        untouched = (out == behind).all(1).float().mean((1, 2))
        self.assertTrue((untouched >= 1 - 0.45**2).all(), untouched)


class Mix(unittest.TestCase):
    def test_none_are_mixed_where_none_are_to_be(self):
        pictures, columns = noise(4, 6), torch.rand(4, 2)
        mixed = mix(pictures, columns, 0.0, Chance(6, CPU))
        self.assertTrue(torch.equal(mixed[0], pictures) and torch.equal(mixed[1], columns))

    def test_what_is_known_is_blended_as_the_pixels_are(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                known = torch.arange(20.0)[:, None]
                pictures = known[:, :, None, None].expand(20, 3, 4, 4)
                mixed, columns = mix(pictures, known, 0.5, Chance(seed, CPU))
                spread = (mixed - columns[:, :, None, None]).abs().max()
                self.assertLess(spread, 1e-5)
                self.assertFalse(torch.equal(columns[:10], known[:10]))
                self.assertTrue(torch.equal(columns[10:], known[10:]))

    def test_the_first_of_two_keeps_at_least_half(self):
        known = torch.zeros(40, 1)
        known[:20] = 1
        for seed in SEEDS:
            with self.subTest(seed=seed):
                _, columns = mix(noise(40, 0), known, 0.5, Chance(seed, CPU))
                self.assertGreaterEqual(columns[:20].min(), 0.5)


if __name__ == "__main__":
    unittest.main()
