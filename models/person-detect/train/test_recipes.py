"""python -m unittest: the standard library alone."""

import types
import unittest

from recipes import CPU, GPU, INSTEAD, completed


def asked(**wanted):
    names = [*GPU, *(name for others in INSTEAD.values() for name in others)]
    return types.SimpleNamespace(**(dict.fromkeys(names) | wanted))


class Completed(unittest.TestCase):
    def test_both_recipes_say_the_same_things(self):
        self.assertEqual(GPU.keys(), CPU.keys())

    def test_nothing_asked_for_gives_the_recipe(self):
        done = vars(completed(asked(), CPU))
        self.assertEqual({name: done[name] for name in CPU}, CPU)

    def test_what_is_asked_for_stays_a_nothing_among_it(self):
        done = completed(asked(batch=7, teacher_frozen=0, half=False), CPU)
        self.assertEqual((done.batch, done.teacher_frozen, done.half), (7, 0, False))

    def test_seconds_take_the_place_of_steps(self):
        for steps, others in INSTEAD.items():
            for other in others:
                with self.subTest(other=other):
                    self.assertIsNone(getattr(completed(asked(**{other: 60.0}), GPU), steps))


if __name__ == "__main__":
    unittest.main()
