"""python -m unittest: PyTorch."""

import unittest

import torch

from geometry import Chance
from network import Student
from rounding import LEVELS, Rounding, round_from_now
from shapes import SIDE

CPU = torch.device("cpu")


def rounding(*batches):
    made = Rounding()
    round_from_now(made)
    for batch in batches:
        made(batch)
    return made.eval()


def noise(seed, *shape):
    return Chance(seed, CPU).normal(*shape)


class Round(unittest.TestCase):
    def test_off_changes_nothing(self):
        x = noise(1, 50)
        self.assertTrue(torch.equal(Rounding()(x), x))

    def test_gives_no_more_than_256_levels_each_within_half_a_step(self):
        x = noise(2, 20_000)
        out = rounding(x)(x)
        step = (x.max() - x.min()) / LEVELS
        self.assertLessEqual(len(out.unique()), LEVELS + 1)
        # At either end the zero point's own rounding moves the range by up to half a step more.
        self.assertLessEqual((out - x).abs().max(), step + 1e-6)
        inside = (x > x.min() + step) & (x < x.max() - step)
        self.assertLessEqual((out - x)[inside].abs().max(), step / 2 + 1e-6)

    def test_zero_is_a_level_of_every_range(self):
        for seen in (torch.tensor((0.0, 7.0)), torch.tensor((3.0, 7.0)), torch.tensor((-5.0, -1.0))):
            with self.subTest(seen=seen.tolist()):
                self.assertEqual(rounding(seen)(torch.zeros(1)).item(), 0)

    def test_a_range_follows_what_it_sees_slowly_and_only_while_learning(self):
        made = rounding(torch.tensor((0.0, 1.0)), torch.tensor((0.0, 2.0)))
        self.assertAlmostEqual(made.high.item(), 1.01, places=6)
        made(torch.tensor((0.0, 9.0)))
        self.assertAlmostEqual(made.high.item(), 1.01, places=6)

    def test_nothing_but_zeros_stays_zero(self):
        self.assertTrue(torch.equal(rounding(torch.zeros(4))(torch.zeros(4)), torch.zeros(4)))

    def test_gradients_pass_inside_the_range_alone(self):
        x = torch.tensor((0.2, 0.7, 4.0), requires_grad=True)
        rounding(torch.tensor((0.0, 1.0)))(x).sum().backward()
        self.assertEqual(x.grad.tolist(), [1, 1, 0])


class InTheStudent(unittest.TestCase):
    def test_every_tensor_of_int8_is_rounded_and_the_answer_hardly_moves(self):
        torch.manual_seed(1)
        student, x = Student("small"), Chance(3, CPU).uniform(0, 1, 16, 3, SIDE, SIDE)
        for block in student.blocks:
            torch.nn.init.ones_(block.project.norm.weight)  # else some tensors are all zeros
        before = student.eval()(x)[0]
        parts = [part for part in student.modules() if isinstance(part, Rounding)]
        round_from_now(student)
        for training in (True, False):
            for part in parts:
                part.train(training)
            after = student(x)[0]
        self.assertTrue(all(part.high > part.low for part in parts))
        self.assertFalse(torch.equal(before, after))
        self.assertLess((after - before).abs().max(), 0.1 * before.abs().max())


if __name__ == "__main__":
    unittest.main()
