"""A weight or bias that is set by hand, in the network's card: callback of the board."""

from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.ui import state
from mlpviz.words import element_name
from mlpviz.workbench.events import Assign
from mlpviz.workbench.gate import gate


def assign(told: Assign) -> None:
    """Callback: set what was typed. Training pauses, and the epoch is measured anew.

    What was tried for the run as it was is forgotten, and so is what ended its training.
    """
    current = state.session()
    current.pause()
    try:
        if current.trainer.progress:
            raise _refused(told, "cannot be set in the middle of an epoch: press Step to finish it")
        with gate:
            current.trainer.set_parameter(told.name, told.index, _number(told))
    except FaultsError as error:
        current.refuse(error)
        return
    current.error = current.failure = None
    current.cures.forget()
    current.redraw()


def _number(told: Assign) -> float:
    try:
        return float(told.value.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        message = f"= {show(told.value)} must be a number, such as 0.5 or 1e-3"
        raise _refused(told, message) from None


def _refused(told: Assign, why: str) -> FaultsError:
    message = f"{element_name(told.name, told.index)} {why}."
    return FaultsError([Fault("value", told.value, message)])
