"""What is tried for a run that does not learn: callbacks of the board."""

from collections.abc import Callable

from mlpviz.engine.faults import FaultsError
from mlpviz.limits import LimitError
from mlpviz.ui import state, training
from mlpviz.workbench.gate import gate


def try_cures(_: str) -> None:
    """Callback: begin to look for what helps. The board asks for frames until that is done."""
    state.take_live()
    current = state.session()
    if current.busy:
        return
    current.error = None
    current.cures.follow(current.run, current.config)
    try:
        with gate:
            current.cures.ask(current.trainer, current.config, current.failure)
    except LimitError as error:
        current.refuse(error)
    current.redraw()


def cancel(_: str) -> None:
    """Callback: end the search; what it has found so far is offered."""
    current = state.session()
    current.cures.stop()
    current.redraw()


def go_on() -> None:
    """The board asks for the next frame: a slice of the search. Other choices end it."""
    state.take_live()
    current = state.session()
    current.cures.follow(current.run, current.config)
    with gate:
        current.cures.advance()


def cure(label: str) -> None:
    """Callback: take the cure with this label: a new run, beside the sick one.

    The sick run is pinned if it has trained and there is room. A cure that is to wait plays on.
    Nothing happens if a click comes twice: the cured run has no cures yet.
    """
    current = state.session()
    found = [cure for cure in current.cures.found or () if cure.label == label]
    if not found:
        return
    if found[0].waits:
        training.play(True)
        return
    if current.trainer.epoch:
        current.pin()
    current.pause()
    state.take_live()  # what was moved in the sidebar since is meant, too
    try:
        config = found[0].apply(current.config)
    except FaultsError as error:
        current.refuse(error)
        return
    state.rebuild(config.model_dump())


# What the board's buttons do, by the name that they send.
ACTIONS: dict[str, Callable[[str], None]] = {
    "try_cures": try_cures,
    "cancel_cures": cancel,
    "cure": cure,
}
