"""Which network does someone's code compute? Found out from its loss alone, without reading it.

The shapes of the parameters leave a few layouts open (``layout``). For each of them, every
activation, output and loss of the engine's tables is run at a handful of nudged parameters, and
loss = alpha * S + beta * sum(W^2) is solved for the two unknowns. The candidate that reproduces all
values to round-off is the network; alpha tells how the loss is reduced, beta its L2 term. If none
does, gamma * sum(|W|) is added, an L1 term. All of it is tried with one activation for all layers
first, then so with the mistakes of reported losses, then with mixtures.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.candidates import Laid, laid_out, logits, mixed, predicted, same
from mlpviz.gradcheck.description import Description, Penalty
from mlpviz.gradcheck.recognised import Recognised
from mlpviz.gradcheck.reported import RIGHT, Report, reported_losses
from mlpviz.words import rounded

POINTS = 6  # where the loss is asked: twice as many as there are unknowns
FIRST = 4  # of them rule out nearly all candidates: one more than there are unknowns
SIZES = (0.5, 0.1, 0.02)  # of a nudge beside its parameter; smaller where the loss is not finite
SOLVING = 1e-8  # of the largest loss: a smaller one has not all its digits
SAME_PENALTY = 1e-4  # relative: the term may be a small part of the loss
DIGITS = 6  # of a number that somebody may have written
ROUNDED = 4.0  # roundings in a value, at least
EXACT, ROUNDINGS = 1e-10, 500.0  # how close counts as round-off, relative; in roundings if coarse


def recognise(
    loss: Callable[[], float],
    arrays: Sequence[Array],
    X: Array,
    Y: Array,
    *,
    said: Description = Description(),  # noqa: B008  # frozen
    noise: float = 0.0,
    u: float = 2.0**-53,
    between: Callable[[], object] = unheard,
) -> Recognised | None:
    """The network that ``loss`` computes from ``arrays``, its parameters, on X and Y; None if none.

    ``loss`` reads ``arrays``, which are nudged and put back. X is [n, d], [d, n] or [n, ...]; Y the
    targets [n, k], [k, n] or [n], or class numbers. What is ``said`` of it is not tried otherwise,
    and has to hold. ``noise`` is the standard deviation of the loss's rounding and ``u`` the
    coarsest unit round-off in it. Nothing is recognised that does not reproduce every value to
    round-off, or that two candidates with different gradients do. ``between`` is called between two
    trials; what it raises ends the search.
    """
    points = sample_points(loss, arrays)
    if points is None:
        return None
    exact = max(EXACT, ROUNDINGS * u if u > 2.0**-53 else 0.0)
    values = points.values
    slack = exact * np.abs(values) + 64.0 * (noise + u * float(np.abs(values).max()))
    fitted = laid_out(points.arrays, X, Y, said)

    def heard(names: tuple[str, ...]) -> tuple[str, ...]:
        between()
        return names

    plain, mistaken = [RIGHT], reported_losses()
    tries: list[tuple[Any, list[Report], _Solve]] = [
        (same, plain, _solution),
        (same, plain, _solution_with_l1),
        (same, mistaken, _solution),
        (same, mistaken, _solution_with_l1),
        (mixed, plain, _solution),
        (mixed, plain, _solution_with_l1),
    ]
    for choices, reports, solve in tries:
        if said.l1 is not None and (said.l1 > 0.0) is not (solve is _solution_with_l1):
            continue
        for laid in fitted:
            found = [
                Recognised(laid.layout, *names, *fit[:3], laid.X, Y_, report, fit.l1)
                for activations in map(heard, choices(laid, said))
                for names, fit, Y_, report in _with_activations(
                    activations, laid, said, values, slack, reports, solve
                )
                if _as_said(fit, said, *Y_.shape)
            ]
            if found:
                return found[0] if same_gradients(found, arrays) else None
    return None


class Points(NamedTuple):
    """Copies of all arrays at some nudged places, and the loss there."""

    arrays: list[list[Array]]
    values: Array


def sample_points(loss: Callable[[], float], arrays: Sequence[Array]) -> Points | None:
    """Where the parameters are, and around it; None if the loss is hardly ever finite there.

    Nudges are as large as the parameters and at least as the usual initial weights, so that
    activations bend.
    """
    saved = [array.copy() for array in arrays]
    try:
        for size in SIZES:
            rng = np.random.default_rng(0)
            places, values = [], []
            for number in range(2 * POINTS):
                for array, copy in zip(arrays, saved, strict=True):
                    spread = max(_rms(copy), 1.0 / max(1, *copy.shape, 1) ** 0.5) if number else 0.0
                    array[...] = copy + size * spread * rng.normal(size=copy.shape)
                value = loss()
                if np.isfinite(value):
                    places.append([np.array(array, np.float64) for array in arrays])
                    values.append(value)
                if len(values) == POINTS:
                    return Points(places, np.array(values))
    finally:
        for array, copy in zip(arrays, saved, strict=True):
            array[...] = copy
    return None


def _rms(array: Array) -> float:
    return float(np.sqrt(np.mean(np.square(array, dtype=np.float64)))) if array.size else 0.0


_Names = tuple[tuple[str, ...], str, str]


class _Fit(NamedTuple):
    scale: float
    l2: float
    penalised: Penalty
    l1: float = 0.0


_Solve = Callable[[Sequence[float], Laid, Array, Array], _Fit | None]


def _with_activations(
    activations: tuple[str, ...],
    laid: Laid,
    said: Description,
    values: Array,
    slack: Array,
    reports: Sequence[Report],
    solve: _Solve,
) -> Iterator[tuple[_Names, _Fit, Array, Report]]:
    """The outputs and losses that reproduce ``values`` within ``slack``, and how."""
    parts = laid.parts
    with np.errstate(all="ignore"):
        z = [logits(activations, part, laid.X) for part in parts[:FIRST]]
        pairs = said.pairs(laid.layout.sizes[-1])
        for (loss, output), Y in product(pairs, laid.targets):
            right = [predicted(each, Y, output, loss) for each in z]
            for report in reports:
                few = [report.loss(loss, *each, Y) for each in right[:FIRST]]
                if not solve(few, laid, values[:FIRST], slack[:FIRST]):
                    continue
                z += [logits(activations, part, laid.X) for part in parts[len(z) :]]
                right += [predicted(each, Y, output, loss) for each in z[len(right) :]]
                every = [report.loss(loss, *each, Y) for each in right]
                if fit := solve(every, laid, values, slack):
                    sharp = _sharpened(fit, every, laid, values, slack)
                    yield (activations, output, loss), sharp, Y, report


def _as_said(fit: _Fit, said: Description, n: int, k: int) -> bool:
    """Whether reduction, L2 and L1 term are what is said of them."""
    if not said.allows_alpha(fit.scale, n, k):
        return False
    terms = [(fit.l2, said.beta(n)), (fit.l1, said.gamma(n))]
    if any(told for _, told in terms) and fit.penalised != said.penalised:
        return False
    return all(told is None or np.isclose(own, told, SAME_PENALTY, 0.0) for own, told in terms)


def _solution(S: Sequence[float], laid: Laid, values: Array, slack: Array) -> _Fit | None:
    """scale, l2 and what is penalised, such that scale * S + l2 * P is ``values``; the simplest.

    Without a penalty if that is enough. P is sum(W^2), or the sum over biases too. Both unknowns
    follow from two of the points, those where S and P differ most in proportion. S may be 0 where
    the fit is perfect: that is a point to agree with, and none to solve by.
    """
    column = np.array(S)
    if not np.isfinite(column).all() or not column.any():
        return None
    solving = np.flatnonzero(np.abs(column) > SOLVING * np.abs(column).max())
    first = solving[0]
    scale = float(values[first] / column[first])
    if scale > 0.0 and np.all(np.abs(scale * column - values) <= 2.0 * slack):
        return _Fit(scale, 0.0, "none")
    for penalised, every in laid.penalties.items():
        penalty = every[: len(column)]
        ratios = penalty[solving] / column[solving]
        i, j = int(solving[np.argmin(ratios)]), int(solving[np.argmax(ratios)])
        determinant = column[i] * penalty[j] - column[j] * penalty[i]
        if determinant == 0.0:
            continue
        scale = float((values[i] * penalty[j] - values[j] * penalty[i]) / determinant)
        l2 = float((column[i] * values[j] - column[j] * values[i]) / determinant)
        terms_size = np.abs(scale * column) + np.abs(l2 * penalty)
        # Each solution carries the two points' errors, magnified as much as they are alike.
        apart = float(ratios.max() - ratios.min()) / max(abs(float(ratios.max())), 1e-300)
        spread = terms_size / max(apart, 1e-6)
        allowed = slack * (1.0 + 2.0 * spread / np.maximum(np.abs(values), 1e-300))
        residual = np.abs(scale * column + l2 * penalty - values)
        if scale > 0.0 and l2 > 0.0 and np.all(residual <= allowed):
            return _Fit(scale, l2, penalised)
    return None


def _solution_with_l1(S: Sequence[float], laid: Laid, values: Array, slack: Array) -> _Fit | None:
    """scale, l2 and l1, such that scale * S + l2 * P + l1 * A is ``values``, A the sum of sizes.

    Without l2 if that is enough. By least squares, each of the unknowns larger than its error.
    Of fewer points than all, any three numbers that solve it, so that most candidates fall early.
    """
    n = len(values)
    if not np.isfinite(S).all():
        return None
    proving = n == POINTS
    forms = (False, True) if proving else (True,)
    for squares, (penalised, sizes) in product(forms, laid.absolutes.items()):
        columns = [np.array(S), sizes[:n], *([laid.penalties[penalised][:n]] if squares else [])]
        M = np.stack(columns, axis=1) / slack[:, None]
        found, _, rank, _ = np.linalg.lstsq(M, values / slack, rcond=None)
        if np.abs(M @ found - values / slack).max() > 2.0 * len(columns):
            continue
        if proving:
            error = np.abs(np.linalg.pinv(M)).sum(axis=1)
            if rank < len(columns) or not np.all(found > 2.0 * error):
                continue
        scale, l1, l2 = (*map(float, found), 0.0)[:3]
        return _Fit(scale, l2, penalised, l1)
    return None


def _sharpened(fit: _Fit, S: Sequence[float], laid: Laid, values: Array, slack: Array) -> _Fit:
    """The same by least squares over all points, with numbers that somebody may have written.

    Every point has a say, and what they leave over says how far each number may be off. A third, or
    a strength over n, has no end as a decimal: cut off anywhere, it would be another loss.
    """
    n, k = len(laid.X), laid.layout.sizes[-1]
    terms = {"scale": np.array(S)}
    terms |= {"l2": laid.penalties[fit.penalised]} if fit.l2 else {}
    terms |= {"l1": laid.absolutes[fit.penalised]} if fit.l1 else {}
    M, aim = np.stack([*terms.values()], axis=1) / slack[:, None], values / slack
    solved = np.linalg.lstsq(M, aim, rcond=None)[0]
    # What is left once more: columns that are nearly alike cost digits.
    solved += np.linalg.lstsq(M, aim - M @ solved, rcond=None)[0]
    left = np.abs(M @ solved - aim).max() + ROUNDED * 2.0**-53 * np.abs(aim).max()
    errors = 2.0 * left * np.abs(np.linalg.pinv(M)).sum(axis=1)
    if not np.all(solved > errors):
        return fit
    units = [float(n) ** i / k**j for i, j in product((0, -1, 1), (0, 1))]
    written = {
        name: _written(float(value), float(error), units)
        for name, value, error in zip(terms, solved, errors, strict=True)
    }
    return _Fit(written["scale"], written.get("l2", 0.0), fit.penalised, written.get("l1", 0.0))


def _written(value: float, error: float, units: Sequence[float]) -> float:
    """The shortest number within an error of a value, times a unit; the value if none is short."""
    for digits, unit in product(range(1, DIGITS + 1), units):
        near = rounded(value / unit, digits) * unit
        if abs(near - value) <= error:
            return near
    return value


def same_gradients(found: Sequence[Recognised], arrays: Sequence[Array]) -> bool:
    """Whether all candidates have the same gradient here, so that it is all one which is meant."""
    gradients = [
        np.concatenate([g.ravel() for g in each.gradients(each.network(arrays)).values()])
        for each in found
    ]
    largest = max(float(np.abs(g).max()) for g in gradients)
    return all(np.abs(g - gradients[0]).max() <= EXACT * largest for g in gradients[1:])
