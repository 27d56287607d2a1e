"""Why a check could not decide, and what to do next."""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.parameters import Slot, restored
from mlpviz.gradcheck.any_code.second_opinions import largest_known
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.verdict import VERDICTS
from mlpviz.words import number, whole

NEAR, FARTHER = 2.0**-20, (2.0**-12, 2.0**-8, 2.0**-4)  # apart, over a parameter's size
POINTS = 16
FEW = 4  # values among the near points, where a smooth loss has as many as there are points
STEP_SIZE = 2.0**12  # roundings of a float64 loss: smaller steps are its own
VANISHED = 1e-10  # of the loss: at a step of 1, such a gradient is known to a thousandth at best
MOST_PARTS, ROUND = 20, 1e-3
TELLING = 3  # steps that are multiples of one by no chance
AGAIN = 2  # times, on an average, that a staircase comes back to a value
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
    if stairs := staircase([slot for _, slot in vague], loss):
        return stairs
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
        return (
            f"the loss moves in steps of {number(size, 2)}, as float32 does. Is there any on the "
            "way? Use float64 throughout"
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


def staircase(slots: Sequence[Slot], loss: Callable[[], float]) -> str:
    """That the loss is one, as an accuracy or a rounded number, whose slope says nothing; or empty.

    One in float32 is none: its steps are small enough to see over.
    """
    size = steps_of(slots, loss)
    if size <= max(STEP_SIZE * 2.0**-53, FLOAT32_STEPS) * abs(loss()):
        return ""
    moves = f"the loss moves in steps of {number(size, 2)}"
    if samples := _one_of(size):
        return (
            f"{moves}, one of {whole(samples)}: an accuracy instead of a loss, or a count? It has "
            "no gradient. Return the loss that training lowers, such as the cross-entropy"
        )
    return (
        f"{moves}. Is it rounded (round, an f-string), or an accuracy or a count? Return the loss "
        "itself, with all its digits"
    )


def _one_of(step: float) -> int:
    """The n of which a step is the n-th part; 0 if there is none, or it may be rounding, too."""
    parts = round(1.0 / step)
    tens = abs(np.log10(step) - round(np.log10(step))) < ROUND
    return parts if parts > 1 and not tens and abs(parts * step - 1.0) < ROUND else 0


def steps_of(slots: Sequence[Slot], loss: Callable[[], float]) -> float:
    """The height of the smallest step of a loss that moves in steps; 0 if it moves smoothly.

    It is flat nearby, and moves farther off by multiples of one step, or to the same values again.
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

    near = values(NEAR)
    if len(np.unique(near)) > FEW:
        return 0.0
    try:
        every = np.array([value for apart in FARTHER for value in values(apart)])
    except (ArithmeticError, ValueError):  # not defined so far off, as math.log below 0
        return 0.0
    moved = every[every != near[0]]
    if not len(moved) or not np.isfinite(every).all():
        return 0.0
    return _common_step(np.diff(np.unique(every)), AGAIN * len(np.unique(moved)) <= len(moved))


def _common_step(steps: Array, again: bool) -> float:
    """The largest number that all ``steps`` are multiples of, if it is not far below the least.

    If there is none: the least where values come ``again``, else 0. Few steps prove nothing.
    """
    least = float(steps.min())
    for parts in range(1, MOST_PARTS):
        multiples = steps * parts / least
        if np.all(np.abs(multiples - np.round(multiples)) < ROUND):
            return least / parts if again or len(steps) >= TELLING else 0.0
    return least if again else 0.0


def _vague(row: ParameterRow) -> Array:
    return np.asarray(row.verdicts == VERDICTS.index("unresolved"))
