"""python -m unittest: PyTorch and TensorFlow."""

import os
import tempfile
import unittest
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import torch

from export import keep, trained
from network import Student


class Kept(unittest.TestCase):
    def test_answers_as_the_one_that_was_taught(self):
        torch.manual_seed(20)
        student = Student("lean").eval()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "lean.pt"
            keep(student, file)
            again = trained(file)
        x = torch.rand(2, 3, 96, 96)
        with torch.no_grad():
            self.assertTrue(torch.equal(student(x)[0], again(x)[0]))


if __name__ == "__main__":
    unittest.main()
