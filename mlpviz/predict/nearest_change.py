"""The smallest step along an input's gradient that changes a network's answer."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.predict.gradients import Model

STEPS = 96  # lengths that are tried on a line, each so many percent longer than the last
SHORTEST = 1e-4  # of the longest
CUTS, ROUNDS = 32, 5  # in which the place of a change is narrowed down
DIAMETERS = 10.0


class Change(NamedTuple):
    """An input that is answered otherwise, and the way to it.

    ``x`` [d] is the changed input, ``step`` [d] what was added, ``length`` its Euclidean norm;
    ``before`` and ``after`` are the classes that are answered.
    """

    x: Array
    step: Array
    length: float
    before: int
    after: int


Decide = Callable[[Array], Array]  # from logits [n, k] to classes [n]


def nearest_change(
    model: Model,
    x: Array,
    decide: Decide,
    low: Array,
    high: Array,
    to: int | None = None,
) -> Change | None:
    """The smallest step from x [d], along a gradient, to an input with another answer.

    For each other class j (only for ``to``, if that is given) the direction is the gradient in x of
    the difference of logits, z_j - z_answer; of a single logit, up or down, its own. Along it
    lengths are tried, 10% apart, up to as far as ``low`` and ``high`` [d] let any entry go, or ten
    times the distance from low to high, and what passes these bounds stays on them; the place of
    the first change is then narrowed down to a ten millionth of that. The direction stays that at
    x, so for a linear network without bounds in the way no shorter step of any direction changes
    the answer (Moosavi-Dezfooli, Fawzi and Frossard, "DeepFool", 2016); for deeper ones a shorter
    one may exist.

    None if no such step does, or the gradient is 0 or not finite.
    """
    z, G = model.gradients(x[None])
    answer = int(decide(z)[0])
    lines = [
        line
        for target, direction in _directions(G[0], answer).items()
        if to in (None, target)
        and (line := _line(model, x, direction, decide, low, high, answer)) is not None
    ]
    best: Change | None = None
    for line in sorted(lines, key=lambda line: line.least):
        if best is not None and line.least >= best.length:
            break  # nor will the others be shorter
        change = _narrowed(model, x, line, decide, answer)
        if to in (None, change.after) and (best is None or change.length < best.length):
            best = change
    return best


def _directions(G: Array, answer: int) -> dict[int, Array]:
    """By the class that it leads to: how an input is to be changed, from gradients [k, d]."""
    if len(G) == 1:
        return {1 - answer: G[0] if answer == 0 else -G[0]}
    return {other: G[other] - G[answer] for other in range(len(G)) if other != answer}


class _Line(NamedTuple):
    """A line along which the answer changes between the lengths ``near`` and ``far``.

    ``moved(lengths)`` are inputs [n, d] on it; ``least`` is how far the one at ``near`` is.
    """

    moved: Callable[[Array], Array]
    near: float
    far: float
    least: float


def _line(
    model: Model,
    x: Array,
    direction: Array,
    decide: Decide,
    low: Array,
    high: Array,
    answer: int,
) -> _Line | None:
    """Where the answer first changes along a line that is bent at the bounds, roughly."""
    size = float(np.linalg.norm(direction))
    if not (np.isfinite(size) and size > 0.0):
        return None
    unit = direction / size
    room = np.where(unit > 0.0, high - x, x - low)[unit != 0.0] / np.abs(unit[unit != 0.0])
    longest = float(min(room.max(initial=0.0), DIAMETERS * np.linalg.norm(high - low)))
    if longest <= 0.0:
        return None
    least, most = np.minimum(low, x), np.maximum(high, x)

    def moved(lengths: Array) -> Array:
        inputs: Array = np.clip(x + lengths[:, None] * unit, least, most)
        return inputs

    lengths = longest * np.geomspace(SHORTEST, 1.0, STEPS)
    other = np.flatnonzero(decide(model.logits(moved(lengths))) != answer)
    if not other.size:
        return None
    first = int(other[0])
    near, far = (0.0 if first == 0 else float(lengths[first - 1])), float(lengths[first])
    return _Line(moved, near, far, float(np.linalg.norm(moved(np.array([near])) - x)))


def _narrowed(model: Model, x: Array, line: _Line, decide: Decide, answer: int) -> Change:
    """The change itself, between both ends that are known."""
    near, far = line.near, line.far
    for _ in range(ROUNDS):
        cuts = np.linspace(near, far, CUTS + 1)
        changed = decide(model.logits(line.moved(cuts[1:]))) != answer
        place = int(changed.argmax()) if changed.any() else CUTS - 1
        near, far = float(cuts[place]), float(cuts[place + 1])
    there = line.moved(np.array([far]))[0]
    after = int(decide(model.logits(there[None]))[0])
    return Change(there, there - x, float(np.linalg.norm(there - x)), answer, after)
