"""python -m unittest: PyTorch."""

import unittest

import numpy as np
import torch
from torch.nn import functional

from folding import Convolution, fold, fold_student, lowest
from geometry import Chance
from network import ConvNorm, Student, same_padding

SEEDS = range(3)
CPU = torch.device("cpu")
PICTURES = 4
SHAPE = "small"


def settled(module, seed):
    """With statistics and scales as training leaves them: neither 0 nor 1."""
    chance = Chance(seed, CPU)
    with torch.no_grad():
        for norm in (one for one in module.modules() if isinstance(one, torch.nn.BatchNorm2d)):
            size = norm.num_features
            norm.weight.copy_(chance.uniform(0.5, 1.5, size))
            norm.bias.copy_(chance.normal(size) * 0.3)
            norm.running_mean.copy_(chance.normal(size) * 0.3)
            norm.running_var.copy_(chance.uniform(0.5, 2, size))
    return module.eval()


def student_of(seed):
    torch.manual_seed(seed)
    return settled(Student(SHAPE), seed)


def pixels_of(seed, count=PICTURES):
    return Chance(seed, CPU).uniform(0, 1, count, 3, 96, 96)


def through(x, layer):
    """As the exported network computes it: SAME padding, and always a ReLU."""
    kernel = torch.from_numpy(layer.kernel)
    x = same_padding(x, kernel.shape[-1], layer.stride)
    groups = x.shape[1] if layer.depthwise else 1
    bias = torch.from_numpy(np.asarray(layer.bias, np.float32))
    return functional.relu(functional.conv2d(x, kernel, bias, layer.stride, groups=groups))


@torch.no_grad()
def answers(folded, pixels):
    x = through(pixels, folded.stem)
    for block in folded.blocks:
        y = through(through(through(x, block.expand), block.depthwise), block.project)
        x = x + y if block.residual else y
    pooled = through(x, folded.head).mean((2, 3), keepdim=True)
    return through(pooled, folded.classifier)[:, :, 0, 0]


class Layer(unittest.TestCase):
    def test_a_channel_that_never_varied_stays_finite(self):
        layer = settled(ConvNorm(3, 4), 0)
        layer.norm.running_var.zero_()
        folded = fold(layer)
        self.assertTrue(np.isfinite(folded.kernel).all() and np.isfinite(folded.bias).all())

    def test_folded_is_unfolded(self):
        for seed in SEEDS:
            for kernel, stride, groups in ((1, 1, 1), (3, 1, 8), (3, 2, 8), (3, 2, 1)):
                with self.subTest(seed=seed, kernel=kernel, stride=stride, groups=groups):
                    torch.manual_seed(seed)
                    layer = settled(ConvNorm(8, 8, kernel, stride, groups), seed)
                    x = Chance(seed, CPU).normal(2, 8, 12, 12)
                    with torch.no_grad():
                        apart = (through(x, fold(layer)) - layer(x)).abs().max()
                    self.assertLess(apart, 1e-4)


class Network(unittest.TestCase):
    def test_logits_above_zero_are_not_pushed_below(self):
        student, pixels = student_of(0), pixels_of(0)
        with torch.no_grad():
            student.classifier.bias += 1000
        folded, lift = fold_student(student, pixels)
        self.assertEqual(lift, 0)
        with torch.no_grad():
            wanted = student(pixels)[0]
        self.assertLess((answers(folded, pixels) - wanted).abs().max(), 0.01)

    def test_folded_answers_are_the_student_s_but_for_the_lift(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                student, pixels = student_of(seed), pixels_of(seed)
                folded, lift = fold_student(student, pixels)
                with torch.no_grad():
                    wanted = student(pixels)[0] + float(lift)
                scale = max(1, wanted.abs().max().item())
                self.assertLess((answers(folded, pixels) - wanted).abs().max(), 1e-4 * scale)

    def test_every_projection_of_the_pictures_is_lifted_above_zero(self):
        student, pixels = student_of(1), pixels_of(1)
        folded, _ = fold_student(student, pixels)
        least = lowest(student, pixels)
        self.assertEqual(len(least), len(folded.blocks) + 1)
        self.assertLess(min(low.min() for low in least[:-1]), 0)
        for block, own, low in zip(folded.blocks, student.blocks, least):
            lift = block.project.bias - fold(own.project).bias
            self.assertTrue((lift + low >= 0).all())

    def test_folding_leaves_the_student_as_it_was(self):
        student, pixels = student_of(2), pixels_of(2)
        before = {name: value.clone() for name, value in student.state_dict().items()}
        fold_student(student, pixels)
        for name, value in student.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]), name)
        self.assertFalse(any(module._forward_hooks for module in student.modules()))


class Kinds(unittest.TestCase):
    def test_only_grouped_convolutions_are_depthwise(self):
        kinds = [fold(settled(ConvNorm(4, 4, 3, groups=groups), 0)) for groups in (1, 4)]
        self.assertEqual([kind.depthwise for kind in kinds], [False, True])
        self.assertIsInstance(kinds[0], Convolution)


if __name__ == "__main__":
    unittest.main()
