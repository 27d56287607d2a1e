"""Points that were drawn by hand, as a text that a config and a link hold: four characters a point.

A point is 24 bits: 11 for x1, 11 for x2, from -2 in steps of 1/512, and 2 for its class. They are
written in the base64 for addresses (RFC 4648, section 5), whose characters need no escapes.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data.errors import DataError
from mlpviz.data.spec import Floats, Labels, RawData
from mlpviz.engine.arguments import as_numbers
from mlpviz.engine.faults import Fault, show
from mlpviz.words import counted, whole

CLASSES = ("A", "B", "C", "D")
MOST = 2000  # points of a drawing
IN_LINK = 800  # of these that a link holds, beside all else
LOW, STEP, PLACES = -2.0, 1 / 512, 2048
HIGH = LOW + (PLACES - 1) * STEP
CHARACTERS = 4  # a point
FAR = 0.9  # of the plane that a set of points takes which is made to fit
STRANGE = re.compile(r"[^A-Za-z0-9_-]")
LEFT_OUT = "left-out.{}"  # what a link says instead of too many points
SAYS_LEFT_OUT = re.compile(r"left-out\.(\d{1,9})", re.ASCII)
EXAMPLE = (
    "IDX4UxSJ33akgL2wR5soyOVsQtRhUOPYqlTBtqVYaFUBVLSddeLMWVVlUxJFHpO0TfuIuE4NN9n45y_svTo4sLXF"
    "bYmZl4P0kj0UpLR5kKkFdIlNbqMAwCUIYBQNTIthuRssikkBWGux4zOwrnSxExHMGwk0nWpBGmscVWwVs2ytV7YV"
    "l8mts63tkWNE1GcI1IkgUQzdWFUpnRWJLgeY6OssWXStehysLsk0UWwRYRS1Y8PYTczJpoPIUTX9E29kHs64nJUZ"
    "szTRug1pGSzk6O3wf6iR5iz4OqTAITecsWQsXqPEfmnBq0uxGDKURWQ0X4qd75GI4OqkoxP5jyidW7RFWZThq5U5"
    "sZWZxrlspjvgVzwEp9SxK9hURe6FrFTVaZzgo5UFeOlB4gkcX7QZnQpBpYpt6448hB2cLli4tNrwZh0czpkIiyM8"
    "YVTBs0vRn_usrvYVxflUIokE4ZJsa2khj_ZNE654bkr5SFpMNoYs3FTk2xcwssuhhCMspCrhZWpVINUUVivhn1Qp"
)


class Drawing(NamedTuple):
    """Points X [n, 2] of the square from -2 to 2 and their classes [n], 0..3."""

    X: Floats
    labels: Labels

    @property
    def n_classes(self) -> int:
        """How many classes there are, those without a point before the last one included."""
        return int(self.labels.max()) + 1 if len(self.labels) else 0


def encode_points(X: object, labels: object) -> str:
    """The text of points X [n, 2] between -2 and 2 and their classes [n], 0 to 3.

    Each coordinate is rounded to 1/512. Raises DataError for points outside of that square,
    classes that there are not, and more than 2,000 points.
    """
    points, classes = (
        np.asarray(as_numbers(name, value, np.float64))
        for name, value in (("X", X), ("labels", labels))
    )
    if points.ndim != 2 or points.shape[1] != 2 or classes.shape != points.shape[:1]:
        message = (
            f"X has shape {points.shape} and labels {classes.shape}: need [n, 2] and [n], two "
            "coordinates and a class for every point."
        )
        raise DataError([Fault("X", points.shape, message)])
    _require_few("X", len(points))
    inside = (np.abs(points) <= -LOW).all(axis=1)  # NaN is not
    if not inside.all():
        first = int(np.argmin(inside))
        place = tuple(points[first].tolist())
        message = (
            f"X has {show(place)} at point {first}, counted from 0: a drawing reaches from -2 to "
            "2. Move and scale the points first."
        )
        raise DataError([Fault("X", place, message)])
    known = np.isin(classes, np.arange(len(CLASSES)))
    if not known.all():
        value = float(classes[int(np.argmin(known))])
        message = f"labels have {show(value)}: a drawing has classes 0 to {len(CLASSES) - 1}."
        raise DataError([Fault("labels", value, message)])
    places = np.minimum(np.rint((points - LOW) / STEP), PLACES - 1).astype(np.uint32)
    return _written(places, classes.astype(np.uint32))


def decode_points(text: object) -> Drawing:
    """The points and classes of a text, as ``encode_points`` makes it.

    They may be too few to be trained on, which a ``RunConfig`` says. Raises DataError for what can
    be no drawing.
    """
    if fault := _text_fault("points", text):
        raise DataError([fault])
    return _read(str(text))


def drawing_fault(field: str, text: object) -> Fault | None:
    """Why a text is no drawing that can be trained on; None if it is one."""
    if not isinstance(text, str) or len(text) > CHARACTERS * MOST:
        return _text_fault(field, text)
    return _judged(field, text)


@lru_cache(maxsize=64)  # a config is asked for its row with every frame
def _judged(field: str, text: str) -> Fault | None:
    """The same of a text that is not too long."""
    if fault := _text_fault(field, text):
        return fault
    counts = sizes(text)
    if not any(counts):
        must = "has no points: draw some of two classes at least."
    elif sum(map(bool, counts)) == 1:
        must = (
            f"are all of class {CLASSES[len(counts) - 1]}, {counted(counts[-1], 'point')}: draw "
            "some of another class, too."
        )
    elif not all(counts):
        empty, last = CLASSES[counts.index(0)], CLASSES[len(counts) - 1]
        must = (
            f"have none of class {empty}, and {whole(counts[-1])} of {last}: draw some of {empty}, "
            f"or draw those of {last} as {empty}."
        )
    else:
        return None
    return Fault(field, text, f"{field} {must}")


@lru_cache(maxsize=64)
def sizes(text: str) -> tuple[int, ...]:
    """How many points each class of the text of a drawing has, up to the last one that has any."""
    return tuple(np.bincount(_read(text).labels.astype(np.intp)).tolist())


def words(text: str) -> str:
    """A drawing in short, for a label: ``12 A, 30 B (3f9a)``, of which the last tells it apart."""
    counts = ", ".join(f"{whole(n)} {name}" for name, n in zip(CLASSES, sizes(text), strict=False))
    return f"{counts} ({blake2b(text.encode(), digest_size=2).hexdigest()})"


def load(_seed: int, points: str) -> RawData:
    """The points of a legal text as they were drawn: nothing is drawn by lot."""
    X, labels = _read(points)
    return RawData(X, labels, ("x1", "x2"), CLASSES[: len(sizes(points))])


def fitted(X: Array) -> Array:
    """Points X [n, 2] moved and scaled, x1 and x2 alike, to fill nine tenths of the square."""
    low, high = X.min(axis=0), X.max(axis=0)
    scale = FAR * -LOW / max(float((high - low).max()) / 2, 1e-300)
    moved: Array = (X - (low + high) / 2) * scale
    return moved


def _text_fault(field: str, text: object) -> Fault | None:
    """Why ``text`` can be no drawing; it is not decoded for that."""
    if not isinstance(text, str):
        must = "must be a text, as mlpviz.data.encode_points makes it."
        return Fault(field, text, f"{field} = {show(text)} {must}")
    if told := SAYS_LEFT_OUT.fullmatch(text):
        must = (
            f"are left out: they were {counted(int(told[1]), 'point')}, and a link holds at most "
            f"{whole(IN_LINK)}. Draw has them still in the tab where they were drawn; else draw "
            "anew, or have the run saved as a file there."
        )
    elif len(text) > CHARACTERS * MOST:
        must = f"are {whole(len(text) // CHARACTERS)}: draw at most {whole(MOST)}."
    elif strange := STRANGE.search(text):
        must = (
            f"has {show(strange[0])} at character {strange.start() + 1}, and is written with "
            "letters, digits, - and _ alone. Copy the whole text again."
        )
    elif len(text) % CHARACTERS:
        must = (
            f"has {counted(len(text), 'character')}, and a point takes {CHARACTERS}: the text is "
            "cut off. Copy the whole text again."
        )
    else:
        return None
    return Fault(field, text, f"{field} {must}")


def _require_few(field: str, n: int) -> None:
    if n > MOST:
        message = f"{field}: {counted(n, 'point')} are too many, draw at most {whole(MOST)}."
        raise DataError([Fault(field, n, message)])


def _written(places: Array, classes: Array) -> str:
    bits = places[:, 0] << 13 | places[:, 1] << 2 | classes
    three = np.stack([bits >> 16, bits >> 8 & 255, bits & 255], axis=1).astype(np.uint8)
    return urlsafe_b64encode(three.tobytes()).decode("ascii")


def _read(text: str) -> Drawing:
    three = np.frombuffer(urlsafe_b64decode(text), np.uint8).reshape(-1, 3).astype(np.int64)
    bits = three[:, 0] << 16 | three[:, 1] << 8 | three[:, 2]
    places = np.stack([bits >> 13, bits >> 2 & (PLACES - 1)], axis=1)
    return Drawing(LOW + places * STEP, bits & 3)
