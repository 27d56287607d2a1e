"""``check_gradients``: anyone's gradients, of any loss, against independent ones.

Nothing is known of the code under test but its loss. So every entry is nudged by itself, and what
rounding does to the loss is measured, not derived.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from mlpviz.clock import Clock
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.at_point import report_at_point
from mlpviz.gradcheck.any_code.differences import LOSSES
from mlpviz.gradcheck.any_code.element_loop import require_felt
from mlpviz.gradcheck.any_code.given import given
from mlpviz.gradcheck.any_code.larger_weights import are_tiny, at_larger_weights
from mlpviz.gradcheck.any_code.loss_function import Loss, takes_params
from mlpviz.gradcheck.any_code.options import options
from mlpviz.gradcheck.any_code.parameters import read_slots, restored
from mlpviz.gradcheck.any_code.watch import Watch
from mlpviz.gradcheck.description import Description
from mlpviz.gradcheck.report import GradientReport


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
    limit: float | None = 60.0,
    clock: Clock = perf_counter,
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
    limit : float, optional
        Seconds that the differences may take; None is no limit. Where they would take longer, eight
        random directions through each parameter (see ``mlpviz.gradcheck.directions``) decide over
        all its entries; a parameter that fails is halved until its worst row and column are found;
        then some single entries are nudged. A parameter passes by directions only if they would
        have seen an error of a thousandth of the largest entry with a probability of 99.9 %. The
        report says what was looked at, and what would have been seen. About thirty losses are
        always computed. Ctrl-C ends the differences, too: the report then says what is known by
        then. A second Ctrl-C ends the check, and so does one before the first difference.
    clock : callable, optional
        What tells the time, in seconds.

    The parameters are put back to the bit, whatever happens, and so is ``.grad``. Central
    differences take about six losses per number. Tolerances are derived from truncation, from the
    measured noise of the loss, and from the precision of parameters and gradients. Raises
    GradientCheckInputError, a ValueError that says what to do, if nothing can be compared: shapes
    or names that don't fit, a loss that is random, not finite, or blind to the parameters. Raises
    MissingTorchError, an ImportError, if ``sources`` names autograd and torch is not installed.

    Examples
    --------
    >>> W = np.array([[1.0, -2.0], [0.5, 3.0]])
    >>> check_gradients(lambda: np.sum(W**2), {"W": W}, {"W": 2.0 * W}).passed
    True
    >>> check_gradients(lambda: np.sum(W**2), {"W": W}, {"W": W}).verdict
    'fail'
    """
    watch = Watch(clock, limit, progress)
    own = takes_params(loss_fn)
    asked = options(h, sources, X, Y, network, limit, own)
    taken = given(loss_fn, params, grads, own)
    slots = read_slots(taken.params, taken.grads, taken.copies)
    if asked.h is not None:
        require_felt(asked.h, slots)
    loss = Loss(loss_fn, taken.arguments(slots), watch.heard)
    with (
        taken.untouched(),
        restored(slots),
        tensors.undisturbed([slot.held for slot in slots if tensors.is_tensor(slot.held)]),
        np.errstate(all="ignore"),
    ):
        if taken.backward is not None and are_tiny(slots):
            watch.expect(LOSSES * sum(slot.array.size for slot in slots))
        report = report_at_point(taken, slots, loss, asked, watch)
        if not watch.interrupted:
            report = at_larger_weights(report, taken, slots, loss, asked, watch)
    watch.done()
    return report
