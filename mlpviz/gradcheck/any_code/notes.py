"""What limits a check of someone else's code: remarks below the report's table."""

from collections.abc import Sequence

import numpy as np

from mlpviz.gradcheck.any_code.parameters import Slot
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.verdict import VERDICTS
from mlpviz.words import counted, listed


def unseen_notes(rows: Sequence[ParameterRow]) -> list[str]:
    """Parameters that the loss does not depend on, though their gradient is wrong and not 0."""
    return [
        f"{row.name}: the loss does not change at all when it is nudged. Does loss_fn read this "
        "very array, or a copy of it?"
        for row in rows
        if row.verdict == "fail"
        and (row.scale or ("central" in row.values and not np.any(row.values["central"])))
    ]


def effect_notes(rows: Sequence[ParameterRow]) -> list[str]:
    """Parameters that have no effect on the loss."""
    return [
        f"{row.name} has no effect: moved alone by as much as 1, it changes the loss by no more "
        "than rounding (a bias before a normalisation, or weights of 0 behind it?). Its gradient "
        "should be 0, and is judged by the size of the others'"
        for row in rows
        if row.scale and row.verdict != "fail"
    ]


def kink_notes(rows: Sequence[ParameterRow]) -> list[str]:
    """Parameters with entries that stand on a kink, where no single derivative is right."""
    unresolved = VERDICTS.index("unresolved")
    counts = {
        row.name: int(np.count_nonzero(row.kinks & (row.verdicts == unresolved))) for row in rows
    }
    return [
        f"{name}: {counted(count, 'entry stands', 'entries stand')} on a kink (a ReLU at exactly "
        "0? An absolute error of 0?), where slopes differ left and right: move the parameters a "
        "little and repeat"
        for name, count in counts.items()
        if count
    ]


def precision_notes(slots: Sequence[Slot], loss_u: float) -> list[str]:
    """Numbers coarser than float64, which blunt the check."""
    coarse = [slot.name for slot in slots if slot.u > 2.0**-53]
    what = listed(coarse) if coarse else "the loss" if loss_u > 2.0**-53 else ""
    if not what:
        return []
    return [
        f"{what}: coarser than float64 (parameters, gradients or loss), which limits how small an "
        "error can be seen. Checked in float64, the same code is judged about a million times "
        "more sharply"
    ]
