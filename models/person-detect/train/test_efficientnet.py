"""python -m unittest: PyTorch, and the weights that come with the requirements."""

import unittest

import torch

from efficientnet import LargeTeacher, fused, installed_weights, pretrained
from geometry import Chance

FROZEN, SIDE = 12, 64


def teacher(frozen=FROZEN):
    torch.manual_seed(1)
    return LargeTeacher(pretrained(installed_weights(0)), frozen)


def views(seed=2):
    return Chance(seed, torch.device("cpu")).uniform(0, 1, 4, 3, SIDE, SIDE)


class Frozen(unittest.TestCase):
    def test_layers_stay_as_they_are_and_the_others_learn(self):
        module = teacher().train()
        before = {name: value.clone() for name, value in module.state_dict().items()}
        learning = [parameter for parameter in module.parameters() if parameter.requires_grad]
        for _ in range(2):  # the classifier begins at zero, and passes no gradient at first
            module(views())[0].sum().backward()
            # Not by torch.optim, whose compiler cannot be loaded beside TensorFlow.
            for parameter in learning:
                parameter.data -= 0.01 * parameter.grad
        changed = {
            name.split(".")[0]
            for name, value in module.state_dict().items()
            if not torch.equal(value, before[name])
        }
        self.assertEqual(changed, {"layers", "classifier"})

    def test_where_the_teacher_is_cut_changes_no_answer(self):
        whole, cut = teacher(0).eval(), teacher().eval()
        self.assertTrue(torch.equal(whole(views())[1], cut(views())[1]))


class Fused(unittest.TestCase):
    def test_gives_the_same_answers_and_leaves_the_teacher_alone(self):
        module = teacher().eval()
        torch.nn.init.ones_(module.classifier.weight)
        before, (score, features) = len(module.state_dict()), module(views())
        again, same = fused(module)(views())
        self.assertLess((again - score).abs().max(), 1e-3 * score.abs().max())
        self.assertLess((same - features).abs().max(), 1e-3 * features.abs().max())
        self.assertEqual(len(module.state_dict()), before)


if __name__ == "__main__":
    unittest.main()
