"""python -m unittest: PyTorch."""

import tempfile
import unittest
from pathlib import Path

import torch
from torch.nn import functional

import parallel
from geometry import Chance

CPU = torch.device("cpu")
INPUTS, ROWS = 5, 8


def rows():
    chance = Chance(3, CPU)
    return chance.normal(ROWS, INPUTS), chance.normal(ROWS, 1)


def learn(folder):
    """A few steps of a linear layer, on every process's part of the rows."""
    torch.manual_seed(1)
    layer = torch.nn.Linear(INPUTS, 1)
    mine = slice(parallel.rank(), None, parallel.count())
    x, y = rows()
    for _ in range(4):
        layer.zero_grad()
        functional.mse_loss(layer(x[mine]), y[mine]).backward()
        parallel.average_gradients(list(layer.parameters()))
        # Not by torch.optim, whose compiler cannot be loaded beside TensorFlow.
        for parameter in layer.parameters():
            parameter.data -= 0.1 * parameter.grad
    torch.save(layer.state_dict(), folder / f"{parallel.rank()}-of-{parallel.count()}")


def fail():
    if parallel.rank() == 1:
        raise ValueError("a process of two")


class Together(unittest.TestCase):
    def test_two_processes_learn_what_one_learns_of_all(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for processes in (1, 2):
                parallel.together(processes, learn, folder)
            alone, *both = (
                torch.load(folder / file) for file in ("0-of-1", "0-of-2", "1-of-2")
            )
        for key, value in alone.items():
            self.assertTrue(torch.equal(both[0][key], both[1][key]))
            self.assertLess((both[0][key] - value).abs().max(), 1e-5)

    def test_a_process_that_fails_ends_the_others_and_says_why(self):
        with self.assertRaisesRegex(Exception, "a process of two"):
            parallel.together(2, fail)


if __name__ == "__main__":
    unittest.main()
