"""References for someone else's gradients: differences, autograd, the complex step."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.differences import Differences
from mlpviz.gradcheck.any_code.element_loop import ElementLoop, require_finite
from mlpviz.gradcheck.any_code.loss_function import Loss, complex_twin
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError, Slot, rebuild
from mlpviz.gradcheck.any_code.second_opinions import gradient_rounding
from mlpviz.gradcheck.any_code.six_point_difference import BoundedDerivative
from mlpviz.gradcheck.any_code.watch import Watch
from mlpviz.gradcheck.directions import Directions
from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.structured.complex_step import IMAGINARY_STEP
from mlpviz.words import element_name, listed, number


class Subject(NamedTuple):
    """The code under check, at one point.

    ``params`` is the structure that a ``loss_fn`` with an argument is called with, ``slots`` are
    its parameters; ``loss`` calls ``loss_fn`` with the slots' own arrays and is ``base`` where they
    are, with noise of standard deviation ``noise``; it takes ``seconds``. ``of_backward``: the
    gradients under test are those that torch's autograd has left in ``.grad``.
    """

    loss_fn: Callable[..., Any]
    params: Any
    slots: Sequence[Slot]
    loss: Loss
    base: float
    noise: float
    seconds: float = 0.0
    of_backward: bool = False


class Exact(NamedTuple):
    """By slot: the derivative of a recognised network, how far it may be off, how far rounding may
    move a right gradient of the code under test, and how far a kink of the loss that it stands on.
    """

    values: Sequence[Array]
    bounds: Sequence[Array]
    rounding: Sequence[Array]
    jumps: Sequence[Array]


class References(NamedTuple):
    """``values`` by source and by slot; ``central``, by slot, what else differences have found.

    Where there was no time for an entry, its values are NaN; ``directions``, by slot, say what was
    found of all entries at once, and ``doubtful`` of how many there was no time to be sure.
    ``notes`` say why a source is missing, or what the references rest on; ``faults`` what is wrong
    beside the gradients. ``exact`` is there if the network was recognised: then "complex_step" is
    its derivative, and ``named`` says which known mistake gives exactly the gradient under test, if
    one does.
    """

    values: Mapping[str, Sequence[Array]]
    central: Sequence[BoundedDerivative]
    notes: Sequence[str]
    exact: Exact | None = None
    named: Reading | None = None
    faults: Sequence[str] = ()
    directions: Sequence[Directions | None] = ()
    doubtful: int = 0

    def blind(self, slots: Sequence[Slot]) -> "References":
        """The same where differences of the loss can judge nothing."""
        central = []
        for slot, each in zip(slots, self.central, strict=True):
            size = 2.0 * max(
                float(np.nanmax(np.abs(a), initial=0.0)) for a in (slot.gradient, each.value)
            )
            bound, none = np.maximum(each.bound, size), np.zeros(each.kinks.shape, bool)
            central.append(each._replace(bound=bound, kinks=none))
        return self._replace(central=central, directions=(), doubtful=0)


def references(
    subject: Subject,
    sources: Sequence[str],
    h: float | None,
    watch: Watch,
    insist: bool,
) -> References:
    """The gradient from each of ``sources``, with central steps ``h``, in the time of ``watch``.

    If autograd cannot be had, it is left out; with ``insist``, and for whatever else stands in the
    way, GradientCheckInputError is raised.
    """
    values: dict[str, Sequence[Array]] = {}
    central: list[BoundedDerivative] = []
    notes: list[str] = []
    under_test = autograd_under_test(subject) if "autograd" in sources else ""
    if under_test:
        only = len(sources) == 1
        notes.append(f"autograd is {'no witness' if only else 'left out'}: {under_test}")
    if "autograd" in sources and (not under_test or len(sources) == 1):
        gradients, why = autograd(subject)
        if gradients is not None:
            values["autograd"] = gradients
        elif insist:
            raise GradientCheckInputError(f'leave "autograd" out of sources: {why}')
        elif any(tensors.is_tensor(slot.held) for slot in subject.slots):
            notes.append(f"autograd was left out: {why}")
    directions: Sequence[Directions | None] = ()
    doubtful = 0
    if "complex_step" in sources:
        watch.expect(sum(slot.array.size for slot in subject.slots))
    if "central" in sources:
        loop = ElementLoop(subject.loss, subject.base, subject.noise, subject.loss.u)
        differences = Differences(loop, subject.slots, subject.noise, watch, h)
        differences.run(subject.seconds)
        if watch.interrupted and differences.nothing:
            raise KeyboardInterrupt
        for slot, estimate in zip(subject.slots, differences.estimates, strict=True):
            require_finite(slot, estimate, asked=h is not None)
            parts = (part.reshape(slot.array.shape) for part in estimate)
            central.append(BoundedDerivative(*parts))
        values["central"] = [estimate.value for estimate in central]
        directions, doubtful = differences.directions, differences.doubtful
    if "complex_step" in sources:
        exact = complex_steps(subject, central, watch)
        where = disagreement(subject, exact, central)
        if where:
            notes.append(where)
        else:
            values["complex_step"] = exact
    return References(values, central, notes, directions=directions, doubtful=doubtful)


def autograd_under_test(subject: Subject) -> str:
    """Why autograd cannot witness for the gradients under test, as it has made them; or nothing."""
    if not any(_in_a_graph(slot.held) for slot in subject.slots):
        return ""
    functions = tensors.own_functions(subject.loss.raw())
    if functions:
        return (
            f"the loss goes through {listed(functions)}, a torch.autograd.Function of your own, "
            "whose backward is what is under test"
        )
    if subject.of_backward:
        return "the gradients under test are its own, and it would agree with itself"
    return ""


def autograd(subject: Subject) -> tuple[Sequence[Array] | None, str]:
    """The gradients by torch's autograd, or None and the reason why they cannot be had.

    The loss must be a tensor whose graph reaches every parameter; ``.grad`` stays as it is.
    """
    slots = subject.slots
    without = [slot.name for slot in slots if not _in_a_graph(slot.held)]
    if without:
        return None, f"{listed(without)}: no torch tensors that require grad"
    value = subject.loss.raw()
    if not tensors.carries_graph(value):
        return None, "loss_fn returns a number without a graph (.item(), .detach(), no_grad?)"
    try:
        gradients = tensors.differentiate(value, [slot.held for slot in slots])
    except RuntimeError as error:
        if "second time" in str(error):  # torch's own words for a graph that backward() has freed
            return None, "the graph of the loss is used up (does loss_fn call backward() itself?)"
        return None, f"torch cannot differentiate the loss: {str(error).splitlines()[0]}"
    unseen = [s.name for s, gradient in zip(slots, gradients, strict=True) if gradient is None]
    if unseen:
        names = listed(unseen)
        return None, f"the graph of the loss does not reach {names} (.detach(), .data, .numpy()?)"
    return [gradient for gradient in gradients if gradient is not None], ""


def complex_steps(
    subject: Subject, central: Sequence[BoundedDerivative], watch: Watch
) -> Sequence[Array]:
    """The gradients as Im loss(p + ih) / h, for a callable of NumPy parameters.

    Of all entries that ``central`` differences know, in the time of ``watch``; NaN else. Nothing is
    subtracted, so they are right to round-off; see ``mlpviz.gradcheck.structured.complex_step``.
    Raises GradientCheckInputError if the loss cannot be taken at complex parameters, or is real
    there.
    """
    if any(tensors.is_tensor(slot.held) for slot in subject.slots):
        raise GradientCheckInputError(
            '"complex_step" needs NumPy parameters; for torch tensors "autograd" is as sharp'
        )
    arrays = [slot.array.astype(np.complex128) for slot in subject.slots]
    loss = complex_twin(subject.loss_fn, rebuild(subject.params, iter(arrays)))
    gradients = [np.full(array.shape, np.nan) for array in arrays]
    with watch.part():
        for array, gradient, known in zip(arrays, gradients, central, strict=True):
            for index in map(tuple, np.argwhere(~np.isnan(known.value))):
                saved = array[index]
                array[index] = saved + 1j * IMAGINARY_STEP
                gradient[index] = loss().imag / IMAGINARY_STEP
                array[index] = saved
                watch.heard()
    return gradients


def disagreement(
    subject: Subject, exact: Sequence[Array], central: Sequence[BoundedDerivative]
) -> str:
    """Where the complex step contradicts differences, and what that means; empty if nowhere."""
    for slot, value, estimate in zip(subject.slots, exact, central, strict=True):
        allowed = estimate.bound + estimate.jump
        allowed = allowed + gradient_rounding(slot, estimate.value, subject.noise)
        known = ~np.isnan(estimate.value) & ~np.isnan(value)
        wrong = np.argwhere(known & ~(np.abs(value - estimate.value) <= allowed))
        if len(wrong):
            index = tuple(wrong[0])
            return (
                f"complex_step was left out: at {element_name(slot.name, index)} it gives "
                f"{number(value[index], 9)}, differences give {number(estimate.value[index], 9)}. "
                "loss_fn seems to drop the imaginary part on the way: abs, .real, norm, conj, "
                ".astype(float)?"
            )
    return ""


def _in_a_graph(held: Any) -> bool:
    return tensors.is_tensor(held) and bool(held.requires_grad)
