"""Pins as a text that the browser keeps for its tab, so that they survive a reload.

They are choices and thinned curves, no weights: Open trains such a run to where it was. Drawn
points that are too many for a link stand beside it, as far as there is room. What comes back is
anyone's text, so `restored` takes nothing from it but numbers within bounds and links that
can be opened here.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data.drawn import EXAMPLE
from mlpviz.engine.faults import FaultsError
from mlpviz.limits import require_allowed
from mlpviz.links import drawn
from mlpviz.links.drawn import POINTS as DRAWN_POINTS
from mlpviz.links.reading import parsed
from mlpviz.links.text import encoded
from mlpviz.words import rounded
from mlpviz.workbench.linked_run import PRESET, asked_run
from mlpviz.workbench.own_data.links import Find, nothing, run_query
from mlpviz.workbench.train.pins import Pin

POINTS = 80  # of a curve
DRAWN = "points"  # of an entry
LATEST = 10**9  # epoch
LETTERS = 30_000  # of such drawn points, of all pins: the board sends no more than twice as much
CURVES = ("train_loss", "test_loss", "train_score", "test_score")


def stored(pins: Sequence[Pin]) -> str:
    """The text of all pins; those whose drawn points are too many are without them, and end."""
    entries, room = [], LETTERS
    for pin in pins:
        points = _beside(pin)
        kept = points if len(points) <= room else ""
        room -= len(kept)
        entries.append(_plain(pin, kept))
    return json.dumps(entries, allow_nan=False)


def restored(text: str, most: int, find: Find = nothing) -> list[Pin]:
    """The pins of such a text, ``most`` at most, without what is none or not allowed here.

    A pin of data of one's own is one as long as ``find`` has them.
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return []
    pins: dict[int, Pin] = {}
    for entry in told if isinstance(told, list) else []:
        try:
            pin = _pin(entry, most, find)
        except (FaultsError, KeyError, OverflowError, TypeError, ValueError):
            continue
        pins.setdefault(pin.number, pin)
    return list(pins.values())


def _beside(pin: Pin) -> str:
    """The drawn points of a pin that its link cannot hold; empty if it can."""
    options = pin.config.dataset_options
    return str(options[DRAWN_POINTS]) if drawn.too_many(options) else ""


def _plain(pin: Pin, points: str) -> dict[str, Any]:
    preset = {} if pin.preset is None else {PRESET: pin.preset}
    n = len(pin.epoch)
    some = np.unique(np.linspace(0, n - 1, min(n, POINTS)).astype(int))
    curves: dict[str, Any] = {name: _texts(getattr(pin, name)[some]) for name in CURVES}
    config = pin.config
    if points:
        config = config.changed(dataset_options={DRAWN_POINTS: EXAMPLE})
        curves[DRAWN] = points
    link = encoded(run_query(config) | preset)
    return {"number": pin.number, "link": link, "epoch": pin.epoch[some].tolist(), **curves}


def _texts(values: Array) -> list[float | None]:
    """Numbers of six digits; None for what is not finite, which JSON lacks."""
    return [rounded(value, 6) if np.isfinite(value) else None for value in values]


def _pin(entry: Mapping[str, Any], most: int, find: Find) -> Pin:
    """The pin of an entry. Raises some error if it is none."""
    number, link, epochs = entry["number"], entry["link"], entry["epoch"]
    if not isinstance(link, str):
        raise TypeError
    if type(number) is not int or not 0 <= number < most:
        raise ValueError
    if not isinstance(epochs, list) or not 1 <= len(epochs) <= POINTS:
        raise ValueError
    if any(type(epoch) is not int or not 0 <= epoch <= LATEST for epoch in epochs):
        raise ValueError
    if any(after <= before for before, after in pairwise(epochs)):
        raise ValueError
    config, preset, faults, _ = asked_run(parsed(link.removeprefix("?")), find)
    if faults:
        raise FaultsError(faults)
    if DRAWN in entry:
        config = config.changed(dataset_options={DRAWN_POINTS: entry[DRAWN]})
    require_allowed(config)
    own: dict[str, Any] = {"number": number, "moment": (-1, number), "preset": preset}
    own |= {name: _numbers(entry[name], len(epochs)) for name in CURVES}
    return Pin(config=config, epoch=np.array(epochs), **own)


def _numbers(values: Any, n: int) -> Array:
    if not isinstance(values, list) or len(values) != n:
        raise ValueError
    if any(value is not None and type(value) not in (int, float) for value in values):
        raise TypeError
    found = np.array([np.nan if value is None else value for value in values], dtype=float)
    return np.where(np.isfinite(found), found, np.nan)
