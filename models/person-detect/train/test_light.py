"""python -m unittest: PyTorch."""

import unittest

import torch

import light
from geometry import Chance

SEEDS = range(5)
CPU = torch.device("cpu")


def noise(count, seed, side=16):
    return Chance(seed, CPU).uniform(0, 1, count, 3, side, side)


class Camera(unittest.TestCase):
    def test_gives_pictures_within_their_bounds(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                out = light.camera(noise(40, seed), Chance(seed, CPU))
                self.assertEqual(out.shape, (40, 3, 16, 16))
                self.assertTrue(((out >= 0) & (out <= 1)).all())

    def test_one_seed_gives_one_light(self):
        pictures = noise(10, 1)
        first, second, other = (light.camera(pictures, Chance(seed, CPU)) for seed in (1, 1, 2))
        self.assertTrue(torch.equal(first, second))
        self.assertFalse(torch.equal(first, other))


class Colour(unittest.TestCase):
    def test_without_strength_changes_nothing(self):
        pictures = noise(4, 2).clamp(min=1e-4)
        self.assertLess((light.colour(pictures, Chance(2, CPU), 0.0) - pictures).abs().max(), 1e-5)

    def test_black_and_white_stay_numbers(self):
        for level in (0.0, 1.0):
            out = light.colour(torch.full((50, 3, 8, 8), level), Chance(3, CPU), 1.0)
            self.assertTrue(torch.isfinite(out).all())

    def test_lighter_grays_stay_lighter_in_every_cast(self):
        ramp = torch.linspace(0, 1, 64).view(1, 1, 8, 8).expand(100, 3, -1, -1)
        for seed in SEEDS:
            with self.subTest(seed=seed):
                out = light.colour(ramp, Chance(seed, CPU), 1.0).flatten(2)
                self.assertGreaterEqual(out.diff(dim=2).min(), -1e-5)

    def test_every_picture_has_a_cast_of_its_own(self):
        out = light.colour(torch.full((9, 3, 4, 4), 0.5), Chance(4, CPU), 1.0)[:, :, 0, 0]
        self.assertEqual(len(torch.unique(out, dim=0)), 9)


class Dark(unittest.TestCase):
    def test_a_share_of_the_pictures_loses_light_and_the_others_none(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                gain = light.dark(torch.ones(4000, 1, 1, 1), Chance(seed, CPU)).flatten()
                darkened = gain[gain < 1]
                self.assertAlmostEqual(len(darkened) / 4000, light.DARK_SHARE, delta=0.03)
                self.assertTrue(((darkened >= 0.12) & (darkened <= 0.6)).all())


class Blurred(unittest.TestCase):
    def test_an_even_picture_has_nothing_to_blur(self):
        pictures = torch.full((50, 3, 8, 8), 0.7)
        self.assertLess((light.blurred(pictures, Chance(5, CPU)) - pictures).abs().max(), 1e-6)

    def test_a_share_loses_contrast_and_none_gains(self):
        pictures = noise(2000, 6, 12)
        before, after = pictures.std((2, 3)), light.blurred(pictures, Chance(6, CPU)).std((2, 3))
        self.assertTrue((after <= before + 1e-6).all())
        touched = (after < before - 1e-4).all(1).float().mean().item()
        self.assertAlmostEqual(touched, light.BLUR_SHARE, delta=0.04)


class Noisy(unittest.TestCase):
    def test_there_is_less_noise_in_the_light(self):
        count = 2000
        spread = [
            (light.noisy(torch.full((count, 3, 8, 8), level), Chance(7, CPU)) - level).std().item()
            for level in (0.1, 0.9)
        ]
        self.assertAlmostEqual(spread[1] / spread[0], (1.2 - 0.9) / (1.2 - 0.1), places=3)


class Blocky(unittest.TestCase):
    def test_too_few_pictures_are_left_alone(self):
        pictures = noise(2, 8)
        self.assertTrue(torch.equal(light.blocky(pictures, Chance(8, CPU)), pictures))

    def test_the_cosines_are_orthonormal(self):
        matrix = light.cosine_matrix(CPU)
        self.assertLess((matrix @ matrix.T - torch.eye(8)).abs().max(), 1e-6)

    def test_no_coefficient_moves_further_than_half_its_step(self):
        pictures = noise(20, 9)
        out = light.blocky(pictures, Chance(9, CPU))
        matrix, touched = light.cosine_matrix(CPU), round(20 * light.BLOCK_SHARE)
        moved = (out - pictures)[:touched].unfold(2, 8, 8).unfold(3, 8, 8)
        at = torch.arange(8)
        most = light.BLOCK_STEP_MAX / 2 * (0.1 + (at[:, None] + at[None]) / 14)
        self.assertTrue(((matrix @ moved @ matrix.T).abs() <= most + 1e-5).all())
        self.assertGreater(moved.abs().max(), 0.01)

    def test_only_its_share_of_the_pictures_is_touched(self):
        pictures = noise(20, 10)
        changed = (light.blocky(pictures, Chance(10, CPU)) != pictures).flatten(1).any(1)
        self.assertEqual(changed.nonzero().flatten().tolist(), [0, 1, 2, 3])


if __name__ == "__main__":
    unittest.main()
