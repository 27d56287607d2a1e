"""What the transport and the board do: callbacks that train the run."""

from math import inf

from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.limits import LimitError, require_epoch
from mlpviz.ui import state
from mlpviz.workbench import slices
from mlpviz.workbench.gate import gate
from mlpviz.workbench.session import Session
from mlpviz.workbench.speed import SPEEDS


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
    _train(current, epochs=1)
    current.redraw()


def reset() -> None:
    """Callback: back to the untrained network, with the weights that its seed gives."""
    current = state.session()
    current.pause()
    current.trainer.rewind(0)
    if current.trainer.by_hand:  # at epoch 0: a new run is as the link has it
        state.rebuild(state.choices())
    else:
        current.begin()


def new_weights(seed: int) -> None:
    """Callback: a new seed, hence other initial weights and another order of samples."""
    state.session().pause()
    state.rebuild(state.choices() | {"seed": seed})


def go_on() -> None:
    """The board asks for the next frame: train an epoch, or what fits into a frame.

    A run that plays stops at the epoch that is chosen, exactly.
    """
    current = state.session()
    rests = current.lesson.rests(current.trainer.epoch) if current.playing else inf
    epochs = 1 if current.stepping else SPEEDS[current.lesson.speed].epochs
    if current.goal is not None:
        rests, epochs = current.goal, None
    _train(current, epochs, rests)
    if current.trainer.epoch >= rests or (current.playing and current.trainer.stopped):
        current.pause()


def _train(current: Session, epochs: int | None, rests: float = inf) -> None:
    """Train so many epochs, or what fits into a frame, and not beyond the epoch ``rests``."""
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
    seconds, patience, clock = slices.frame_budget(epochs)
    goal = min(rests, inf if epochs is None else trainer.epoch + epochs)
    try:
        with gate:
            until = slices.until(lambda: trainer.epoch >= goal, clock)
            trainer.train_for(seconds, patience, until, beyond=not current.playing)
    except NonFiniteError as error:
        current.failure = error
        current.pause()
    if current.trainer.progress == 0.0:
        current.stepping = False
