"""python -m unittest: PyTorch."""

import types
import unittest

import torch

from distil import FEATURE_WEIGHT, HARD_WEIGHT, SOFT_TEMPERATURE, loss_of
from geometry import Chance
from lessons import Lessons

SEEDS = range(5)
CPU = torch.device("cpu")
SIDE = 16


def softened(z):
    return torch.sigmoid(z / SOFT_TEMPERATURE)


class Loss(unittest.TestCase):
    def gradient(self, z, opinions, labels):
        z = z.clone().requires_grad_()
        features = torch.ones(len(z), 4)
        loss, _ = loss_of(z, features, (opinions, labels), features)
        loss.backward()
        return z.grad

    def test_the_surest_of_answers_cost_a_finite_loss(self):
        z, features = torch.tensor([1e4, -1e4]), torch.zeros(2, 4)
        loss, soft = loss_of(z, features, (-z, torch.tensor([0.0, 1.0])), features)
        self.assertTrue(torch.isfinite(loss) and torch.isfinite(soft))

    def test_is_the_sum_of_its_three_parts(self):
        z, opinion, label = 0.7, -0.4, 1.0
        read, features = torch.tensor([[1.0, 0.0]]), torch.tensor([[3.0, 3.0]])
        targets = torch.tensor([opinion]), torch.tensor([label])
        loss, soft = loss_of(torch.tensor([z]), read, targets, features)
        p, q = softened(torch.tensor(z)), softened(torch.tensor(opinion))
        wanted = -(q * p.log() + (1 - q) * (1 - p).log())
        hard = -torch.sigmoid(torch.tensor(z)).log()
        whole = SOFT_TEMPERATURE**2 * wanted + HARD_WEIGHT * hard + FEATURE_WEIGHT * (1 - 0.5**0.5)
        self.assertAlmostEqual(soft.item(), wanted.item(), places=5)
        self.assertAlmostEqual(loss.item(), whole.item(), places=5)

    def test_a_student_that_agrees_is_moved_by_the_labels_alone(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                z = Chance(seed, CPU).normal(6)
                labels = (Chance(seed + 1, CPU).uniform(0, 1, 6) < 0.5).float()
                wanted = HARD_WEIGHT * (torch.sigmoid(z) - labels) / 6
                self.assertLess((self.gradient(z, z, labels) - wanted).abs().max(), 1e-6)

    def test_softening_leaves_the_pull_of_an_opinion_its_size(self):
        z, opinions = torch.tensor([0.3]), torch.tensor([-0.2])
        labels = torch.sigmoid(z)
        pull = self.gradient(z, opinions, labels)
        # SOFT_TEMPERATURE squared, once divided away by the chain rule.
        wanted = SOFT_TEMPERATURE * (softened(z) - softened(opinions))
        self.assertLess((pull - wanted).abs().max(), 1e-6)

    def test_features_pull_by_direction_not_by_length(self):
        z, labels = torch.zeros(1), torch.ones(1)
        features = torch.tensor([[1.0, 2.0]])
        short, long, away = (
            loss_of(z, scale * features, (z, labels), features)[0].item() for scale in (0.1, 9, -1)
        )
        self.assertAlmostEqual(short, long, places=5)
        self.assertAlmostEqual(away - long, 2 * FEATURE_WEIGHT, places=5)


def lessons(count, batch, seed=1):
    chance = Chance(seed, CPU)
    bank = types.SimpleNamespace(
        count=count,
        views=chance.uniform(0, 256, count, 3, SIDE, SIDE).to(torch.uint8),
        scores=chance.normal(count, 3),
        labels=(chance.uniform(0, 1, count) < 0.5).float(),
        features=chance.normal(count, 4).half(),
    )
    options = types.SimpleNamespace(seed=seed, device=CPU, batch=batch)
    return Lessons(bank, (1.0, 0.5, 0.2, -0.1), options)


class Order(unittest.TestCase):
    def test_a_bank_smaller_than_a_batch_is_taught_whole(self):
        self.assertEqual(sorted(lessons(3, 8).positions(5).tolist()), [0, 1, 2])

    def test_every_view_comes_once_an_epoch(self):
        course = lessons(24, 4)
        for epoch in range(3):
            seen = torch.cat([course.positions(6 * epoch + step) for step in range(6)])
            self.assertEqual(sorted(seen.tolist()), list(range(24)))

    def test_epochs_differ_in_their_order(self):
        course = lessons(24, 24)
        self.assertFalse(torch.equal(course.positions(0), course.positions(1)))

    def test_going_on_from_a_step_gives_the_batch_that_was_due(self):
        whole = lessons(24, 8)
        batches = [whole.batch(step) for step in range(5)]
        x, targets, features = lessons(24, 8).batch(4)
        due_x, due_targets, due_features = batches[4]
        for mine, due in zip((x, *targets, features), (due_x, *due_targets, due_features)):
            self.assertTrue(torch.equal(mine, due))


class Batch(unittest.TestCase):
    def test_opinions_are_logits_within_their_edge(self):
        course = lessons(40, 40)
        course.opinions = torch.tensor([0.0, 1.0]).repeat(20)
        _, (opinions, _), _ = course.batch(0)
        self.assertTrue(torch.isfinite(opinions).all())
        self.assertAlmostEqual(opinions.abs().max().item(), 8.11, delta=0.01)

    def test_what_is_known_stays_with_its_view(self):
        course = lessons(40, 40)
        level = torch.arange(40)
        # Each view's level tells which it is; a mirrored, even view is itself.
        course.bank.views = (4 * level).view(-1, 1, 1, 1).expand(-1, 3, SIDE, SIDE).to(torch.uint8)
        course.bank.labels = level / 40
        x, (_, labels), _ = course.batch(0)
        told = x.mean((1, 2, 3)) * 255 / 4
        same = ((told - labels * 40).abs() < 1e-3).sum().item()
        # A quarter is clean of the camera's light; mixing may take some of these.
        self.assertGreaterEqual(same, 5)
        self.assertLessEqual(same, 12)


if __name__ == "__main__":
    unittest.main()
