"""Weights so small that a wrong slope cannot show: the check again at larger ones.

Where every pre-activation is nearly 0, an activation is a straight line: its slope is the same
number whatever formula gives it, and a right gradient cannot be told from many wrong ones.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.at_point import report_at_point
from mlpviz.gradcheck.any_code.given import Given
from mlpviz.gradcheck.any_code.loss_function import Loss
from mlpviz.gradcheck.any_code.options import Options
from mlpviz.gradcheck.any_code.parameters import (
    GradientCheckInputError,
    Slot,
    restored,
)
from mlpviz.gradcheck.any_code.watch import Watch
from mlpviz.gradcheck.report import GradientReport
from mlpviz.words import number

TINY = 1e-3  # root mean square; the usual initial weights are above, except in huge layers


def at_larger_weights(
    report: GradientReport,
    given: Given,
    slots: Sequence[Slot],
    loss: Loss,
    options: Options,
    watch: Watch,
) -> GradientReport:
    """``report``, or that at larger weights if the gradient fails there; with a note on either.

    Only where all parameters are tiny, there are layers, and nothing fails as it is. The gradients
    have to come from a function that can be called again.
    """
    if report.verdict == "fail" or not are_tiny(slots):
        return report
    sizes = [_rms(slot.array) for slot in slots]
    size = f"All parameters are tiny (root mean square at most {number(max(sizes), 1)})"
    cannot = f"{size}, where activations are straight lines: a wrong slope cannot show here"
    with restored(slots):
        rng = np.random.default_rng(0)
        for slot, now in zip(slots, sizes, strict=True):
            if slot.array.ndim > 1:
                slot.array[...] = _larger(slot.array, now, rng)
        try:
            loss()  # who keeps what the forward pass computed, keeps it from here
            gradients = given.gradients(slots)
            if gradients is None:
                return _noted(
                    report,
                    f"{cannot}. Pass the gradients as a function, as in check_gradients(loss, "
                    "params, backward), and they are tried at larger weights, too; or repeat the "
                    "check at weights of the usual size",
                )
            moved = [replace(s, gradient=g) for s, g in zip(slots, gradients, strict=True)]
            if all(
                np.array_equal(a.gradient, b.gradient) for a, b in zip(slots, moved, strict=True)
            ):
                return _noted(
                    report,
                    f"{cannot}. At larger weights the function that gives the gradients gave the "
                    "same numbers again, so it could not be tried there: let it compute them anew",
                )
            there = report_at_point(given, moved, loss, options, watch)
        except (GradientCheckInputError, ArithmeticError, ValueError) as error:
            return _noted(report, f"{cannot}; nor could it be tried at larger weights: {error}")
    if there.verdict == "fail":
        return _noted(
            there,
            f"{cannot}, and everything agrees. So it was tried again at weights of the usual size "
            "(a copy): this is what fails there",
        )
    agrees = "agrees" if there.passed else "does not contradict them"
    return _noted(report, f"{cannot}. So it was tried again at larger ones (a copy): all {agrees}")


def are_tiny(slots: Sequence[Slot]) -> bool:
    """Whether there are layers, and all parameters so small that activations are straight."""
    layers = sum(slot.array.ndim > 1 for slot in slots)
    return layers > 1 and max(_rms(slot.array) for slot in slots) < TINY


def _noted(report: GradientReport, note: str) -> GradientReport:
    return replace(report, notes=(note, *report.notes))


def _larger(array: Array, size: float, rng: np.random.Generator) -> Array:
    """The same array of the usual size, 1 / sqrt(its longest axis); at random where all is 0."""
    usual = max(array.shape) ** -0.5
    larger = array * (usual / size) if size else rng.normal(0.0, usual, array.shape)
    return np.asarray(larger)


def _rms(array: Array) -> float:
    return float(np.sqrt(np.mean(np.square(array, dtype=np.float64))))
