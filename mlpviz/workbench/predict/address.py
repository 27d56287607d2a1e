"""The Predict page's choices in its address: each as a text, and read back from one.

An input of one's own is said as far as it differs from the sample: ``2_4.7~3_1.4`` are the values
of features 2 and 3, from 0. A drawing is its bits, packed by zlib, in the base64 for addresses
(RFC 4648, section 5).
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from mlpviz.data import Dataset
from mlpviz.engine.faults import Fault, FaultsError, require_known, show
from mlpviz.predict.drawing import PADS, WORDS
from mlpviz.predict.measures import BINS
from mlpviz.words import all_digits, counted
from mlpviz.workbench.predict.reach import reach
from mlpviz.workbench.predict.session import WRONG, Predict, Values

SAMPLE, BETWEEN, IS = "sample", "~", "_"
ANY, WRONG_NAME = "any", "wrong"
LOOKS = ("contributions", "gradient")
IN_LINK = 1500  # characters of an input that a link holds, beside all else
SLACK = 1e-6  # of a slider: on another processor its ends are others by a bit
BYTES = 4 * WORDS  # of a drawing


class Said(NamedTuple):
    """A choice as a text; ``read`` raises FaultsError for a wrong one."""

    write: Callable[[Predict, Dataset], str]
    read: Callable[[Predict, Dataset, str], None]


def _write_input(own: Predict, dataset: Dataset) -> str:
    values = own.settled
    if values is None or (dataset.image_shape and dataset.name not in PADS):
        return SAMPLE
    text = _packed(values) if dataset.image_shape else _moved(values, own, dataset)
    return text if text and len(text) <= IN_LINK else SAMPLE


def _read_input(own: Predict, dataset: Dataset, text: str) -> None:
    if text == SAMPLE:
        own.look_at(own.sample)
        return
    if len(text) > IN_LINK:
        message = f"input = {show(text)} has {counted(len(text), 'character')}: at most {IN_LINK}."
        raise FaultsError([Fault("input", text, message)])
    try:
        found = _unpacked(text, dataset) if dataset.image_shape else _put(text, own, dataset)
    except (ValueError, zlib.error):
        kind = "a drawing of these data" if dataset.image_shape else "features, such as 0_1.5~2_4.7"
        message = f"input = {show(text)} must be {SAMPLE}, or {kind}."
        raise FaultsError([Fault("input", text, message)]) from None
    own.values = own.settled = found


def _packed(values: Values) -> str:
    """The words of a drawing as a text; none without ink."""
    if not any(values):
        return ""
    bits = np.asarray(values, "<u4").tobytes()
    return urlsafe_b64encode(zlib.compress(bits, 9)).decode().rstrip("=")


def _unpacked(text: str, dataset: Dataset) -> Values:
    if dataset.name not in PADS or set(text) & set("+/="):
        raise ValueError
    packed = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    bits = zlib.decompressobj().decompress(packed, BYTES + 1)
    if len(bits) != BYTES:
        raise ValueError
    return tuple(np.frombuffer(bits, "<u4").tolist())


def _of_sample(own: Predict, dataset: Dataset) -> list[float]:
    row = min(own.sample, len(dataset.X_test) - 1)
    found: list[float] = dataset.raw_inputs(dataset.X_test[row : row + 1])[0].tolist()
    return found


def _moved(values: Values, own: Predict, dataset: Dataset) -> str:
    """The features whose values are not those of the sample."""
    pairs = zip(values, _of_sample(own, dataset), strict=True)
    moved = [f"{k}{IS}{all_digits(new)}" for k, (new, old) in enumerate(pairs) if new != old]
    return BETWEEN.join(moved)


def _put(text: str, own: Predict, dataset: Dataset) -> Values:
    """The sample's values with some of them replaced."""
    values, (low, high) = _of_sample(own, dataset), reach(dataset)
    for part in text.split(BETWEEN):
        place, _, number = part.partition(IS)
        value, k = float(number), int(place)
        if not 0 <= k < len(values):
            raise ValueError
        slack = SLACK * (high[k] - low[k])
        if not low[k] - slack <= value <= high[k] + slack:
            raise ValueError
        values[k] = float(np.clip(value, low[k], high[k]))
    return tuple(values)


def _choice(field: str, name: str, texts: Callable[[Dataset], dict[str, int | None]]) -> Said:
    """Which samples are listed: the ``field`` of ``Samples``, as ``name`` in an address."""

    def write(own: Predict, dataset: Dataset) -> str:
        value = getattr(own.samples, field)
        return next((text for text, known in texts(dataset).items() if known == value), ANY)

    def read(own: Predict, dataset: Dataset, text: str) -> None:
        known = texts(dataset)
        require_known(text, known, name)
        chosen: dict[str, int | None] = {field: known[text]}
        own.samples = replace(own.samples, **chosen)

    return Said(write, read)


def _numbers(count: int) -> dict[str, int | None]:
    return {ANY: None} | {str(k): k for k in range(count)}


def _classes(dataset: Dataset) -> dict[str, int | None]:
    return _numbers(dataset.n_classes if dataset.is_classification else 0)


def _write_look(own: Predict, _: Dataset) -> str:
    return LOOKS[own.gradient]


def _read_look(own: Predict, _: Dataset, text: str) -> None:
    require_known(text, LOOKS, "saw")
    own.gradient = text == LOOKS[True]


# By the parameter's name; the input is put on the sample, which is read before it.
SAID = {
    "input": Said(_write_input, _read_input),
    "truth": _choice("truth", "truth", _classes),
    "taken": _choice("answer", "taken", lambda data: {WRONG_NAME: WRONG} | _classes(data)),
    "sure": _choice("bin", "sure", lambda _: _numbers(BINS)),
    "saw": Said(_write_look, _read_look),
}
