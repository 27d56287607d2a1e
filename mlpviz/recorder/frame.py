"""``RecordedFrame``: a recording at one epoch, as the views look at it."""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from mlpviz.arrays import Array
from mlpviz.charts.change_marks import ChangeMark
from mlpviz.charts.curves import PastRun
from mlpviz.charts.score_axis import Score
from mlpviz.charts.tensor_sides import Side
from mlpviz.engine.history import History
from mlpviz.engine.losses import OUTPUTS
from mlpviz.engine.record import EpochRecord
from mlpviz.recorder.recorded import Recorded
from mlpviz.views.history_views import has_shares
from mlpviz.views.moment import GRADIENTS, LAYERS, PREDICTIONS, SHARES, STEPS, Moment, Predictions
from mlpviz.views.table import VIEWS
from mlpviz.views.view import View

LOCKED = "This is a recording: its weights are those of your loop, and cannot be set."


class RecordedCurves(NamedTuple):
    """Losses and scores [records] over the epochs that were logged; NaN where nothing was."""

    epoch: Array
    train_loss: Array
    test_loss: Array
    train_score: Array
    test_score: Array
    score: Score


class RecordedFrame:
    """A ``Moment`` of a recording: at the newest epoch, or at ``marker``, whose weights are kept.

    Raises KeyError, naming the nearest, for an epoch whose weights are not.
    """

    past: Sequence[PastRun] = ()
    branch: int | None = None
    locked = LOCKED

    def __init__(self, recording: Recorded, *, marker: int | None, log: bool) -> None:
        self.recording, self.marker, self.log = recording, marker, log
        epoch = recording.epoch if marker is None else marker
        self.record: EpochRecord
        self.record, self.params, self.seen = recording.moment(epoch)

    @property
    def history(self) -> History:
        """The records and snapshots."""
        return self.recording.history

    @property
    def class_names(self) -> Sequence[str]:
        """The classes' names; empty for regression."""
        return self.recording.class_names

    @property
    def curves(self) -> RecordedCurves:
        """Losses and scores of all epochs."""
        column, classes = self.history.column, bool(self.class_names)
        score: Score = "accuracy" if classes else "R²"
        field = "accuracy" if classes else "r2"
        return RecordedCurves(
            column("epoch").astype(int),
            column("train_loss"),
            column("test_loss"),
            column(f"train_{field}"),
            column(f"test_{field}"),
            score,
        )

    @property
    def gradients(self) -> dict[str, Array]:
        """The gradients that were logged."""
        return self.recording.named(self.seen["grads"])

    @property
    def predictions(self) -> Predictions:
        """What outputs and labels told of some samples."""
        output = self.recording.loop.output
        probable = not output or OUTPUTS[output].probabilities
        kind = "target" if not self.class_names else "probability" if probable else "output"
        return Predictions(self.seen["train"], self.seen["test"], kind)

    @property
    def changes(self) -> list[ChangeMark]:
        """Nothing is known to have been changed."""
        return []

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, inputs first."""
        return self.recording.loop.sizes

    @property
    def functions(self) -> tuple[str, ...]:
        """The hidden layers' activations and the output, as far as they are known."""
        loop = self.recording.loop
        return (*(loop.activations or ("",) * len(loop.hidden_sizes)), loop.output)

    @property
    def inputs(self) -> Side:
        """The inputs have no names."""
        return Side("input", ())

    def title(self, name: str) -> str:
        """What the loop calls a parameter."""
        return self.recording.titles.get(name, name)

    def named(self, flat: Array) -> dict[str, Array]:
        """The pieces of a vector of all parameters, by name."""
        return self.recording.named(flat)

    def has(self) -> set[str]:
        """What a view can need of this moment, and finds."""
        given = {
            LAYERS: bool(self.sizes),
            GRADIENTS: "grads" in self.seen,
            PREDICTIONS: "train" in self.seen and "test" in self.seen,
            SHARES: has_shares(self.record),
            STEPS: any(map(isfinite, self.record.update_norm.values()))
            and any(map(isfinite, self.record.grad_norm.values())),
        }
        return {name for name, there in given.items() if there}


def fitting(recording: Recorded, marker: int | None = None) -> dict[str, View[Moment]]:
    """The rows of ``VIEWS`` for which all is known at the newest epoch, or at ``marker``."""
    has = RecordedFrame(recording, marker=marker, log=False).has()
    return {
        name: view  # type: ignore[misc]  # of samples none: what needs a Frame is left out
        for name, view in VIEWS.items()
        if has.issuperset(view.needs)
    }
