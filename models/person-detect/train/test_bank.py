"""python -m unittest: PyTorch."""

import pickle
import tempfile
import types
import unittest
from pathlib import Path

import numpy as np
import torch

import bank
from geometry import Chance
from shapes import SIDE

CPU = torch.device("cpu")
TEACHERS, FEATURES = 3, 4


def rows(count, seed):
    chance = Chance(seed, CPU)
    return (
        chance.uniform(0, 1, count, 3, SIDE, SIDE), chance.normal(count, TEACHERS),
        torch.ones(count), chance.normal(count, FEATURES),
    )  # fmt: skip


class InAFolder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def filled(self, folder):
        made = bank.Bank(6, TEACHERS, FEATURES, CPU, folder)
        for seed in (1, 2):
            made.add(*rows(2, seed))
        return made

    def assert_same(self, one, other):
        self.assertEqual(one.count, other.count)
        for name in ("views", "scores", "labels", "features"):
            mine, theirs = (getattr(of, name)[: one.count] for of in (one, other))
            self.assertTrue(torch.equal(mine, theirs), name)

    def test_holds_what_memory_holds(self):
        self.assert_same(self.filled(None), self.filled(self.folder))

    def test_another_process_opens_the_same(self):
        made = self.filled(self.folder)
        self.assert_same(made, pickle.loads(pickle.dumps(made)))

    def test_a_bank_in_memory_cannot_be_handed_on(self):
        with self.assertRaisesRegex(AssertionError, "stays there"):
            pickle.dumps(self.filled(None))

    def test_a_whole_one_is_found_again_with_its_weights(self):
        made, weights = self.filled(self.folder), np.array((0.5, 0.25, 0.125, -1.0))
        bank.keep(made, weights)
        again, found = bank.whole(self.folder, types.SimpleNamespace(bank_views=6))
        self.assert_same(made, again)
        self.assertEqual(found.tolist(), weights.tolist())

    def test_another_size_than_asked_for_is_refused(self):
        bank.keep(self.filled(self.folder), np.zeros(3))
        with self.assertRaisesRegex(SystemExit, "--bank-views 6"):
            bank.whole(self.folder, types.SimpleNamespace(bank_views=7))


if __name__ == "__main__":
    unittest.main()
