"""python -m unittest: the standard library alone."""

import json
import tempfile
import unittest
from pathlib import Path

from datasets import DataError, form_of, read_labelled


class Folder(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.data = Path(self.scratch.name) / "set"

    def put(self, name, content=""):
        file = self.data / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    def told(self):
        return {
            row["file"]: (row["part"], row["label"], row["person_area_fraction"])
            for row in read_labelled(self.data)
        }


class Folders(Folder):
    def test_an_empty_folder_says_what_it_should_hold(self):
        self.data.mkdir()
        with self.assertRaisesRegex(DataError, r"person/ and noperson/.*COCO.*VOC"):
            form_of(self.data)

    def test_one_label_alone_is_refused(self):
        self.put("person/a.jpg")
        with self.assertRaisesRegex(DataError, "no picture labelled noperson"):
            read_labelled(self.data)

    def test_two_folders_are_for_training(self):
        self.put("person/a.jpg")
        self.put("noperson/b.JPEG")
        self.put("noperson/notes.txt")
        self.assertEqual(
            self.told(),
            {"person/a.jpg": ("train", "1", ""), "noperson/b.JPEG": ("train", "0", "")},
        )

    def test_parts_are_kept_apart(self):
        self.put("train/person/a.jpg")
        self.put("test/noperson/b.jpg")
        self.assertEqual([part for part, _, _ in self.told().values()], ["train", "test"])


class Manifest(Folder):
    def test_columns_come_through(self):
        self.put(
            "manifest.csv",
            "file,source,label,person_area_fraction,licence\n"
            "test/person/a.jpg,there,1,0.25,free\ntest/noperson/b.jpg,there,0,0,free\n",
        )
        self.assertEqual(self.told()["test/person/a.jpg"], ("test", "1", "0.25"))


class Coco(Folder):
    def annotate(self, name, boxes, categories=({"id": 1, "name": "person"}, {"id": 2, "name": "dog"})):
        images = [
            {"id": at, "file_name": f"{at}.jpg", "width": 100, "height": 100, "license": 4}
            for at in range(len(boxes))
        ]
        annotations = [
            {"image_id": at, "category_id": kind, "bbox": [0, 0, width, height], "iscrowd": crowd}
            for at, people in enumerate(boxes)
            for kind, width, height, crowd in people
        ]
        self.put(
            f"annotations/instances_{name}.json",
            json.dumps(
                {
                    "images": images,
                    "annotations": annotations,
                    "categories": list(categories),
                    "licenses": [{"id": 4, "name": "CC BY 2.0"}],
                }
            ),
        )

    def test_half_a_percent_is_a_person_and_less_is_not(self):
        (self.data / "train2017").mkdir(parents=True)
        self.annotate("train2017", [[(1, 5, 10, 0)], [(1, 7, 7, 0)], [(2, 90, 90, 0)], []])
        self.assertEqual(
            self.told(),
            {
                "train2017/0.jpg": ("train", "1", "0.005000"),
                "train2017/1.jpg": ("train", "0", ""),
                "train2017/2.jpg": ("train", "0", ""),
                "train2017/3.jpg": ("train", "0", ""),
            },
        )

    def test_the_largest_person_counts_and_so_does_a_crowd(self):
        (self.data / "images/val2017").mkdir(parents=True)
        self.annotate("val2017", [[(1, 1, 1, 0), (1, 50, 50, 1)], []])
        self.assertEqual(self.told()["images/val2017/0.jpg"], ("test", "1", "0.250000"))

    def test_licences_are_named(self):
        (self.data / "train2017").mkdir(parents=True)
        self.annotate("train2017", [[(1, 50, 50, 0)], []])
        self.assertEqual({row["licence"] for row in read_labelled(self.data)}, {"CC BY 2.0"})

    def test_missing_pictures_are_told(self):
        self.annotate("train2017", [[(1, 50, 50, 0)], []])
        with self.assertRaisesRegex(DataError, "train2017"):
            read_labelled(self.data)

    def test_no_category_for_people_is_told(self):
        (self.data / "train2017").mkdir(parents=True)
        self.annotate("train2017", [[]], categories=[{"id": 2, "name": "dog"}])
        with self.assertRaisesRegex(DataError, "person"):
            read_labelled(self.data)


class Voc(Folder):
    def annotate(self, name, *people):
        objects = "".join(
            f"<object><name>person</name><difficult>{difficult}</difficult><bndbox><xmin>1</xmin>"
            f"<ymin>1</ymin><xmax>{1 + width}</xmax><ymax>{1 + height}</ymax></bndbox></object>"
            for width, height, difficult in people
        )
        self.put(
            f"Annotations/{name}.xml",
            f"<annotation><filename>{name}.jpg</filename><size><width>100</width>"
            f"<height>100</height></size>{objects}</annotation>",
        )

    def test_boxes_decide_and_a_list_names_the_test(self):
        self.annotate("a", (50, 20, 0))
        self.annotate("b", (10, 10, 1))
        self.annotate("c")
        self.put("ImageSets/Main/val.txt", "b\n")
        self.assertEqual(
            self.told(),
            {
                "JPEGImages/a.jpg": ("train", "1", "0.100000"),
                "JPEGImages/b.jpg": ("test", "1", "0.010000"),
                "JPEGImages/c.jpg": ("train", "0", ""),
            },
        )


if __name__ == "__main__":
    unittest.main()
