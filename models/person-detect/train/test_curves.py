"""python -m unittest: numpy alone."""

import json
import unittest
import warnings

import numpy as np

from curves import SHARES, confident, hybrid, reliability, roc

SEEDS = range(5)


def drawn(seed, count=300):
    """Probabilities with ties, as an INT8 network's are, and labels that often agree."""
    rng = np.random.default_rng(seed)
    p = rng.integers(0, 64, count) / 63
    return p, (rng.random(count) < p).astype(int)


class Hybrid(unittest.TestCase):
    def test_a_fallible_cloud_costs_what_it_gets_wrong(self):
        curve = hybrid(np.array([0.9, 0.1] * 50), np.array([1, 0] * 50))
        self.assertEqual(curve["perfect"][50], 1)
        self.assertEqual(curve["cloud95"][50], round(0.5 + 0.5 * 0.95, 4))

    def test_the_least_confident_are_asked_first(self):
        # Of ten, the two nearest to a half are wrong, and so is the surest.
        p = np.array([0.55, 0.45, 0.8, 0.8, 0.8, 0.2, 0.2, 0.2, 0.2, 0.99])
        labels = np.array([0, 1, 1, 1, 1, 0, 0, 0, 0, 0])
        curve = hybrid(p, labels)
        at = {share: curve["perfect"][SHARES.index(share)] for share in (0, 0.1, 0.2, 0.5)}
        self.assertEqual(at, {0: 0.7, 0.1: 0.8, 0.2: 0.9, 0.5: 0.9})

    def test_with_nobody_asked_it_is_the_accuracy(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                p, labels = drawn(seed)
                right = round(float(((p >= 0.5) == labels).mean()), 4)
                curve = hybrid(p, labels)
                self.assertEqual([curve["perfect"][0], curve["cloud95"][0]], [right, right])

    def test_a_perfect_cloud_never_lessens_it(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.assertTrue((np.diff(hybrid(*drawn(seed))["perfect"]) >= 0).all())


class Reliability(unittest.TestCase):
    def test_bins_without_pictures_are_left_out(self):
        rows = reliability(np.array([0.0, 0.02, 1.0]), np.array([0, 1, 1]))
        self.assertEqual([(row["bin"], row["pictures"]) for row in rows], [(0, 2), (14, 1)])
        self.assertEqual((rows[0]["probability"], rows[0]["people"]), (0.01, 0.5))

    def test_every_picture_is_in_one_bin(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                p, labels = drawn(seed)
                self.assertEqual(sum(row["pictures"] for row in reliability(p, labels)), len(p))


class Roc(unittest.TestCase):
    def test_ties_are_one_point(self):
        curve = roc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1, 1, 0, 0]))
        self.assertEqual(curve, {"falseAlarms": [0, 0.5, 1], "peopleFound": [0.5, 1, 1]})

    def test_rises_to_everything(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                for values in roc(*drawn(seed)).values():
                    self.assertTrue((np.diff(values) >= 0).all())
                    self.assertEqual(values[-1], 1)


class Confident(unittest.TestCase):
    def test_nothing_is_right_of_nothing(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rows = confident(np.array([0.55, 0.45]), np.array([1, 0]))
        self.assertEqual([row["share"] for row in rows], [0, 0, 0, 0])
        self.assertEqual([row["right"] for row in rows], [None] * 4)
        json.dumps(rows, allow_nan=False)

    def test_the_bound_itself_is_confident_enough(self):
        rows = confident(np.array([0.75, 0.9, 0.5, 0.0]), np.array([1, 0, 1, 0]))
        shares = {row["confidence"]: (row["share"], row["right"]) for row in rows}
        self.assertEqual(shares[0.7], (0.75, 0.6667))
        self.assertEqual(shares[0.9], (0.5, 0.5))


if __name__ == "__main__":
    unittest.main()
