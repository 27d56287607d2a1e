"""Which network gave one loss value and these gradients? For code that cannot be called.

``recognise`` asks a loss function at several points; here is one point, and what was computed
there. Every candidate is run on X and Y. One whose loss is the given value to round-off is the
network. With an L2 or L1 term of unknown strength any loss can be made up, so then gradients have
to agree, or the strength has to be a round number; with both terms, gradients have to. Without a
loss value the gradients alone decide.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.candidates import laid_out, mixed, same
from mlpviz.gradcheck.description import PENALTY_FORMS, Description, Penalty
from mlpviz.gradcheck.one_point import Candidate, Given, candidates_at
from mlpviz.gradcheck.recognise import same_gradients
from mlpviz.gradcheck.recognised import Recognised
from mlpviz.words import rounded

# By digits: below which relative error of a strength it is no chance if it has no more. Some
# thousand candidates are tried, in four forms, and there are 90 or 900 such numbers per decade.
TELLING = {2: 1e-9, 3: 1e-10}
ALIKE = 1e-9  # of two columns, as cos^2 of their angle below 1: no strengths can be told apart
FEW = 3  # entries that have to agree where numbers are coarser than float64


@dataclass(frozen=True)
class Identified:
    """A network, and what speaks for it.

    Attributes
    ----------
    found : the network
    value : its loss, L2 term included
    by_value : whether the given loss is that one
    decisive : ... and without a penalty that was made up for it
    entries : how many entries of the gradients are its own, in parameters that agree as a whole
    l2_error, l1_error : how far these factors may be off, where loss or gradients gave them
    """

    found: Recognised
    value: float
    by_value: bool = False
    decisive: bool = False
    entries: int = 0
    l2_error: float = 0.0
    l1_error: float = 0.0


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
            found += _by_gradients(given, each.in_full(given.arrays), said, both=True)
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
    """The network with every reduction that it may have, and the penalties that are said; losses.

    The usual reductions only: any other would make up any loss.
    """
    n, k = each.plain.Y.shape
    l2, l1 = said.beta(n) or 0.0, said.gamma(n) or 0.0
    penalised: Penalty = said.penalised if l2 or l1 else "none"
    sums = each.sums.get(penalised, each.sums["weights"])
    penalty = l2 * sums["l2"] + l1 * sums["l1"]
    for alpha in said.alphas(n, k):
        found = replace(each.plain, scale=alpha, penalised=penalised, l2=l2, l1=l1)
        yield found, alpha * each.S + penalty


def _by_value(given: Given, each: Candidate, said: Description) -> Iterator[Fit]:
    """Those whose loss is the given one."""
    for found, value in _scaled(each, said):
        if given.is_loss(value):
            yield Identified(found, value, by_value=True, decisive=not given.coarse), each


def _by_gradients(
    given: Given, each: Candidate, said: Description, *, both: bool = False
) -> Iterator[Fit]:
    """Those for which a gradient speaks, or a round strength, with penalties if none are said.

    Where a loss is given, an L2 or L1 term makes up for the rest of it. With ``both`` there may be
    two of them, which takes a gradient.
    """
    free = [name for name in ("l2", "l1") if getattr(said, name) is None]
    for plain, value in _scaled(each, said):
        if given.value is None and each.agreeing(plain, given.close):
            yield Identified(plain, value), each
        for penalised in each.sums if plain.penalised == "none" else (plain.penalised,):
            for names in ([name] for name in free):
                for fitted in _strengths(given, each, plain, penalised, names, value):
                    yield from _fits(given, each, plain, penalised, fitted, value)
            if len(free) == 2 and (both or given.value is None):
                for fitted in _of_gradients(given, each, plain, penalised, free):
                    yield from _fits(given, each, plain, penalised, fitted, value)


# By "l2" and "l1": a strength, and how far it may be off.
Fitted = Mapping[str, tuple[float, float]]


def _fits(
    given: Given,
    each: Candidate,
    plain: Recognised,
    penalised: Penalty,
    fitted: Fitted,
    value: float,
) -> Iterator[Fit]:
    """``plain``, whose loss is ``value``, with penalties as ``fitted``, if they are proved."""
    n, sums = len(plain.X), each.sums[penalised]
    usual = {name: _usual(*at, n) for name, at in fitted.items()}
    terms = {name: usual[name] or at[0] for name, at in fitted.items()}
    off = {name: 0.0 if usual[name] else at[1] for name, at in fitted.items()}
    l2, l1 = terms.get("l2", plain.l2), terms.get("l1", plain.l1)
    found = replace(plain, penalised=penalised, l2=l2, l1=l1)
    new = value + sum(terms[name] * sums[name] for name in terms)
    if len(terms) > 1 and given.value is not None and not given.is_loss(new):
        return
    agree = each.agreeing(found, given.close)
    # The term that is to be proved has to be seen where it stands.
    round_one = len(terms) == 1 and all(usual.values())
    if round_one or any(each.feels(name, found, given.close) for name in agree):
        l2_error, l1_error = off.get("l2", 0.0), off.get("l1", 0.0)
        value_fits = given.is_loss(new)
        yield Identified(found, new, value_fits, l2_error=l2_error, l1_error=l1_error), each


def _strengths(
    given: Given,
    each: Candidate,
    plain: Recognised,
    penalised: Penalty,
    names: Sequence[str],
    value: float,
) -> Iterator[Fitted]:
    """The one strength that the loss asks for, or the gradients, where there is none.

    ``value`` is the loss of ``plain``.
    """
    if given.value is None:
        yield from _of_gradients(given, each, plain, penalised, names)
        return
    total = each.sums[penalised][names[0]]
    strength, error = (given.value - value) / total, given.sharp * abs(given.value) / total
    if strength > error:
        yield {names[0]: (strength, error)}


def _of_gradients(
    given: Given, each: Candidate, plain: Recognised, penalised: Penalty, names: Sequence[str]
) -> Iterator[Fitted]:
    """Strengths that a gradient asks for: least squares over what the data leave of it."""
    at = replace(plain, penalised=penalised)
    for name in sorted(each.unit.keys() & each.judged.keys()):
        judged, param = each.judged[name], each.params[name]
        if judged.size < FEW + len(names) - 1 or not at.penalises(name):
            continue
        rest = judged - plain.scale * each.unit[name] - plain.penalty_part(name, param)
        slopes = [2.0 * param if kind == "l2" else np.sign(param) for kind in names]
        first, last = slopes[0], slopes[-1]
        aa, bb, ab = (float(np.vdot(*two)) for two in ((first, first), (last, last), (first, last)))
        ar, br = float(np.vdot(first, rest)), float(np.vdot(last, rest))
        if len(names) == 1:
            rows, right = [[1.0 / aa]] if aa else [], [ar]
        else:
            det = aa * bb - ab * ab
            known = det > ALIKE * aa * bb
            rows = [[bb / det, -ab / det], [-ab / det, aa / det]] if known else []
            right = [ar, br]
        sizes = [judged.size * float(np.abs(slope).max()) for slope in slopes]
        largest = given.sharp * float(np.abs(judged).max())
        found = {
            kind: (
                sum(c * r for c, r in zip(row, right, strict=True)),
                largest * sum(abs(c) * size for c, size in zip(row, sizes, strict=True)),
            )
            for kind, row in zip(names, rows, strict=False)
        }
        if found and all(strength > error for strength, error in found.values()):
            yield found


def _usual(strength: float, error: float, n: int) -> float | None:
    """The factor of a strength with two or three digits, if ``strength`` is that, give or take an
    ``error``; None if it is none, or if the error is so large that any number would be.
    """
    for digits, telling in TELLING.items():
        for form in PENALTY_FORMS.values():
            unit = form.of(1.0, n)
            near = rounded(strength / unit, digits) * unit
            if abs(near - strength) <= error <= telling * strength:
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
