"""python -m unittest: numpy alone."""

import unittest
import warnings

import numpy as np

from calibration import area_under_curve, calibration_error, figures, fit, probabilities

SEEDS = range(5)


def drawn(seed, temperature, bias, count=20_000):
    """Margins, and labels that are true as often as the calibration says."""
    rng = np.random.default_rng(seed)
    margins = rng.normal(0, 3, count)
    return margins, (rng.random(count) < probabilities(margins, temperature, bias)).astype(int)


class Calibration(unittest.TestCase):
    def setUp(self):
        caught = warnings.catch_warnings()
        caught.__enter__()
        self.addCleanup(caught.__exit__, None, None, None)
        warnings.simplefilter("error")


class Fit(Calibration):
    def test_one_label_alone_is_refused(self):
        for label in (0, 1):
            with self.assertRaisesRegex(ValueError, "with a person and pictures without"):
                fit(np.array([-1.0, 2.0]), np.array([label, label]))

    def test_labels_that_are_told_apart_give_a_finite_line(self):
        margins, labels = np.array([-400.0, -3.0, 2.0, 900.0]), np.array([0, 0, 1, 1])
        fitted = fit(margins, labels)
        self.assertTrue(0 < fitted["temperature"] < 1, fitted)
        self.assertTrue(np.isfinite(fitted["bias"]), fitted)
        self.assertEqual(figures(probabilities(margins, **fitted), labels)["accuracy"], 1)

    def test_large_margins_with_errors_do_not_diverge(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                margins, labels = drawn(seed, 1.0, 0.0, 200)
                fitted, larger = fit(margins, labels), fit(1000 * margins, labels)
                ratio = larger["temperature"] / fitted["temperature"]
                self.assertAlmostEqual(ratio, 1000, delta=1)

    def test_margins_that_say_nothing_give_the_share_of_people(self):
        fitted = fit(np.zeros(4), np.array([1, 0, 0, 0]))
        self.assertAlmostEqual(float(probabilities(0.0, **fitted)), 0.25, places=5)

    def test_finds_the_calibration_that_made_the_labels(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                fitted = fit(*drawn(seed, 1.7, -0.6))
                self.assertAlmostEqual(fitted["temperature"], 1.7, delta=0.12)
                self.assertAlmostEqual(fitted["bias"], -0.6, delta=0.12)

    def test_the_mean_probability_is_the_share_of_people(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                margins, labels = drawn(seed, 0.5, 1.0)
                p = probabilities(margins, **fit(margins, labels))
                self.assertAlmostEqual(p.mean(), labels.mean(), places=6)


class Probabilities(Calibration):
    def test_the_farthest_margins_are_0_and_1(self):
        self.assertEqual(probabilities(np.array([-1e4, 1e4])).tolist(), [0, 1])

    def test_the_bias_is_added_before_the_temperature_divides(self):
        self.assertAlmostEqual(probabilities(1.0, 2.0, 3.0), 1 / (1 + np.exp(-2)))


class AreaUnderCurve(Calibration):
    def test_ties_count_half(self):
        self.assertEqual(area_under_curve(np.ones(5), np.array([1, 0, 1, 0, 0])), 0.5)

    def test_is_the_share_of_pairs_in_order(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                rng = np.random.default_rng(seed)
                scores, labels = rng.integers(0, 9, 60), rng.integers(0, 2, 60)
                above = scores[labels == 1][:, None] - scores[labels == 0][None]
                pairs = ((above > 0) + 0.5 * (above == 0)).mean()
                self.assertAlmostEqual(area_under_curve(scores, labels), pairs)


class CalibrationError(Calibration):
    def test_certainty_that_is_always_wrong_is_all_error(self):
        self.assertEqual(calibration_error(np.array([1.0, 0.0]), np.array([0, 1])), 1)

    def test_is_the_mean_gap_of_the_bins_by_their_pictures(self):
        p, labels = np.array([0.9, 0.9, 0.9, 0.5]), np.array([1, 1, 0, 1])
        gap = 0.75 * (0.9 - 2 / 3) + 0.25 * 0.5
        self.assertAlmostEqual(calibration_error(p, labels), gap)


class Figures(Calibration):
    def test_balanced_accuracy_weighs_both_labels_alike(self):
        found = figures(np.array([0.9, 0.9, 0.9, 0.9]), np.array([1, 1, 1, 0]))
        self.assertEqual((found["accuracy"], found["balancedAccuracy"]), (0.75, 0.5))

    def test_a_half_counts_as_a_person(self):
        self.assertEqual(figures(np.array([0.5, 0.4]), np.array([1, 0]))["accuracy"], 1)


if __name__ == "__main__":
    unittest.main()
