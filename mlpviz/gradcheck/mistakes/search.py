"""Which mistakes give a gradient? Every one is run, line by line, from the last layer down.

A line of a backward pass is judged by what the lines above it really gave. Where the right line
does not give the numbers under test, each mistake that can stand in it is run, and two at once;
what gives them is kept, and the search goes on below with the delta that it makes. So any mistakes
that stand in different lines are found together, in the time of a few passes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.amounts import joined, solved
from mlpviz.gradcheck.mistakes.backward import RIGHT, Steps
from mlpviz.gradcheck.mistakes.case import (
    LINE,
    OUTPUT,
    PRODUCT,
    STEP,
    WHOLE,
    Case,
    Choice,
    Choices,
    Line,
    Placed,
    spoilt,
)
from mlpviz.gradcheck.mistakes.table import MISTAKES

PATHS = 6  # explanations that are followed at once
UNKNOWN = 3  # what a line that nothing explains counts for beside one that a mistake does
MOST_PRODUCTS = 1e9  # in pairs within a line; some tenths of a second


@dataclass(frozen=True, eq=False)
class Path:
    """Lines explained from the last layer down: what stands in each, and the deltas."""

    lines: Mapping[Line, Choices]
    deltas: Mapping[int, Array]
    unknown: tuple[Line, ...] = ()
    cost: int = 0


def placed(name: str, case: Case, make: Callable[[Steps], Mapping[str, Array]]) -> Iterator[Placed]:
    """A mistake with every amount that it may have; ``make`` gives the gradients it is seen in."""
    row = MISTAKES[name]
    if not row.solved:
        yield from (Placed(name, amount) for amount in row.amounts or (None,))
        return
    names = list(make(RIGHT))
    aim = joined([case.actual[name] for name in names])

    def at(amount: float) -> Array:
        made = make(row.program(amount))
        return joined([made[name] for name in names])

    found: list[float] = []
    starts = row.amounts
    if spoilt(name) & WHOLE:  # clipped to one of these
        starts = (*starts, float(np.abs(aim).max()), float(np.linalg.norm(aim)))
    for start in starts:
        amount = solved(at, aim, float(start)) if start else None
        if amount is not None and not any(np.isclose(amount, other, 1e-6) for other in found):
            found.append(amount)
            yield Placed(name, amount)


def explain(case: Case) -> list[Path]:
    """The paths that explain the gradient under test with the fewest mistakes, or go farthest."""
    paths = [Path({}, {})]
    for layer in range(case.work.depth, 0, -1):
        grown = [new for path in paths for new in _grown(case, path, layer)]
        if not grown:  # the delta itself comes from nowhere
            return [
                replace(path, unknown=(*path.unknown, Line("delta", layer)), cost=path.cost + 9)
                for path in paths
            ]
        least = min(path.cost for path in grown)
        paths = sorted((p for p in grown if p.cost <= least + 1), key=lambda p: p.cost)[:PATHS]
    return paths


def _grown(case: Case, path: Path, layer: int) -> list[Path]:
    """The path with one more layer, for each delta that explains some of its gradients.

    The right delta is taken with any mistakes in the lines that use it, another one if at least one
    of these lines is right; if there is none, with one mistake in each.
    """
    right, singles, pairs = _deltas(case, path, layer)
    first = _lines(case, path, layer, right, [()])
    if first is not None and first.cost == path.cost:
        return [first]
    grown, tried = [first], list(singles)
    for several in (tried, pairs):
        anchored = [(choice, delta) for choice, delta in several if _anchored(case, layer, delta)]
        grown += [_lines(case, path, layer, *each) for each in _unlike(anchored)]
        if any(new is not None for new in grown):
            break
    else:
        grown += [_lines(case, path, layer, *each, strict=True) for each in _unlike(tried)]
    return [new for new in grown if new is not None]


def _anchored(case: Case, layer: int, delta: Array) -> bool:
    """Whether a delta gives one of its layer's gradients, by a line that is right."""
    return any(
        case.begins_alike(name, delta) and case.alike(name, case.line(name, delta, RIGHT))
        for name in case.names(layer)
    )


Made = tuple[Choice, Array]  # mistakes, and the delta that they make


def _unlike(made: Iterable[Made]) -> list[tuple[Array, list[Choice]]]:
    """Deltas that differ, each with all mistakes that make it."""
    found: list[tuple[Array, list[Choice]]] = []
    for choice, delta in made:
        same = next((own for other, own in found if _same(other, delta)), None)
        if same is None:
            found.append((delta, [choice]))
        else:
            same.append(choice)
    return found


def _same(one: Array, other: Array) -> bool:
    size = max(float(np.abs(one).max()), 1e-300)
    return bool(np.all(np.abs(one - other) <= 1e-12 * size))


def _deltas(case: Case, path: Path, layer: int) -> tuple[Array, Iterator[Made], Iterator[Made]]:
    """The right delta of a layer, those of each mistake, and those of each two of them."""
    work, top = case.work, layer == case.work.depth
    names = case.rows[OUTPUT if top else STEP]

    def make(steps: Steps) -> Array:
        if top:
            return work.last_delta(steps)
        own = case.actual[f"W{layer + 1}"]  # the program's own gradient
        return work.delta(layer, path.deltas[layer + 1], own, steps)

    def seen(steps: Steps) -> dict[str, Array]:
        delta = make(steps)
        return {name: case.line(name, delta, RIGHT) for name in case.names(layer)}

    def singles() -> Iterator[Made]:
        for each in (each for name in names for each in placed(name, case, seen)):
            yield (each,), make(each.steps)

    def pairs() -> Iterator[Made]:
        plain = [n for n in names if not MISTAKES[n].solved]
        every = [Placed(n, amount) for n in plain for amount in MISTAKES[n].amounts or (None,)]
        for one, two in combinations(every, 2):
            if not spoilt(one.name) & spoilt(two.name):
                yield (one, two), make(one.steps | two.steps)

    return make(RIGHT), singles(), pairs()


def _lines(
    case: Case, path: Path, layer: int, delta: Array, made_by: Choices, *, strict: bool = False
) -> Path | None:
    """The path with what stands in a layer's W and b.

    None if the delta explains neither, or, if ``strict``, not both.
    """
    if not np.isfinite(delta).all():
        return None
    lines: dict[Line, Choices] = {}
    unknown, cost = list(path.unknown), path.cost + len(made_by[0])
    names = case.names(layer)
    for name in names:
        line = Line(name[0], layer)
        choices = _choices(case, name, delta, pairs=not strict)
        if choices:
            lines[line] = choices
            cost += len(choices[0])
        elif strict or len(names) == 1:
            return None
        else:
            unknown.append(line)
            cost += UNKNOWN
    if not lines:
        return None
    lines[Line("delta", layer)] = made_by
    deltas = {**path.deltas, layer: delta}
    return Path({**path.lines, **lines}, deltas, tuple(unknown), cost)


def _choices(case: Case, name: str, delta: Array, *, pairs: bool) -> list[Choice]:
    """What can stand in a line: nothing if it is right, else all mistakes that give it."""
    if case.alike(name, case.line(name, delta, RIGHT)):
        return [()]
    found: list[Choice] = []
    single: list[Placed] = []
    for mistake in case.rows[LINE]:
        seen = lambda steps: {name: case.line(name, delta, steps)}  # noqa: E731
        for each in placed(mistake, case, seen):
            single += [] if each.row.solved else [each]
            if case.alike(name, case.line(name, delta, each.steps)):
                found.append((each,))
    known = [choice for choice in found if not choice[0].row.solved] or found
    cost = float(case.actual[name].size) * len(delta) * len(single) ** 2
    if known or not pairs or cost > MOST_PRODUCTS:
        return known
    return [
        (one, two)
        for one, two in combinations(single, 2)
        if bool(spoilt(one.name) & PRODUCT) is not bool(spoilt(two.name) & PRODUCT)
        and case.alike(name, case.line(name, delta, one.steps | two.steps))
    ]
