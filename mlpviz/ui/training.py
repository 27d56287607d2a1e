"""What the transport and the board do: callbacks that train the run."""

import threading

from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.ui import state

FRAME_SECONDS = 0.04  # training time per frame while playing
PATIENCE = 0.5  # seconds after which an epoch that is not finished yields to the page

# Slices of training and checking of all visitors pass one at a time: threads that fight over the
# interpreter lock and the BLAS threads are several times slower together than in turn.
gate = threading.Lock()


def play(on: bool) -> None:
    """Callback: start or stop playing."""
    current = state.session()
    current.playing, current.stepping = on, False
    current.seq += 1


def step() -> None:
    """Callback: train one epoch; one that takes long goes on with the next ticks."""
    current = state.session()
    current.playing, current.stepping = False, True
    _train(current, whole_epoch=True)


def reset() -> None:
    """Callback: back to the untrained network, same weights."""
    current = state.session()
    state.pause()
    current.trainer.rewind(0)
    state.begin(current)


def new_weights(seed: int) -> None:
    """Callback: a new seed, hence other initial weights and another order of samples."""
    state.pause()
    state.rebuild(state.choices() | {"seed": seed})


def tick(seq: int, visible: list[str]) -> None:
    """The board asks for the frame after ``seq``. After Pause nothing is trained."""
    current = state.session()
    current.visible = visible
    if not current.busy or seq != current.seq:
        return
    _train(current, whole_epoch=current.stepping or not state.get("fast"))


def look(visible: list[str]) -> None:
    """The board tells which views have come on screen."""
    state.session().visible = visible


def _train(current: state.Session, whole_epoch: bool) -> None:
    state.take_live()
    current.trained = current.config
    current.error = current.failure = current.shown = None
    try:
        with gate:
            current.trainer.train_for(0.0 if whole_epoch else FRAME_SECONDS, PATIENCE)
    except NonFiniteError as error:
        current.failure = error
        state.pause()
    if current.trainer.progress == 0.0:
        current.stepping = False
    current.seq += 1
