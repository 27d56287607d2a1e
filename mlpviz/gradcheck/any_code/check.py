"""``check_gradients``: anyone's gradients, of any loss, against independent ones.

Nothing is known of the code under test but its loss. So every entry is nudged by itself, and what
rounding does to the loss is measured, not derived.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import FaultsError
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.effect import effectless
from mlpviz.gradcheck.any_code.element_loop import require_felt
from mlpviz.gradcheck.any_code.exact import as_array, exact_references
from mlpviz.gradcheck.any_code.given import given
from mlpviz.gradcheck.any_code.hints import kind_of
from mlpviz.gradcheck.any_code.limits import why_unresolved
from mlpviz.gradcheck.any_code.loss_function import (
    Loss,
    require_repeatable,
    takes_params,
    value_at_rest,
)
from mlpviz.gradcheck.any_code.noise import measure_noise
from mlpviz.gradcheck.any_code.notes import effect_notes, kink_notes, precision_notes, unseen_notes
from mlpviz.gradcheck.any_code.parameters import (
    GradientCheckInputError,
    Slot,
    read_slots,
    restored,
)
from mlpviz.gradcheck.any_code.second_opinions import gradient_rounding
from mlpviz.gradcheck.any_code.sources import References, Subject, references
from mlpviz.gradcheck.description import Description
from mlpviz.gradcheck.progress import Progress
from mlpviz.gradcheck.readings.context import Context
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow, known_sources
from mlpviz.words import listed, number


def check_gradients(
    loss_fn: Callable[..., Any],
    params: Any,
    grads: Any,
    h: float | None = None,
    sources: str | Sequence[str] | None = None,
    *,
    X: Any = None,
    Y: Any = None,
    network: Description | None = None,
    progress: Callable[[float], object] | None = None,
) -> GradientReport:
    """Compare the gradients of your own code with independent ones, entry by entry.

    Parameters
    ----------
    loss_fn : callable
        Without arguments, reading the very arrays in ``params``, which are nudged in place; or
        with one, to be called with copies of ``params``. It gives one real number: a float, a NumPy
        or torch scalar.
    params : dict, list or tuple, or a single array
        NumPy arrays or torch tensors (on the CPU); a torch module; objects with ``.data`` and
        ``.grad``, as micrograd's; for a loss_fn that takes them also floats.
    grads : like ``params``, or callable
        The gradients to judge, or a function that gives them, with ``params`` or without
        arguments; None judges the ``.grad`` of tensors and objects.
    h : float, optional
        Step of the central differences; by default one that suits each parameter.
    sources : str or sequence of str, optional
        What to judge by: "central"; "autograd", for tensors that require grad and a loss that has a
        graph; "complex_step" beside central, for a callable of NumPy params that accepts complex
        arrays. By default central, and autograd where it can be had and is not itself under test,
        as it is with ``grads`` None or a torch.autograd.Function of your own.
    X, Y : arrays, optional
        The data that the loss is computed from: inputs [n, d], [d, n] or [n, ...], and targets
        [n, k], [k, n], [n], or class numbers. With them, a fully connected network is recognised by
        its losses at a few nudged parameters, and every entry is judged by its exact derivative in
        a fraction of the time; some are still nudged. Without ``h`` and ``sources`` only.
    network : Description, optional
        What the network is, instead of having all of it found out; with ``X`` and ``Y``. It has to
        give the loss's values, else the report says which differ, and fails.
    progress : callable, optional
        Called with the share that is done, in [0, 1]; what it raises ends the check.

    The parameters are put back to the bit, whatever happens, and so is ``.grad``. Central
    differences take about six losses per number. Tolerances are derived from truncation, from the
    measured noise of the loss, and from the precision of parameters and gradients. Raises
    GradientCheckInputError, a ValueError that says what to do, if nothing can be compared: shapes
    or names that don't fit, a loss that is random, not finite, or blind to the parameters.

    Examples
    --------
    >>> W = np.array([[1.0, -2.0], [0.5, 3.0]])
    >>> check_gradients(lambda: np.sum(W**2), {"W": W}, {"W": 2.0 * W}).passed
    True
    >>> check_gradients(lambda: np.sum(W**2), {"W": W}, {"W": W}).verdict
    'fail'
    """
    started = perf_counter()
    own = takes_params(loss_fn)
    asked = _known_sources(sources, own)
    if h is not None and not (isinstance(h, int | float | np.floating) and 0.0 < h < np.inf):
        raise GradientCheckInputError(f"h = {h!r} must be a positive number, such as 2**-8")
    if network is not None:
        _require_data(network, X, Y, h, sources)
    taken = given(params, grads, own)
    slots = read_slots(taken.params, taken.grads, taken.copies)
    if h is not None:
        require_felt(h, slots)
    loss = Loss(loss_fn, taken.arguments(slots))
    entries = sum(slot.array.size for slot in slots) * len({"central", "complex_step"} & {*asked})
    tick = Progress(progress or (lambda _: None), entries).advance
    watched = [slot.held for slot in slots if tensors.is_tensor(slot.held)]
    with (
        taken.untouched(),
        restored(slots) as saved,
        tensors.undisturbed(watched),
        np.errstate(all="ignore"),
    ):
        base = value_at_rest(loss, slots, saved)
        noise = _noise(loss, slots, saved, base)
        subject = Subject(loss_fn, taken.params, slots, loss, base, noise, grads is None)
        found = None
        if X is not None and Y is not None and h is None and sources is None:
            found = exact_references(subject, as_array("X", X), as_array("Y", Y), network)
        if found is None or found.exact is None:
            why, faults = ((), ()) if found is None else (found.notes, found.faults)
            found = references(subject, asked, h, tick, insist=sources is not None)
            found = found._replace(notes=(*why, *found.notes), faults=faults)
        idle = effectless(loss, slots, found.values.values(), base, noise)
        rows = tuple(_row(slot, i, found, noise, idle.get(i, 0.0)) for i, slot in enumerate(slots))
        limit = why_unresolved(rows, slots, loss, loss.u, h)
        require_repeatable([base, loss()], max(loss.u, *(slot.u for slot in slots)))
    notes = (
        *unseen_notes(rows),
        *effect_notes(rows),
        *kink_notes(rows),
        *precision_notes(slots, loss.u),
    )
    return GradientReport(
        rows=rows,
        loss=base,
        dtype=listed(dict.fromkeys(slot.array.dtype.name for slot in slots)),
        seconds=perf_counter() - started,
        faults=tuple(found.faults),
        notes=(*found.notes, *notes),
        limit=limit,
        named=found.named,
        context=Context(params={s.name: copy for s, copy in zip(slots, saved, strict=True)}),
        h=max(float(e.h.max()) for e in found.central) if found.central else None,
    )


def _require_data(network: object, X: Any, Y: Any, h: object, sources: object) -> None:
    """Raise GradientCheckInputError if a description is given where nothing would look at it."""
    if not isinstance(network, Description):
        raise GradientCheckInputError(
            f"network is {kind_of(network)}; pass mlpviz.Description(...), such as "
            'Description(activations="tanh", output="softmax", loss="cross_entropy")'
        )
    missing = [name for name, data in (("X", X), ("Y", Y)) if data is None]
    extra = [name for name, value in (("h", h), ("sources", sources)) if value is not None]
    if missing or extra:
        what = f"pass {listed(missing)}, too" if missing else f"leave out {listed(extra)}"
        raise GradientCheckInputError(
            f"network describes what loss_fn computes from X and Y, which then judges it: {what}"
        )


def _known_sources(sources: str | Sequence[str] | None, own: bool) -> tuple[str, ...]:
    """The references to try, in the order of ``SOURCES``."""
    try:
        sources = known_sources(sources, default=("autograd", "central"))
    except FaultsError as error:
        raise GradientCheckInputError(str(error)) from None
    if "complex_step" in sources and not own:
        raise GradientCheckInputError(
            '"complex_step" puts complex numbers into the parameters, which only a loss_fn that '
            "takes params can be given: loss_fn(params)"
        )
    if "complex_step" in sources and "central" not in sources:
        raise GradientCheckInputError(
            '"complex_step" is only trusted beside "central", since code that drops the imaginary '
            'part gives wrong derivatives silently: sources=("central", "complex_step")'
        )
    return sources


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
    bounds = {
        source: gradient_rounding(slot, value, noise) + jump for source, value in values.items()
    }
    bounds["analytic"] = gradient_rounding(slot, next(iter(values.values())), noise, scale)
    if found.exact is not None:
        bounds["complex_step"] = found.exact.bounds[i]
        bounds["analytic"] = found.exact.rounding[i]
    if found.central:
        bounds["central"] = found.central[i].bound
    values = {"analytic": slot.gradient, **values}
    return ParameterRow.compare(slot.name, values, bounds, kinks, scale)
