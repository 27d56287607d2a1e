"""What a wrong gradient of a network of the engine is called: its mistakes are run on it."""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.subject import (
    Subject,
    memory_of,
    name_in_network,
    reported_mistake,
)
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.row import ParameterRow


def named_mistake(
    network: MLP,
    X: Array,
    Y: Array,
    loss: str,
    l2: float,
    rows: Sequence[ParameterRow],
    faults: Sequence[str],
    value: float,
    reference: float,
    between: Callable[[], object] = unheard,
) -> Reading | None:
    """Which mistake it is, of the gradient or in the loss; None if all is right.

    ``between`` is called between two trials; what it raises ends the search.
    """
    reported = reported_mistake(network, X, Y, loss, l2, value, reference) if faults else None
    if reported is None and all(row.verdict != "fail" for row in rows):
        return None
    named = {row.name: row for row in rows}
    between()
    return name_in_network(
        Subject(
            BuggyMLP.of(network, Steps()),
            X,
            Y,
            loss,
            l2,
            {name: row.analytic for name, row in named.items()},
            {name: row.numerical for name, row in named.items()},
            {name: row.bounds["analytic"] + row.tolerance for name, row in named.items()},
            Writer.of(Setting(network, loss, l2, len(X))),
            float(np.finfo(network.dtype).eps) / 2.0,
            reported=reported,
            trusted=True,
            memory=memory_of(network),
            between=between,
        )
    )
