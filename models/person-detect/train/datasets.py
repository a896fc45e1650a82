"""Labelled pictures in the forms that people keep them in; the standard library alone.

A row has `file` (from the folder), `part` (train or test), `label` ("1" where a person covers at
least 0.5 % of the picture, the rule of Visual Wake Words, else "0"), `person_area_fraction` (of the
largest person, "" where it is unknown), `source` and `licence` ("" where nothing is stated).

manifest  manifest.csv with such columns; the part is the first folder of `file`
folders   person/ and noperson/, by themselves or in train/ and test/
coco      annotations/instances_PART.json, the pictures in PART/ or images/PART/; a part with "val"
          or "test" in its name is for the test. Crowds of people count as people.
voc       Annotations/*.xml and JPEGImages/; ImageSets/Main/test.txt, or val.txt, names the test.
          People marked difficult count as people.
"""

import csv
import json
import xml.etree.ElementTree as ElementTree
from contextlib import contextmanager
from pathlib import Path

AREA_MIN = 0.005
FORMS = ("manifest", "folders", "coco", "voc")
LABELS = {"person": "1", "noperson": "0"}
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png")


class DataError(Exception):
    """What is wrong with a folder of pictures, and what it should hold."""


@contextmanager
def data_errors_told():
    """Ends a command that cannot use its pictures with the reason, and without a traceback."""
    try:
        yield
    except DataError as error:
        raise SystemExit(f"error: {error}") from None


def form_of(data):
    """By what lies there. Raises DataError."""
    if (data / "manifest.csv").is_file():
        return "manifest"
    if any((data / "annotations").glob("instances_*.json")):
        return "coco"
    if (data / "Annotations").is_dir():
        return "voc"
    if any((data / part / "person").is_dir() for part in ("", "train", "test")):
        return "folders"
    raise DataError(
        f"{data} has no manifest.csv, no person/ and noperson/, no annotations/instances_*.json "
        "(COCO) and no Annotations/ (VOC)"
    )


def read_labelled(data, form=None):
    """The rows of a folder, at least one of each label. Raises DataError."""
    data = Path(data)
    readers = {"manifest": of_manifest, "folders": of_folders, "coco": of_coco, "voc": of_voc}
    rows = list(readers[form or form_of(data)](data))
    check_labels(rows, data)
    return rows


def check_labels(rows, whole):
    """At least one row of each label. Raises DataError, which says what the rows are by `whole`."""
    for name, label in LABELS.items():
        if not any(row["label"] == label for row in rows):
            raise DataError(f"{whole} has no picture labelled {name}")


def source_of(row):
    """The collection behind a row; a note in brackets tells one repository's collections apart."""
    return row["source"].split(" (caption-uncertain")[0]


def row(file, part, area, source, licence="", label=None):
    if label is None:
        label = "1" if area >= AREA_MIN else "0"
    known = "" if area is None or label == "0" else f"{area:.6f}"
    return {
        "file": file,
        "part": part,
        "label": label,
        "person_area_fraction": known,
        "source": source,
        "licence": licence,
    }


def of_manifest(data):
    with open(data / "manifest.csv", newline="", encoding="utf-8") as file:
        for one in csv.DictReader(file):
            yield {**one, "part": one["file"].split("/")[0]}


def of_folders(data):
    for part in ("", "train", "test"):
        for name, label in LABELS.items():
            for picture in sorted((data / part / name).glob("*")):
                if picture.suffix.lower() in PICTURE_SUFFIXES:
                    file = picture.relative_to(data).as_posix()
                    yield row(file, part or "train", None, data.name, label=label)


def of_coco(data):
    for file in sorted((data / "annotations").glob("instances_*.json")):
        name = file.stem.removeprefix("instances_")
        folder = next((f for f in (f"images/{name}", name) if (data / f).is_dir()), None)
        if folder is None:
            raise DataError(f"{file} is there, but neither {data / name} nor {data / 'images' / name}")
        part = "test" if "val" in name or "test" in name else "train"
        document = json.loads(file.read_text(encoding="utf-8"))
        licences = {one["id"]: one["name"] for one in document.get("licenses", [])}
        areas = coco_areas(document)
        for image in document["images"]:
            whole = image["width"] * image["height"]
            area = areas.get(image["id"], 0) / whole
            licence = licences.get(image.get("license"), "")
            yield row(f"{folder}/{image['file_name']}", part, area, "COCO", licence)


def coco_areas(document):
    """Of the largest person's box in each picture, in pixels."""
    people = {one["id"] for one in document["categories"] if one["name"] == "person"}
    if not people:
        raise DataError('COCO annotations without a category "person"')
    areas = {}
    for one in document["annotations"]:
        if one["category_id"] in people:
            _, _, width, height = one["bbox"]
            areas[one["image_id"]] = max(areas.get(one["image_id"], 0), width * height)
    return areas


def of_voc(data):
    test = voc_test(data)
    for file in sorted((data / "Annotations").glob("*.xml")):
        root = ElementTree.parse(file).getroot()
        size = root.find("size")
        if size is None:
            raise DataError(f"{file} does not tell the picture's size")
        whole = int(size.findtext("width")) * int(size.findtext("height"))
        boxes = [o.find("bndbox") for o in root.iter("object") if o.findtext("name") == "person"]
        area = max((voc_area(box) for box in boxes), default=0) / whole
        part = "test" if file.stem in test else "train"
        yield row(f"JPEGImages/{root.findtext('filename')}", part, area, "VOC")


def voc_area(box):
    left, top, right, bottom = (
        float(box.findtext(side)) for side in ("xmin", "ymin", "xmax", "ymax")
    )
    return (right - left) * (bottom - top)


def voc_test(data):
    for name in ("test", "val"):
        listed = data / "ImageSets/Main" / f"{name}.txt"
        if listed.is_file():
            return {line.split()[0] for line in listed.read_text().splitlines() if line.strip()}
    return set()
