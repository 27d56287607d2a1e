"""What the transport and the board do: callbacks that train the run."""

from math import inf

from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.limits import LimitError, require_epoch
from mlpviz.ui import state
from mlpviz.workbench import slices
from mlpviz.workbench.gate import gate
from mlpviz.workbench.session import Session


def play(on: bool) -> None:
    """Callback: start or stop playing."""
    current = state.session()
    current.pause()
    current.playing = on
    current.redraw()


def step() -> None:
    """Callback: train one epoch; one that takes long goes on with the next ticks."""
    current = state.session()
    current.pause()
    current.stepping = True
    _train(current, whole_epoch=True)
    current.redraw()


def reset() -> None:
    """Callback: back to the untrained network, same weights."""
    current = state.session()
    current.pause()
    current.trainer.rewind(0)
    current.begin()


def new_weights(seed: int) -> None:
    """Callback: a new seed, hence other initial weights and another order of samples."""
    state.session().pause()
    state.rebuild(state.choices() | {"seed": seed})


def go_on() -> None:
    """The board asks for the next frame: train an epoch, or what fits into a frame.

    A run that plays rests where the link says so.
    """
    current = state.session()
    rests = current.lesson.rests(current.trainer.epoch) if current.playing else inf
    _train(current, whole_epoch=current.stepping or not state.get("fast"), rests=rests)
    if current.trainer.epoch >= rests:
        current.pause()


def _train(current: Session, whole_epoch: bool, rests: float = inf) -> None:
    state.take_live()
    if current.trainer.progress == 0.0:
        try:
            require_epoch(current.config, current.trainer.epoch)
        except LimitError as error:
            current.refuse(error)
            return
    current.trained = current.config
    current.error = current.failure = current.shown = None
    trainer = current.trainer
    seconds, patience, clock = slices.frame_budget(whole_epoch=whole_epoch)
    try:
        with gate:
            trainer.train_for(
                seconds, patience, slices.until(lambda: trainer.epoch >= rests, clock)
            )
    except NonFiniteError as error:
        current.failure = error
        current.pause()
    if current.trainer.progress == 0.0:
        current.stepping = False
