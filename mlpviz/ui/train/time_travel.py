"""Earlier epochs, branches and pinned runs: callbacks of the board and of the Pin button."""

from collections.abc import Callable
from dataclasses import replace

from mlpviz.ui import state
from mlpviz.words import counted
from mlpviz.workbench.gate import gate
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.pins import most_pins
from mlpviz.workbench.train.stored_pins import restored, stored

FRAMES = 3  # that tell the browser what to keep: one may be overtaken by the next


def branch(argument: str) -> None:
    """Callback: pin the run and go on from the epoch ``argument``, whose weights are kept.

    Weights, optimiser state and order of the samples are those of that epoch; the live choices are
    those of the page. Nothing happens if a click comes twice.
    """
    current, epoch = state.session(), int(argument)
    if current.shown != epoch:
        return
    if not current.pin():
        current.refuse(_full())
        return
    current.trainer.rewind(epoch)
    current.pause()
    current.begin()
    current.branch = epoch


def pin(run: int, epoch: int) -> None:
    """Callback: keep the curves of the present run, which stood at ``epoch`` when this was asked.

    Nothing happens if a click comes twice.
    """
    current = state.session()
    if not current.pin((run, epoch)):
        current.error = _full()
    current.redraw()


def unpin(argument: str) -> None:
    """Callback: drop the pinned run with this number."""
    current = state.session()
    current.pins = [pinned for pinned in current.pins if pinned.number != int(argument)]
    current.error = None
    current.redraw()


def open_pin(argument: str) -> None:
    """Callback: go to where the pinned run with this number was.

    The present run is pinned first. Where there is no room for it, the visitor is asked.
    """
    current = state.session()
    if current.trainer.epoch and not current.pin():
        current.pause()
        current.error, current.asking = None, int(argument)
        current.redraw()
        return
    open_anyway(argument)


def open_anyway(argument: str) -> None:
    """Callback: go to where the pinned run with this number was; the present run is gone."""
    current = state.session()
    for place, pinned in enumerate(current.pins):
        if pinned.number != int(argument):
            continue
        current.pause()
        if not state.rebuild(pinned.config.model_dump()):
            return
        current.preset, epoch = pinned.preset, int(pinned.epoch[-1])
        current.pins[place] = replace(pinned, moment=(current.run, epoch))
        current.trained = pinned.config
        if pinned.kept is not None:
            with gate:
                pinned.kept.resume(current.trainer)
        elif epoch:
            current.goal, current.playing = epoch, True
        return


def stay(_: str) -> None:
    """Callback: the present run goes on; no other one is opened."""
    state.session().asking = None
    state.session().redraw()


def to_store(current: Session) -> str | None:
    """The pins as the browser is to keep them, in the frames after they have changed."""
    which = tuple((pin.number, *pin.moment) for pin in current.pins)
    if which != current.stored:
        current.stored, current.stored_seq = which, current.seq
    told = current.stored_seq <= current.seq < current.stored_seq + FRAMES
    return stored(current.pins) if told and current.stored_seq >= 0 else None


def recall(text: str) -> None:
    """Callback: take back the pins that the browser has kept over a reload."""
    current = state.session()
    if current.recalled or current.pins:
        return
    current.recalled = True
    with gate:
        found = restored(text, most_pins(), state.own_dataset)
    if found:
        current.pins = found
        current.redraw()


# What the board's buttons do, by the name that they send.
ACTIONS: dict[str, Callable[[str], None]] = {
    "branch": branch,
    "open_pin": open_pin,
    "open_anyway": open_anyway,
    "stay": stay,
    "unpin": unpin,
}


def _full() -> str:
    most = counted(most_pins(), "run")
    return f"No more than {most} can be pinned: unpin one in the table below the message first."
