"""``judge_values``: gradients that were computed elsewhere, by code that cannot be called.

There are only numbers: parameters, gradients, data and, with luck, the loss. So nothing is nudged;
all rests on the network that they come from, which is identified or described.
"""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.contradiction import require_fitting
from mlpviz.gradcheck.any_code.exact import NAMING, as_array, exact_gradients, jumps_in_use, named
from mlpviz.gradcheck.any_code.notes import kink_notes, precision_notes
from mlpviz.gradcheck.any_code.parameters import (
    GradientCheckInputError,
    read_slots,
    unit_roundoff,
)
from mlpviz.gradcheck.description import Description
from mlpviz.gradcheck.identify import Identified, as_described, identify
from mlpviz.gradcheck.one_point import Given
from mlpviz.gradcheck.progress import Progress
from mlpviz.gradcheck.recognised import Recognised, described
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.structured.probes import probe_cost
from mlpviz.words import counted, listed, number, out_of, told_apart, whole

DIGITS = 9
TINY = 1e-5  # relative: a loss that is off by less is another formula's, not another network's
LEAST = 0.5  # share of the gradients that has to be a network's where the loss is not
CHOOSE = "Or choose activation, output and loss yourself"
NO_LOSS = (
    "There is no loss to confirm it: a factor that is wrong in all gradients, or an L1 or L2 "
    "term that all of them lack, would not show. Add the loss to be sure"
)
IN_PYTHON = (
    "In your own program mlpviz.check_gradients(loss_fn, params, grads) needs no network to be "
    "known: it nudges every entry through your loss"
)


class Judged(NamedTuple):
    """A report, and the network that it rests on."""

    report: GradientReport
    found: Recognised


def judge_values(
    params: Mapping[str, Array],
    grads: Mapping[str, Array],
    X: Any,
    Y: Any,
    loss: float | None = None,
    network: Description | None = None,
    progress: Callable[[float], object] = lambda _: None,
    most_products: float = np.inf,
) -> Judged:
    """Judge gradients by the network that they, and the loss value, come from.

    ``params`` and ``grads`` by the same names; ``X`` and ``Y`` as in ``check_gradients``; ``loss``
    the value at these parameters, L2 term included; ``network`` what is known of it, the rest is
    found out. ``progress`` is called with a share in [0, 1]. Raises GradientCheckInputError if
    nothing can be compared, if no network or several fit, or if the check of the one that does
    takes more than ``most_products`` (see ``probe_cost``).
    """
    started = perf_counter()
    slots = read_slots(dict(params), dict(grads), own=True)
    X, Y, said = as_array("X", X), as_array("Y", Y), network or Description()
    require_fitting(said, [slot.array for slot in slots], X, Y)
    if loss is not None and not np.isfinite(loss):
        raise GradientCheckInputError(
            f"the loss is {number(loss)}, so it has no derivative: look for log(0), 0/0 or an "
            "overflow in exp (a stable softmax subtracts the largest logit)"
        )
    u = max(slot.u for slot in slots)
    if loss is not None:
        u, loss = max(u, unit_roundoff(np.asarray(loss).dtype)), float(loss)
    given = Given([slot.array for slot in slots], [slot.gradient for slot in slots], loss, u)
    known = _network(given, X, Y, said, lambda share: progress(0.5 * share))
    found, value = known.found, known.value if loss is None else loss
    products = probe_cost(found.layout.sizes, len(found.X))
    if products > most_products:
        raise GradientCheckInputError(
            f"the check of {described(found)} with {counted(len(found.X), 'sample')} takes "
            f"{counted(products, 'product')}, and {whole(most_products)} is the most here: save "
            "fewer samples, with their loss and gradients, or a smaller twin of the network"
        )
    noise = 2.0 * u * abs(value)
    exact = exact_gradients(found, slots, noise, lambda share: progress(0.5 + 0.3 * share))
    spread = [
        2.0 * known.l2_error * np.abs(slot.array.astype(np.float64)) + known.l1_error
        for slot in slots
    ]
    rounding = [r + s for r, s in zip(exact.rounding, spread, strict=True)]
    exact = jumps_in_use(exact._replace(rounding=rounding), slots)
    progress(0.8)
    rows = tuple(
        ParameterRow.compare(
            slot.name,
            {"analytic": slot.gradient, "complex_step": right},
            {"analytic": rounding + jump, "complex_step": bound},
            jump > 0.0,
        )
        for slot, right, bound, rounding, jump in zip(slots, *exact, strict=True)
    )
    naming = Progress(lambda share: progress(0.8 + 0.2 * share), NAMING, NAMING)
    reading = named(found, slots, exact, lambda: naming.advance(1.0))
    progress(1.0)
    report = GradientReport(
        rows=rows,
        loss=value,
        reference_loss=known.value,
        n=len(found.X),
        dtype=listed(dict.fromkeys(slot.array.dtype.name for slot in slots)),
        seconds=perf_counter() - started,
        faults=_faults(known, given, X, Y),
        notes=(_basis(known, given, network, Y), *kink_notes(rows), *precision_notes(slots, u)),
        named=reading,
        params={slot.name: slot.array for slot in slots},
    )
    return Judged(report, found)


def _network(
    given: Given, X: Array, Y: Array, said: Description, progress: Callable[[float], object]
) -> Identified:
    """The network behind the numbers. Raises GradientCheckInputError if there is not just one."""
    found = identify(given, X, Y, said, progress)
    if not found and given.value is not None:  # is just the loss another one?
        alone = identify(given.without_value(), X, Y, said, progress)
        total = sum(array.size for array in given.arrays)
        found = [each for each in alone if each.entries >= LEAST * total]
    if not found and (one := as_described(given, X, Y, said)):
        found = [one]
    if len(found) == 1:
        return found[0]
    if found:
        several = listed((described(each.found) for each in found), "or", 4)
        raise GradientCheckInputError(
            f"these numbers fit several networks equally well: {several}. {CHOOSE}"
        )
    among = "known network" if said == Description() else "network of those that are allowed"
    if given.value is None:
        why = (
            f"no {among} has these gradients, and there is no loss to go by. Add the loss. {CHOOSE}"
        )
    elif given.coarse:
        why = (
            f"no {among} has these gradients, and a loss in float32 is not enough to go by. Save "
            f"everything in float64. {CHOOSE}"
        )
    else:
        why = (
            f"no {among} has the loss {number(given.value, DIGITS)} or these gradients. Were both "
            f"computed at these very parameters, on this X and Y, before the update? {CHOOSE}"
        )
    raise GradientCheckInputError(f"{why}. {IN_PYTHON}")


def _faults(known: Identified, given: Given, X: Array, Y: Array) -> tuple[str, ...]:
    """What is wrong with the loss."""
    value, found = given.value, known.found
    if value is None or known.by_value:
        return ()
    given_loss, own_loss = told_apart(value, known.value)
    words = (
        f"The loss is {given_loss}, but that of {described(found)} is {own_loss} at these "
        "parameters"
    )
    params = found.layout.named(given.arrays)
    weights = [p for name, p in params.items() if name[0] == "W"]
    squares = sum(float(np.vdot(p, p)) for p in weights)
    sizes = sum(float(np.abs(p).sum()) for p in weights)
    others = [] if known.entries else identify(given, X, Y)
    if len(others) == 1:
        more = f"These numbers are those of {described(others[0].found)}"
    elif abs(value - known.value) <= TINY * abs(known.value):
        more = (
            "So little is off where a small number is added inside a log or a division, as in "
            "log(p + 1e-8), or where something on the way is float32: leave that out"
        )
    elif found.penalised == "none" and value > known.value and squares:
        l2, l1 = (number((value - known.value) / total) for total in (squares, sizes))
        more = (
            f"An L2 term of {l2} sum(W^2) or an L1 term of {l1} sum(|W|) would make up for it: do "
            "the gradients lack it? Or is it another loss or reduction?"
        )
    else:
        more = "Is it another loss or reduction, or were the parameters updated in between?"
    return (f"{words}. {more}",)


def _basis(known: Identified, given: Given, network: Description | None, Y: Array) -> str:
    """What was found, and what it rests on."""
    total = sum(array.size for array in given.arrays)
    entry = "entry of the gradients", "is", "are", "entries of the gradients"
    entries = f"{out_of(known.entries, total, *entry)} its own"
    if known.by_value:
        found = known.found
        terms = [name for name, there in (("L1", found.l1), ("L2", found.l2)) if there]
        term = f"with this {listed(terms)} term " if terms else ""
        words = f"{term}its loss on X and Y is the given one, {number(known.value, DIGITS)}"
        words += f"; {entries}, too" if known.entries else "; none of the gradients is its own"
    else:
        words = entries if known.entries else "nothing in the numbers confirms it"
        if given.value is None:
            words += f". {NO_LOSS}"
    said = "Recognised" if network in (None, Description()) else "As described"
    return f"{said}: {described(known.found, Y)}. It rests on this: {words}."
