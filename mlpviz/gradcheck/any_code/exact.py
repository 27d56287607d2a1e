"""References for someone else's gradients once their network is recognised: all of them, exactly.

The engine's network with the same parameters is differentiated by node probes along the imaginary
axis, in the time of one structured check. What is trusted is that it is the same function; so some
entries of every parameter are also nudged through the loss itself, as witnesses.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.contradiction import contradiction, require_fitting
from mlpviz.gradcheck.any_code.element_loop import ElementLoop
from mlpviz.gradcheck.any_code.loss_kinks import loss_kinks
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError, Slot
from mlpviz.gradcheck.any_code.second_opinions import gradient_rounding
from mlpviz.gradcheck.any_code.sources import (
    Exact,
    References,
    Subject,
    autograd,
    autograd_under_test,
)
from mlpviz.gradcheck.any_code.unit_kinks import unit_kinks
from mlpviz.gradcheck.any_code.watch import Watch
from mlpviz.gradcheck.description import Description
from mlpviz.gradcheck.mistakes.explanation import Found as Mistaken
from mlpviz.gradcheck.mistakes.subject import Subject as Wrong
from mlpviz.gradcheck.mistakes.subject import name_in_network
from mlpviz.gradcheck.numerical import STEP
from mlpviz.gradcheck.reading import UNKNOWN as UNEXPLAINED
from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.recognise import recognise
from mlpviz.gradcheck.recognised import Recognised, described
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.words import agreeing, counted, element_name, whole

UNKNOWN = (
    "X and Y did not help: no fully connected network of the known activations, outputs and losses "
    "gives these losses, so every entry was nudged through loss_fn."
)
NAMING = 3000.0  # trials, many or few: nobody can count them before
NO_TIME = (
    "X and Y did not help: there was no time to try all networks, so entries were nudged through "
    "loss_fn. Say what the network is, by mlpviz.Description, or give it more time, by limit."
)
SEARCH = 0.5  # share of the time that recognising a network may take
WITNESSES = 4  # entries of every parameter that are nudged through the loss, too


def as_array(name: str, data: Any) -> Array:
    """Someone's X or Y in float64. Raises GradientCheckInputError if it holds no finite numbers."""
    if tensors.is_tensor(data):
        return tensors.numbers(data)
    try:
        array = np.asarray(data, np.float64)
    except (TypeError, ValueError) as error:
        raise GradientCheckInputError(
            f"{name} cannot be read as an array of numbers ({error}): pass the array that the loss "
            "is computed from, or leave X and Y out"
        ) from error
    if not array.size or not np.isfinite(array).all():
        what = "is empty" if not array.size else "holds numbers that are not finite"
        raise GradientCheckInputError(f"{name} {what}: pass the data of the loss, or leave it out")
    return array


def exact_references(
    subject: Subject, X: Array, Y: Array, watch: Watch, said: Description | None = None
) -> References:
    """What a recognised network gives, and autograd where it can be had; ``exact`` None if none is.

    ``notes`` say what the verdict rests on, or that nothing was recognised. What is ``said`` of the
    network has to hold; if it does not, ``faults`` say so.
    """
    slots = subject.slots
    arrays = [slot.array for slot in slots]
    u = max(subject.loss.u, *(slot.u for slot in slots))
    if said is not None:
        require_fitting(said, arrays, X, Y)
    watch.begin(NAMING, NAMING)
    search = partial(
        recognise, subject.loss, arrays, X, Y, noise=subject.noise, u=u, between=watch.heard
    )
    found, searched = None, False
    with watch.part(SEARCH):
        found, searched = search(said=said or Description()), True
    if watch.interrupted:  # nothing is known yet
        raise KeyboardInterrupt
    if found is None and said is not None and searched:
        fault = contradiction(said, subject.loss, arrays, X, Y, search())
        return References({}, (), (), faults=(fault,))
    if found is None:
        return References({}, (), (UNKNOWN if searched else NO_TIME,))
    exact = exact_gradients(found, slots, subject.noise, lambda _: watch.heard())
    loop = ElementLoop(subject.loss, subject.base, subject.noise, subject.loss.u)
    count, where = contradicted(loop, slots, exact)
    if where:
        return References({}, (), (f"{UNKNOWN} (One fits at first, but not at {where}.)",))
    exact = jumps_in_use(exact, slots)
    values: dict[str, Sequence[Array]] = {"complex_step": exact.values}
    under_test = autograd_under_test(subject)
    graphs = None if under_test else autograd(subject)[0]
    if graphs is not None:
        values["autograd"] = graphs
    total = sum(array.size for array in arrays)
    one = "The only entry rests", "it was also nudged through loss_fn, and agrees"
    all_rest = f"All {counted(total, 'entry', 'entries')} rest"
    nudged = f"{whole(count)} of them were also nudged through loss_fn, and agree"
    note = (
        f"{'Recognised by' if said is None else 'As described, and so are'} its losses: "
        f"{described(found, Y)}. {agreeing(total, one[0], all_rest)} on the exact "
        f"derivative of that network; {agreeing(total, one[1], nudged)}."
    )
    notes = (note, *([f"autograd is left out: {under_test}"] if under_test else []))
    reading = None
    with watch.part(None):
        reading = named(found, slots, exact, watch.heard)
    return References(values, (), notes, exact, reading)


def named(
    found: Recognised,
    slots: Sequence[Slot],
    exact: Exact,
    between: Callable[[], object] = unheard,
) -> Reading | None:
    """The mistake behind a gradient that is off somewhere; None if all is right, or none fits.

    ``between`` is called between two trials; what it raises ends the search.
    """
    judged = [slot.gradient for slot in slots]
    arrays = [slot.array for slot in slots]
    slack = [b + r + j for _, b, r, j in zip(*exact, strict=True)]
    network, actual, right = found.network(arrays), found.held(judged), found.held(exact.values)
    allowed, scale, reported = found.held(slack), found.scale, None
    if found.report.name:
        if all(np.all(np.abs(actual[n] - right[n]) <= allowed[n]) for n in actual):
            return None
        reported = Mistaken(found.report.name, (), False, (found.report.amount,))
        right, scale = _of_the_right_loss(found, network, actual)
    reading = name_in_network(
        Wrong(
            network,
            found.X,
            found.Y,
            found.loss,
            found.l2,
            found.l1,
            actual,
            right,
            allowed,
            found.writer([slot.name for slot in slots], arrays),
            max(slot.u for slot in slots),
            scale,
            found.penalised == "all",
            reported,
            between=between,
        )
    )
    unsure = reported is not None and reading is not None and UNEXPLAINED in reading.alternatives
    return None if unsure else reading


def _of_the_right_loss(
    found: Recognised, network: MLP, actual: Mapping[str, Array]
) -> tuple[dict[str, Array], float]:
    """The gradient of the loss without its mistake, and its scale: that which fits ``actual``."""
    network.backpropagate(found.X, found.Y, found.loss)
    plain = {name: network.grads[name].copy() for name in actual}
    pull = {name: found.penalty_part(name, network.params[name]) for name in actual}
    base = sum(float(np.vdot(g, g)) for g in plain.values())
    scale = sum(float(np.vdot(actual[n] - pull[n], g)) for n, g in plain.items()) / base
    return {name: scale * g + pull[name] for name, g in plain.items()}, scale


def _by_the_engine(found: Recognised, network: MLP, slots: Sequence[Slot], noise: float) -> Exact:
    """The gradients of a loss with a mistake in it, by the engine's backward pass."""
    shapes = [slot.array.shape for slot in slots]
    values = found.unnamed(found.gradients(network), shapes)
    rounding = [
        gradient_rounding(slot, value, noise) for slot, value in zip(slots, values, strict=True)
    ]
    return Exact(values, rounding, rounding, [np.zeros(shape) for shape in shapes])


def exact_gradients(
    found: Recognised,
    slots: Sequence[Slot],
    noise: float,
    progress: Callable[[float], object] | None = None,
) -> Exact:
    """The gradients of the recognised network at the slots' present values, in their shapes.

    ``noise`` is the standard deviation of the loss's own rounding: see ``gradient_rounding``.
    ``progress`` is called with the share that is done. Its jumps are all that kinks leave open.
    """
    arrays = [slot.array for slot in slots]
    shapes = [array.shape for array in arrays]
    network = found.network(arrays)
    if found.report.name:
        return _by_the_engine(found, network, slots, noise)
    u = max(slot.u for slot in slots)
    kinks, units = loss_kinks(found, arrays, u), unit_kinks(found, arrays, u)
    report = check_network(
        network,
        found.X,
        found.Y,
        loss=found.loss,
        l2=found.engine_l2,
        l1=found.engine_l1,
        sources=("complex_step",),
        spots=0,
        progress=progress,
    )
    value, bound, rounding = {}, {}, {}
    for row in report.rows:
        pull = found.pull(row.name, network.params[row.name])
        value[row.name] = found.scale * row.numerical + pull
        if kinks is not None:
            value[row.name] -= kinks.share[row.name]
        bound[row.name] = found.scale * row.bounds["complex_step"] + 4.0 * 2.0**-53 * np.abs(pull)
        rounding[row.name] = found.scale * row.bounds["analytic"]
    values = found.unnamed(value, shapes)
    own = found.unnamed(rounding, shapes)
    exact = Exact(
        values,
        found.unnamed(bound, shapes),
        [
            a + gradient_rounding(slot, v, noise)
            for slot, v, a in zip(slots, values, own, strict=True)
        ],
        [np.zeros(shape) for shape in shapes],
    )
    jumps = [by_name for by_name in (kinks and kinks.jump, units) if by_name]
    if not jumps:
        return exact
    both = {name: np.add.reduce([by_name[name] for by_name in jumps]) for name in jumps[0]}
    return exact._replace(jumps=found.unnamed(both, shapes))


def jumps_in_use(exact: Exact, slots: Sequence[Slot]) -> Exact:
    """With the jumps of those gradients alone that are not where np.sign and ``z > 0`` put them."""
    used = [
        jump if np.any(np.abs(slot.gradient - value) > bound + rounding) else np.zeros(jump.shape)
        for slot, value, bound, rounding, jump in zip(slots, *exact, strict=True)
    ]
    return exact._replace(jumps=used)


def contradicted(loop: ElementLoop, slots: Sequence[Slot], exact: Exact) -> tuple[int, str]:
    """Nudge some entries of every slot through the loss: how many, and the first that differs.

    The second value is empty if all agree, else names the entry.
    """
    count = 0
    for slot, value, bound, rounding, jump in zip(slots, *exact, strict=True):
        chosen = _witnesses(value.reshape(-1), slot.gradient.reshape(-1))
        seen = loop.estimate(slot, chosen, np.full(len(chosen), STEP))
        allowed = seen.bound + seen.jump + (bound + rounding + jump).reshape(-1)[chosen]
        off = np.abs(seen.value - value.reshape(-1)[chosen]) > allowed
        count += len(chosen)
        if off.any():
            index = np.unravel_index(int(chosen[np.argmax(off)]), slot.array.shape)
            return count, element_name(slot.name, [int(i) for i in index])
    return count, ""


def _witnesses(value: Array, gradient: Array) -> Array:
    """Indices of the largest derivative, of the gradient that is off most, and of others between.

    As many as there may be, whichever two coincide: how many is told, and is the same everywhere.
    """
    wanted = [int(np.argmax(np.abs(value))), int(np.argmax(np.abs(gradient - value)))]
    spread = np.linspace(0, value.size - 1, min(value.size, 2 * WITNESSES), dtype=np.int64)
    return np.array(list(dict.fromkeys([*wanted, *spread.tolist()]))[:WITNESSES])
