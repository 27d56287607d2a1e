"""What the Predict page's board and controls do: callbacks."""

from mlpviz.ui import state
from mlpviz.views.frame import Frame
from mlpviz.workbench.events import Pick, Place
from mlpviz.workbench.gate import gate
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.sample_cards import shown_samples
from mlpviz.workbench.predict.session import Samples
from mlpviz.workbench.predict.views import GRADIENT


def show(epoch: int) -> None:
    """Callback: the answers are those of ``epoch``, one whose weights are kept, or of the newest.

    Training pauses: what is looked at should not run away.
    """
    current = state.session()
    newest = epoch == current.trainer.epoch
    if not newest and epoch not in current.trainer.history.kept_epochs:
        return  # it was thinned out while the browser asked for it
    current.pause()
    current.error, current.shown = None, None if newest else epoch
    current.redraw()


def place(placed: Place) -> None:
    """Callback: the input was changed by hand."""
    current = state.session()
    current.predict.place(placed.values, done=placed.done)
    current.redraw()


def look(wanted: str) -> None:
    """Callback: contributions or gradients, whichever is wanted."""
    current = state.session()
    current.predict.gradient = wanted == GRADIENT
    current.redraw()


def look_at(sample: int) -> None:
    """Callback: begin from this sample of the test."""
    current = state.session()
    current.predict.look_at(sample % len(current.trainer.dataset.X_test))
    current.redraw()


def pick(picked: Pick) -> None:
    """Callback: a cell, a class or a bin lists its samples; a sample is looked at."""
    current = state.session()
    own, index, classes = current.predict, picked.index, current.trainer.dataset.n_classes
    if picked.figure == "samples":
        frame = Frame(
            current.trainer, current.viewer, log=False, playing=False, marker=current.shown
        )
        with gate:
            shown = shown_samples(Moment(frame, own))
        if index[0] < len(shown):
            look_at(int(shown[index[0]]))
        return
    if picked.figure == "calibration":
        own.samples = Samples(answer=None, bin=index[0]) if index[0] < 10 else own.samples
    elif max(index) < classes:
        whole = len(index) == 1
        own.samples = Samples(index[0], None if whole else index[1])
    current.redraw()
