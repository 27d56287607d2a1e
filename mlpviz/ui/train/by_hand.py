"""A weight or bias that is set by hand, in the network's card: callback of the board."""

from typing import cast

from mlpviz.engine.by_hand import element_value
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.ui import state
from mlpviz.words import element_name
from mlpviz.workbench.events import Assign
from mlpviz.workbench.gate import gate
from mlpviz.workbench.typed import typed_number


def assign(told: Assign) -> None:
    """Callback: set what was typed. Training pauses, and the epoch is measured anew.

    What was tried for the run as it was is forgotten, and so is what ended its training.
    """
    current = state.session()
    current.pause()
    try:
        if current.trainer.progress:
            raise _under_way(told)
        element = element_name(told.name, told.index)
        value = typed_number(told.value, element_value(current.trainer.network), element)
        with gate:
            current.trainer.set_parameter(told.name, told.index, cast(float, value))
    except FaultsError as error:
        current.refuse(error)
        return
    current.error = current.failure = None
    current.cures.forget()
    current.redraw()


def _under_way(told: Assign) -> FaultsError:
    element = element_name(told.name, told.index)
    message = f"{element} cannot be set in the middle of an epoch: press Step to finish it."
    return FaultsError([Fault("value", told.value, message)])
