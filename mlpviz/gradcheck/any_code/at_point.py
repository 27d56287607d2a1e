"""The gradients under test against all references, where the parameters are now."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.coverage import coverage_notes, uncovered
from mlpviz.gradcheck.any_code.effect import effectless
from mlpviz.gradcheck.any_code.exact import as_array, exact_references
from mlpviz.gradcheck.any_code.given import Given
from mlpviz.gradcheck.any_code.limits import staircase, why_unresolved
from mlpviz.gradcheck.any_code.loss_function import Loss, require_repeatable, value_at_rest
from mlpviz.gradcheck.any_code.noise import measure_noise
from mlpviz.gradcheck.any_code.notes import effect_notes, kink_notes, precision_notes, unseen_notes
from mlpviz.gradcheck.any_code.options import Options
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError, Slot, restored
from mlpviz.gradcheck.any_code.second_opinions import gradient_rounding
from mlpviz.gradcheck.any_code.six_point_difference import BoundedDerivative
from mlpviz.gradcheck.any_code.sources import References, Subject, references
from mlpviz.gradcheck.any_code.watch import Watch
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.words import listed, number


def report_at_point(
    given: Given, slots: Sequence[Slot], loss: Loss, options: Options, watch: Watch
) -> GradientReport:
    """Judge the slots' gradients where their arrays are, which are put back there."""
    with restored(slots) as saved:
        base = value_at_rest(loss, slots, saved)
        began, calls = watch.seconds(), loss.calls
        noise = _noise(loss, slots, saved, base)
        seconds = (watch.seconds() - began) / (loss.calls - calls)
        subject = Subject(
            given.loss_fn, given.params, slots, loss, base, noise, seconds, given.of_backward
        )
        found = _references(subject, options, watch)
        idle: dict[int, float] = {}
        with watch.part(None):
            if not watch.interrupted:
                idle = effectless(loss, slots, found.values.values(), base, noise)
        rows = tuple(_row(slot, i, found, noise, idle.get(i, 0.0)) for i, slot in enumerate(slots))
        stairs = ""
        with watch.part(None):
            if not watch.interrupted and _only_differences_fail(rows):
                stairs = staircase(
                    [slots[i] for i, row in enumerate(rows) if row.verdict == "fail"], loss
                )
        if stairs:
            found = found.blind(slots)
            rows = tuple(_row(slot, i, found, noise, 0.0) for i, slot in enumerate(slots))
        reason = stairs or uncovered(rows, watch)
        with watch.part(None):
            if not watch.interrupted:
                reason = reason or why_unresolved(rows, slots, loss, loss.u, options.h)
                require_repeatable([base, loss()], max(loss.u, *(slot.u for slot in slots)))
    notes = (
        *coverage_notes(rows, watch, found.doubtful),
        *found.notes,
        *unseen_notes(rows),
        *effect_notes(rows),
        *kink_notes(rows),
        *precision_notes(slots, loss.u),
    )
    return GradientReport(
        rows=rows,
        loss=base,
        dtype=listed(dict.fromkeys(slot.array.dtype.name for slot in slots)),
        seconds=watch.seconds(),
        faults=tuple(found.faults),
        notes=notes,
        why_unresolved=reason,
        named=found.named,
        params={slot.name: copy for slot, copy in zip(slots, saved, strict=True)},
        h=_widest(found.central),
        n=_samples(options.X, options.Y),
    )


def _references(subject: Subject, options: Options, watch: Watch) -> References:
    """Exact ones of a recognised network, else what ``options`` ask for."""
    notes: Sequence[str] = ()
    faults: Sequence[str] = ()
    if options.recognises:
        X, Y = as_array("X", options.X), as_array("Y", options.Y)
        found = exact_references(subject, X, Y, watch, options.network)
        if found.exact is not None:
            return found
        notes, faults = found.notes, found.faults
    found = references(subject, options.sources, options.h, watch, options.insist)
    return found._replace(notes=(*notes, *found.notes), faults=faults)


def _only_differences_fail(rows: Sequence[ParameterRow]) -> bool:
    """Whether some gradients fail, and nothing but differences of the loss speaks against them."""
    failing = [row for row in rows if row.verdict == "fail"]
    return bool(failing) and all(row.sources == ("analytic", "central") for row in failing)


def _samples(X: Any, Y: Any) -> int | None:
    """The number of samples, where data are given and agree in one length alone."""
    if X is None or Y is None:
        return None
    x, y = np.shape(X), np.shape(Y)
    alike = {size for at in (0, -1) for size in x[at:][:1] if y and size in (y[0], y[-1])}
    return int(alike.pop()) if len(alike) == 1 else None


def _widest(central: Sequence[BoundedDerivative]) -> float | None:
    """The largest step that was taken."""
    steps = [float(e.h[~np.isnan(e.value)].max(initial=0.0)) for e in central]
    return max(steps, default=0.0) or None


def _noise(loss: Loss, slots: Sequence[Slot], saved: Sequence[Array], base: float) -> float:
    """Standard deviation of the loss's noise, at least two roundings of the loss.

    Raises GradientCheckInputError if the loss never changes while a gradient says it should.
    """
    noise = measure_noise(loss, [slot.array for slot in slots], base)
    for slot, copy in zip(slots, saved, strict=True):
        slot.array[...] = copy
    if not noise.moves and any(np.any(slot.gradient) for slot in slots):
        raise GradientCheckInputError(
            f"the loss stays {number(base, 9)} whatever the parameters are, though the gradients "
            "are not 0: loss_fn does not see them. It must read the very arrays in params, or the "
            "ones it is given, and compute the loss from them at every call (an accuracy, which "
            "moves in steps, has no gradient either)"
        )
    return max(noise.level, 2.0 * loss.u * abs(base))


def _row(slot: Slot, i: int, found: References, noise: float, scale: float) -> ParameterRow:
    """Row ``i``, judged by ``scale`` too. At a kink all may be off by the jump of the slope."""
    values = {source: arrays[i] for source, arrays in found.values.items()}
    jump, kinks = np.zeros(slot.gradient.shape), np.zeros(slot.gradient.shape, bool)
    if found.central:
        kinks = found.central[i].kinks
        jump = np.where(kinks, found.central[i].jump, 0.0)
    if found.exact is not None:
        jump = found.exact.jumps[i]
        kinks = jump > 0.0
    bounds = {
        source: gradient_rounding(slot, value, noise) + jump for source, value in values.items()
    }
    bounds["analytic"] = gradient_rounding(slot, next(iter(values.values())), noise, scale)
    if found.exact is not None:
        bounds["complex_step"] = found.exact.bounds[i]
        bounds["analytic"] = found.exact.rounding[i] + jump
    if found.central:
        bounds["central"] = found.central[i].bound
    values = {"analytic": slot.gradient, **values}
    seen = None
    if found.central and "autograd" not in values:
        seen = ~np.isnan(found.central[i].value)
    directions = found.directions[i] if found.directions else None
    return ParameterRow.compare(slot.name, values, bounds, kinks, scale, seen, directions)
