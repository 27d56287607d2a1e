"""``Explanation``: the fewest mistakes that give a gradient, or where it ceases to be explained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes.amounts import joined
from mlpviz.gradcheck.mistakes.backward import RIGHT, Steps
from mlpviz.gradcheck.mistakes.case import LIKE, STEP, WHOLE, Case, Line, Placed
from mlpviz.gradcheck.mistakes.search import Path, explain, placed
from mlpviz.gradcheck.mistakes.table import MISTAKES
from mlpviz.words import number

MOST_TOGETHER = 3
ENOUGH = 2  # numbers beyond those that an amount can be fitted to


@dataclass(frozen=True)
class Found:
    """One mistake of an explanation.

    ``lines`` are those in which it stands, ``alone`` whether it could be seen in others, and is
    not there; ``amounts`` what was fitted, by line.
    """

    name: str
    lines: tuple[Line, ...] = ()
    alone: bool = False
    amounts: tuple[object, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """``together``: sets of mistakes, each of which gives all that is explained.

    ``unknown`` are the lines that are wrong and that nothing explains, the first one from the top
    first; all below a delta among them is unexplained, too.
    """

    together: tuple[tuple[Found, ...], ...] = ()
    unknown: tuple[Line, ...] = ()


def explained(case: Case) -> Explanation:
    """What gives the gradient under test: one mistake or several, all that are alike."""
    whole = [(Found(name, (), False, (amount,)),) for name, amount in _whole(case)]
    paths = explain(case)
    known = [path for path in paths if not path.unknown]
    sets = _simplest([each for path in known for each in _covers(case, path)])
    if whole:
        return Explanation(tuple(_simplest([*whole, *(s for s in sets if len(s) == 1)])))
    if not sets:
        sets = _times_a_constant(case)
    if sets:
        return Explanation(tuple(sets))
    best = min(paths, key=lambda path: path.cost)
    sets = _simplest(_covers(case, best)) if best.unknown else []
    unknown = best.unknown if best.unknown else _first_wrong(case)
    return Explanation(tuple(sets), unknown)


def _first_wrong(case: Case) -> tuple[Line, ...]:
    """The wrong parameters of the topmost layer that has any."""
    for layer in range(case.work.depth, 0, -1):
        wrong = [Line(n[0], layer) for n in case.names(layer) if case.wrong(n).any()]
        if wrong:
            return tuple(wrong)
    return ()


def _whole(case: Case) -> Iterator[Placed]:
    """Mistakes after the pass that give all gradients at once."""
    names, past = list(case.actual), case.remembered
    right = joined([case.right[name] for name in names])
    older, held = (
        (right, 0.0 * right)
        if past is None
        else [joined([part[name] for name in names]) for part in past]
    )
    ends = np.cumsum([case.right[name].size for name in names])
    case.between()

    def make(steps: Steps) -> dict[str, Array]:
        case.between()
        vector = steps.new_gradient(steps.weights(right, older), held)
        parts = zip(names, np.split(vector, ends[:-1]), strict=True)
        return {name: part.reshape(case.right[name].shape) for name, part in parts}

    for name in case.rows[WHOLE]:
        if MISTAKES[name].needs_step and past is None:
            continue
        for each in placed(name, case, make):
            made = make(each.steps)
            seen = any(np.any(_far(case, n, made[n], case.right[n])) for n in names)
            if seen and all(case.alike(n, made[n]) for n in names) and _proved(case, [each], names):
                yield each


def _far(case: Case, name: str, one: Array, other: Array) -> Array:
    far: Array = np.abs(one - other) > LIKE * case.slack[name]
    return far


def _proved(case: Case, fitted: Sequence[Placed], names: Sequence[str]) -> bool:
    """Whether more numbers are wrong than amounts were fitted to them."""
    count = sum(int(np.count_nonzero(case.wrong(name))) for name in names)
    free = sum(each.row.solved for each in fitted)
    return not free or count - free >= ENOUGH


def _covers(case: Case, path: Path) -> list[tuple[Found, ...]]:
    """The smallest sets of mistakes that hold a choice for every wrong line."""
    wrong = {line: choices for line, choices in path.lines.items() if choices and choices[0]}
    names = sorted({each.name for choices in wrong.values() for c in choices for each in c})
    for size in range(1, MOST_TOGETHER + 1):
        found = []
        for chosen in combinations(names, size):
            picked = {line: _pick(choices, set(chosen)) for line, choices in wrong.items()}
            if all(picked.values()) and {e.name for c in picked.values() for e in c} == {*chosen}:
                members = [_member(case, path, name, picked) for name in chosen]
                proved = tuple(member for member in members if member is not None)
                found += [proved] if len(proved) == size else []
        if found:
            return found
    return []


def _pick(choices: Sequence[tuple[Placed, ...]], allowed: set[str]) -> tuple[Placed, ...]:
    return next((c for c in choices if {each.name for each in c} <= allowed), ())


def _member(
    case: Case, path: Path, name: str, picked: dict[Line, tuple[Placed, ...]]
) -> Found | None:
    """A mistake with its lines; None if what was fitted to them proves nothing."""
    own = {line: each for line, c in picked.items() for each in c if each.name == name}
    parameters = {
        parameter
        for line in own
        for parameter in (
            case.names(line.layer) if line.stage == "delta" else [f"{line.stage}{line.layer}"]
        )
    }
    if not _proved(case, list(own.values()), sorted(parameters)):
        return None
    each = next(iter(own.values()))
    in_deltas = {line.stage == "delta" for line in own}
    others = [
        line
        for line, choices in path.lines.items()
        if (line.stage == "delta") in in_deltas and choices and line not in own
        if _shows(case, path, line, each)
    ]
    return Found(name, tuple(own), bool(others), tuple(_amount(*pair) for pair in own.items()))


def _amount(line: Line, each: Placed) -> Any:
    """The amount as it stands in that line."""
    factor = each.row.on_biases if line.stage == "b" else 1.0
    return each.amount if factor == 1.0 else factor * each.amount


def _shows(case: Case, path: Path, line: Line, each: Placed) -> bool:
    """Whether a mistake would be seen in a line that is right."""
    if line.stage != "delta":
        name = f"{line.stage}{line.layer}"
        return not case.alike(name, case.line(name, path.deltas[line.layer], each.steps))
    if line.layer == case.work.depth or not set(each.row.steps.spoilt) & STEP:
        return False
    above, own = path.deltas[line.layer + 1], case.actual[f"W{line.layer + 1}"]
    delta = case.work.delta(line.layer, above, own, each.steps)
    return any(not case.alike(n, case.line(n, delta, RIGHT)) for n in case.names(line.layer))


def _simplest(sets: Sequence[tuple[Found, ...]]) -> list[tuple[Found, ...]]:
    """Those of fewest mistakes; of these, those whose amounts are fewest, and round."""

    def weight(each: tuple[Found, ...]) -> tuple[int, int]:
        fitted = [found for found in each if MISTAKES[found.name].solved]
        return len(each), sum(1 if all(map(_chosen, f.amounts)) else 2 for f in fitted)

    least = min(map(weight, sets), default=None)
    unique: dict[frozenset[str], tuple[Found, ...]] = {}
    for each in sets:
        if weight(each) == least:
            unique.setdefault(frozenset(found.name for found in each), each)
    return list(unique.values())


def _chosen(amount: Any) -> bool:
    """Whether a number is one that somebody may have chosen: one of two digits."""
    return bool(np.isclose(amount, float(number(amount, 2)), 1e-6))


def _times_a_constant(case: Case) -> list[tuple[Found, ...]]:
    """A known mistake in gradients that are all multiplied by one number as well."""
    names = case.names(case.work.depth)
    delta = case.work.last_delta(RIGHT)
    base = np.concatenate([case.line(name, delta, RIGHT).ravel() for name in names])
    aim = np.concatenate([case.actual[name].ravel() for name in names])
    c = float(base @ aim) / max(float(base @ base), 1e-300)
    if not np.isfinite(c) or c == 0.0 or abs(c - 1.0) < 1e-9:
        return []
    paths = [path for path in explain(case.scaled(1.0 / c)) if not path.unknown]
    rate = Found("learning-rate", (), False, (c,))
    covers = [each for path in paths for each in _covers(case.scaled(1.0 / c), path)]
    fixed = [each for each in covers if not any(MISTAKES[found.name].solved for found in each)]
    return _simplest([(*each, rate) for each in fixed])  # two fitted numbers prove nothing
