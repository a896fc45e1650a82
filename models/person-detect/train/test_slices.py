"""python -m unittest: numpy alone."""

import unittest

import numpy as np

from slices import AREAS, LIGHTS, area_slice, light_slice, shares, slices_of


def row(label, area="", source="here"):
    return {"label": label, "person_area_fraction": area, "source": source}


def level(value):
    return np.full((4, 4, 3), value, np.uint8)


class Area(unittest.TestCase):
    def test_a_box_over_the_edge_is_still_a_large_person(self):
        self.assertEqual(area_slice(row("1", "1.000400")), "more than 10 %")

    def test_nobody_is_in_no_slice(self):
        self.assertIsNone(area_slice(row("0", "0.2")))

    def test_an_area_that_nobody_measured_is_unknown(self):
        self.assertEqual(area_slice(row("1")), "unknown")
        self.assertEqual(area_slice({"label": "1"}), "unknown")

    def test_a_bound_belongs_to_the_slice_below_it(self):
        areas = ("0.005", "0.02", "0.0201", "0.1", "0.1001", "1")
        names = [name for _, name in AREAS for _ in range(2)]
        self.assertEqual([area_slice(row("1", area)) for area in areas], names)


class Light(unittest.TestCase):
    def test_a_bound_belongs_to_the_slice_above_it(self):
        levels = (0, 59, 60, 99, 100, 139, 140, 255)
        names = [name for _, name in LIGHTS for _ in range(2)]
        self.assertEqual([light_slice(level(value)) for value in levels], names)

    def test_green_weighs_most(self):
        colours = np.zeros((3, 1, 1, 3), np.uint8)
        colours[range(3), 0, 0, range(3)] = 255
        names = ["60 to 100", "140 and more", "below 60"]
        self.assertEqual([light_slice(colour) for colour in colours], names)


class Shares(unittest.TestCase):
    def test_without_a_picture_of_a_label_there_is_no_share(self):
        [only] = shares("source", ["here"], np.array([True]), np.array([1]))
        self.assertEqual((only["person"], only["personRight"]), (1, 1))
        self.assertEqual((only["noperson"], only["nopersonRight"]), (0, None))

    def test_pictures_in_no_slice_count_for_none(self):
        found = shares("personArea", [None, "unknown"], np.array([True, False]), np.array([0, 1]))
        self.assertEqual([(one["slice"], one["personRight"]) for one in found], [("unknown", 0)])

    def test_slices_come_in_the_declared_order_and_sources_in_the_alphabet_s(self):
        for kind, order in (
            ("personArea", ["0.5 to 2 %", "2 to 10 %", "more than 10 %", "unknown"]),
            ("light", ["below 60", "60 to 100", "100 to 140", "140 and more"]),
            ("source", ["a", "b", "c"]),
        ):
            mixed, right = [*order[1:], order[0]], np.ones(len(order), bool)
            found = shares(kind, mixed, right, np.ones(len(order)))
            self.assertEqual([one["slice"] for one in found], order)

    def test_every_name_that_is_given_out_has_its_place(self):
        rows = [row("1", area) for area in ("0.01", "0.05", "0.5", "")]
        pictures = [level(value) for value in (0, 80, 120, 200)]
        everything = np.ones(4, bool)
        for kind, names in slices_of(rows, pictures, set()).items():
            counted = sum(one["person"] for one in shares(kind, names, everything, np.ones(4)))
            self.assertEqual(counted, 4, kind)


class Origin(unittest.TestCase):
    def test_is_told_by_the_sources_that_were_taught(self):
        rows = [row("1", source=name) for name in ("a", "b", "a (caption-uncertain, kept)")]
        found = slices_of(rows, [level(0)] * 3, {"a"})["origin"]
        learned, other = "sources it learned from", "other sources"
        self.assertEqual(found, [learned, other, learned])


class Sources(unittest.TestCase):
    def test_a_note_on_the_caption_makes_no_other_source(self):
        rows = [row("1", source=name) for name in ("a (x)", "a (x) (caption-uncertain, kept)")]
        self.assertEqual(slices_of(rows, [level(0)] * 2, set())["source"], ["a (x)", "a (x)"])


if __name__ == "__main__":
    unittest.main()
