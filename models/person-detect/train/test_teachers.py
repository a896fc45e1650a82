"""python -m unittest: PyTorch."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from calibration import loss_of
from geometry import Chance
from peer import Peer
from teachers import DETECTOR_SHARE_MIN, PEER_SHARE, fitted, together

CPU = torch.device("cpu")
SEEDS = range(5)


def scored(seed, count=400):
    """Labels, and three scores of them that differ in sharpness and in scale."""
    chance = Chance(seed, CPU)
    labels = (chance.uniform(0, 1, count) < 0.5).float()
    signal = 2 * labels - 1
    kinds = ((1, 0.3), (5, 1), (0.1, 2))
    scores = [scale * (signal + noise * chance.normal(count)) for scale, noise in kinds]
    return torch.stack(scores, 1), labels


def parts(weights, scores):
    """How much each score moves the sum, of the whole."""
    moved = weights[:-1] * scores.double().numpy().std(0)
    return moved / moved.sum()


class Say(unittest.TestCase):
    def test_a_large_teacher_that_fits_the_labels_leaves_the_detector_its_share(self):
        scores, labels = scored(1)
        scores[:, 0] = 2 * labels - 1 + 0.01 * scores[:, 2]
        found = parts(fitted(scores[:, :2], labels), scores[:, :2])
        self.assertAlmostEqual(found[1], DETECTOR_SHARE_MIN, places=5)

    def test_a_detector_that_fits_better_gets_more(self):
        scores, labels = scored(1)
        swapped = scores[:, (1, 0)]
        found = parts(fitted(swapped, labels), swapped)
        self.assertGreater(found[1], 0.5)

    def test_the_peer_has_a_third_beside_the_others_sum(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                scores, labels = scored(seed)
                two, three = fitted(scores[:, :2], labels), fitted(scores, labels)
                others = together(scores[:, :2], two).numpy().std()
                others *= three[0] / two[0]
                peer = three[2] * scores[:, 2].numpy().std()
                self.assertAlmostEqual(peer / (peer + others), PEER_SHARE, places=4)
                self.assertAlmostEqual(three[0] / two[0], three[1] / two[1], places=6)

    def test_the_sum_has_the_scale_and_offset_of_least_loss(self):
        for teachers in (2, 3):
            scores, labels = scored(2)
            scores = scores[:, :teachers]
            z = together(scores, fitted(scores, labels)).double().numpy()

            def loss(scale, offset, z=z, y=labels.numpy()):
                design = np.stack((z, np.ones_like(z)), 1)
                return loss_of(np.array((scale, offset)), design, y, np.zeros(2))

            for scale, offset in ((0.95, 0), (1.05, 0), (1, 0.05), (1, -0.05)):
                with self.subTest(teachers=teachers, scale=scale, offset=offset):
                    self.assertGreater(loss(scale, offset), loss(1, 0))


class PeerOfTwoConvolutions(unittest.TestCase):
    """A 3x3 of stride 2, a depthwise 3x3, a classifier: against the sums written out."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        chance = Chance(3, CPU)
        self.first, self.second = chance.normal(4, 3, 3, 3), chance.normal(4, 1, 3, 3)
        self.classifier = chance.normal(2, 4, 1, 1)
        self.biases = [chance.normal(4), chance.normal(4), chance.normal(2)]
        file = Path(holder.name) / "peer.npz"
        layers = (self.first, self.second, self.classifier)
        arrays = {f"weight{at}": weight.numpy() for at, weight in enumerate(layers)}
        arrays |= {f"bias{at}": bias.numpy() for at, bias in enumerate(self.biases)}
        np.savez(file, strides=np.array((2, 1, 1)), **arrays)
        self.peer = Peer(file)
        self.x = chance.uniform(0, 1, 2, 3, 8, 8)

    def test_pads_as_tensorflow_does_and_gives_the_difference_of_its_logits(self):
        x = functional.pad(self.x, (0, 1, 0, 1))
        x = functional.relu(functional.conv2d(x, self.first, self.biases[0], 2))
        x = functional.relu(functional.conv2d(x, self.second, self.biases[1], 1, 1, groups=4))
        z = x.mean((2, 3)) @ self.classifier[:, :, 0, 0].T + self.biases[2]
        self.assertLess((self.peer(self.x) - (z[:, 1] - z[:, 0])).abs().max(), 1e-5)

    def test_learns_nothing(self):
        self.assertEqual(list(self.peer.parameters()), [])


if __name__ == "__main__":
    unittest.main()
