"""Why a check could not decide, and what to do next."""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.parameters import Slot, restored
from mlpviz.gradcheck.any_code.second_opinions import largest_known
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.verdict import VERDICTS
from mlpviz.words import number

NEAR, FARTHER = 2.0**-20, (2.0**-12, 2.0**-8, 2.0**-4)  # apart, over a parameter's size
POINTS = 16
FEW = 4  # values among the near points, where a smooth loss has as many as there are points
STEP_SIZE = 2.0**12  # roundings of a float64 loss: smaller steps are its own
VANISHED = 1e-10  # of the loss: at a step of 1, such a gradient is known to a thousandth at best
MOST_PARTS, ROUND = 20, 1e-3
FLOAT32_STEPS = 1e-6  # of the loss: steps below are those of float32


def why_unresolved(
    rows: Sequence[ParameterRow],
    slots: Sequence[Slot],
    loss: Callable[[], float],
    loss_u: float,
    h: float | None,
) -> str:
    """The reason why rows are unresolved, and what to do; empty if none is.

    ``loss`` reads the slots' arrays, which are put back; ``loss_u`` is its type's unit round-off,
    ``h`` the step that was asked for.
    """
    vague = [(row, slot) for row, slot in zip(rows, slots, strict=True) if _vague(row).any()]
    if not vague:
        return ""
    if all(row.kinks[_vague(row)].all() for row, _ in vague):
        return (
            "the entries in question stand on a kink, where slopes differ left and right and none "
            "is right. Move the parameters a little and repeat"
        )
    if h is not None:
        return (
            f"the step h = {number(h)} was asked for, and does not suit it. Leave h out, and one "
            "is chosen"
        )
    if max(loss_u, *(slot.u for slot in slots)) > 2.0**-53:
        return (
            "float32 rounds off too much. Check in float64, parameters, data and loss alike: "
            ".astype(np.float64), .double() in torch, jax_enable_x64 in JAX"
        )
    size = steps_of([slot for _, slot in vague], loss)
    base = abs(loss())
    if size > STEP_SIZE * 2.0**-53 * base:
        if size < FLOAT32_STEPS * base:
            return (
                f"the loss moves in steps of {number(size, 2)}, as float32 does. Is there any on "
                "the way? Use float64 throughout"
            )
        return (
            f"the loss moves in steps of {number(size, 2)}. Is it rounded (round, an f-string), or "
            "an accuracy or a count? Return the loss itself, with all its digits"
        )
    largest = max(largest_known(row.numerical) for row, _ in vague)
    if largest <= VANISHED * base:
        return (
            f"the gradient, at most {number(largest, 2)}, has vanished beside the loss, "
            f"{number(base, 2)}. Check at other weights, or take the loss without the part that "
            "does not depend on them"
        )
    return (
        "the loss changes too sharply for any step. Check at other weights, smaller inputs or "
        "fewer samples; and look whether it is noisy"
    )


def steps_of(slots: Sequence[Slot], loss: Callable[[], float]) -> float:
    """The height of the smallest step of a loss that moves in steps; 0 if it moves smoothly.

    It is flat nearby, and yet moves farther off.
    """
    rng = np.random.default_rng(0)
    sides = [np.asarray(rng.uniform(-1.0, 1.0, slot.array.shape)) for slot in slots]

    def values(apart: float) -> list[float]:
        found = []
        with restored(slots) as saved:
            for i in range(POINTS):
                for slot, copy, side in zip(slots, saved, sides, strict=True):
                    size = float(np.abs(copy).max()) or 1.0
                    slot.array[...] = copy + (i * apart * size * side).astype(copy.dtype)
                found.append(loss())
        return found

    near = np.unique(values(NEAR))
    if len(near) > FEW:
        return 0.0
    try:
        far = np.unique([value for apart in FARTHER for value in values(apart)])
    except (ArithmeticError, ValueError):  # not defined so far off, as math.log below 0
        return 0.0
    if len(far) < 2 or not np.isfinite(far).all():
        return 0.0
    return _common_step(np.diff(far))


def _common_step(steps: Array) -> float:
    """The largest number that all ``steps`` are multiples of, if it is not far below the least."""
    least = float(steps.min())
    for parts in range(1, MOST_PARTS):
        multiples = steps * parts / least
        if np.all(np.abs(multiples - np.round(multiples)) < ROUND * multiples):
            return least / parts
    return least


def _vague(row: ParameterRow) -> Array:
    return np.asarray(row.verdicts == VERDICTS.index("unresolved"))
