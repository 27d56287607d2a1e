"""Which network gave one loss value and these gradients? For code that cannot be called.

``recognise`` asks a loss function at several points; here is one point, and what was computed
there. Every candidate is run on X and Y. One whose loss is the given value to round-off is the
network. With an L2 term of unknown strength any loss can be made up, so then gradients have to
agree, or the strength has to be a round number. Without a loss value the gradients alone decide.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.candidates import laid_out, mixed, same
from mlpviz.gradcheck.description import L2_FORMS, Description, Penalty
from mlpviz.gradcheck.one_point import Candidate, Given, candidates_at
from mlpviz.gradcheck.recognise import same_gradients
from mlpviz.gradcheck.recognised import Recognised
from mlpviz.words import rounded

# By digits: below which relative error of an L2 strength it is no chance if it has no more. Some
# thousand candidates are tried, in four forms, and there are 90 or 900 such numbers per decade.
TELLING = {2: 1e-9, 3: 1e-10}
FEW = 3  # entries that have to agree where numbers are coarser than float64


@dataclass(frozen=True)
class Identified:
    """A network, and what speaks for it.

    Attributes
    ----------
    found : the network
    value : its loss, L2 term included
    by_value : whether the given loss is that one
    decisive : ... and without an L2 term that was made up for it
    entries : how many entries of the gradients are its own, in parameters that agree as a whole
    l2_error : how far the L2 factor may be off, where it was computed from loss or gradients
    """

    found: Recognised
    value: float
    by_value: bool = False
    decisive: bool = False
    entries: int = 0
    l2_error: float = 0.0


Fit = tuple[Identified, Candidate]


def identify(
    given: Given,
    X: Array,
    Y: Array,
    said: Description = Description(),  # noqa: B008  # frozen
    progress: Callable[[float], object] = lambda _: None,
) -> list[Identified]:
    """The networks that ``given`` may come from, on X and Y: none, one, or several that differ.

    X and Y as in ``recognise``; what is ``said`` is not tried otherwise. ``progress`` is called
    with a share in [0, 1]. Where there are several, equally much speaks for each.
    """
    every = laid_out([given.arrays], X, Y, said)
    unlike: list[Candidate] = []
    found: list[Fit] = []
    with np.errstate(all="ignore"):
        for half, choices in enumerate((same, mixed)):
            for share, each in candidates_at(given, every, choices, said):
                progress(0.3 * (half + share))
                fits = list(_by_value(given, each, said)) or list(_by_gradients(given, each, said))
                found += fits
                unlike += [] if fits or half else [each]
            if best := _best(given, found):
                return best
        for i, each in enumerate(unlike):  # it may be just the last layer that has wrong gradients
            progress(0.6 + 0.4 * i / len(unlike))
            found += _by_gradients(given, each.in_full(given.arrays), said)
    return _best(given, found)


def as_described(given: Given, X: Array, Y: Array, said: Description) -> Identified | None:
    """The network as it is ``said``, whatever speaks for it; None if too little is said."""
    for laid in laid_out([given.arrays], X, Y, said)[:1]:
        if said.complete(len(laid.layout.sizes) - 2):
            for choices in (same, mixed):
                for _, each in candidates_at(given, [laid], choices, said):
                    found, value = next(_scaled(each, said))
                    return Identified(found, value, given.is_loss(value))
    return None


def _scaled(each: Candidate, said: Description) -> Iterator[tuple[Recognised, float]]:
    """The network with every reduction that it may have, and what is said of its L2 term; losses.

    The usual reductions only: any other would make up any loss.
    """
    n, k = each.plain.Y.shape
    beta = said.beta(n) or 0.0
    penalised: Penalty = said.penalised if beta else "none"
    for alpha in said.alphas(n, k):
        found = replace(each.plain, scale=alpha, l2=beta, penalised=penalised)
        yield found, alpha * each.S + beta * each.sums.get(penalised, each.sums["weights"])


def _by_value(given: Given, each: Candidate, said: Description) -> Iterator[Fit]:
    """Those whose loss is the given one."""
    for found, value in _scaled(each, said):
        if given.is_loss(value):
            yield Identified(found, value, by_value=True, decisive=not given.coarse), each


def _by_gradients(given: Given, each: Candidate, said: Description) -> Iterator[Fit]:
    """Those for which a gradient speaks, or a round L2 strength, with an L2 term if none is said.

    Where a loss is given, the L2 term makes up for the rest of it.
    """
    for plain, value in _scaled(each, said):
        if given.value is None and each.agreeing(plain, given.close):
            yield Identified(plain, value), each
        if said.l2 is not None:
            continue
        for penalised, total in each.sums.items():
            for l2, error in _strengths(given, each, plain, total, value):
                usual = _usual(l2, error, len(plain.X))
                found = replace(plain, l2=usual or l2, penalised=penalised)
                agree = each.agreeing(found, given.close)
                # The term that is to be proved has to be seen where it stands.
                if usual or any(each.feels(name, found, given.close) for name in agree):
                    new, off = value + found.l2 * total, 0.0 if usual else error
                    yield Identified(found, new, given.is_loss(new), l2_error=off), each


def _strengths(
    given: Given, each: Candidate, plain: Recognised, total: float, value: float
) -> Iterator[tuple[float, float]]:
    """Factors of the sum of squares ``total`` that the loss or the gradients ask for; their errors.

    ``value`` is the loss of ``plain``, which has none.
    """
    if given.value is not None:
        strength, error = (given.value - value) / total, given.sharp * abs(given.value) / total
        if strength > error:
            yield strength, error
        return
    for name in sorted(each.unit.keys() & each.judged.keys()):
        judged, param = each.judged[name], each.params[name]
        square = 2.0 * float(np.vdot(param, param))
        rest = judged - plain.scale * each.unit[name]
        if square and judged.size >= FEW and np.isfinite(rest).all():
            strength = float(np.vdot(rest, param)) / square
            largest = float(np.abs(judged).max() * np.abs(param).max())
            error = given.sharp * judged.size * largest / square
            if strength > error:
                yield strength, error


def _usual(l2: float, error: float, n: int) -> float | None:
    """The L2 factor of a strength with two or three digits, if ``l2`` is that, give or take an
    ``error``; None if it is none, or if the error is so large that any number would be.
    """
    for digits, telling in TELLING.items():
        for form in L2_FORMS.values():
            unit = form.beta(1.0, n)
            near = rounded(l2 / unit, digits) * unit
            if abs(near - l2) <= error <= telling * l2:
                return near
    return None


def _best(given: Given, found: Sequence[Fit]) -> list[Identified]:
    """Those for which most speaks; one of them if their gradients are all the same."""
    least = FEW if given.coarse else 0
    counted = [each for each in (_counted(given, *fit) for fit in found) if each.entries >= least]
    rank = max(((each.decisive, each.entries) for each in counted), default=None)
    best = [each for each in counted if (each.decisive, each.entries) == rank]
    alike = len(best) > 1 and same_gradients([each.found for each in best], given.arrays)
    return best[:1] if alike else best


def _counted(given: Given, fit: Identified, each: Candidate) -> Identified:
    """With all entries counted that agree."""
    agree = each.in_full(given.arrays).agreeing(fit.found, given.close)
    return replace(fit, entries=sum(agree.values()))
