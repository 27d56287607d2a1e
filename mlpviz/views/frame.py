"""``Frame``: what the views of one moment share, each computed at most once."""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np

from mlpviz.arrays import Array, product_flags_ignored
from mlpviz.charts.change_marks import ChangeMark
from mlpviz.charts.curves import PastRun
from mlpviz.charts.tensor_sides import Side
from mlpviz.comparison.curves import RunCurves
from mlpviz.computed import computed
from mlpviz.config import RunConfig
from mlpviz.data import Dataset, class_scores
from mlpviz.engine.evaluation import chunk_size
from mlpviz.engine.history import History
from mlpviz.engine.losses import OUTPUTS, decode
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.run import Trainer
from mlpviz.views.budget import SPOTS, batch_rows, batch_size
from mlpviz.views.changes import change_marks
from mlpviz.views.moment import Predictions
from mlpviz.views.sides import input_side
from mlpviz.views.surface_look import SurfaceLook

LOOK = SurfaceLook()  # as they are looked at unless somebody wants it otherwise
EARLIER = "These are the weights of an earlier epoch. Branch, and they can be set."
GRADIENT_SAMPLES = 256  # of the training split, for the gradient histograms


class Frame:
    """The network of one moment with lazily computed outputs, gradients and gradient check.

    ``viewer`` is a network of the trainer's structure that may be overwritten; the trainer's own
    buffers stay untouched. ``log`` asks for a logarithmic loss axis; while ``playing`` the gradient
    check leaves out its spot checks, which take longer than the check itself.

    ``marker`` is an earlier epoch whose weights are kept: the frame is then of that moment, and
    charts over epochs mark it. ``past`` are the runs that curves show behind this one, ``branch``
    is the epoch at which it left one of them. ``look`` is how surfaces are looked at,
    ``progress`` is called within the gradient check, which takes long.
    """

    def __init__(
        self,
        trainer: Trainer,
        viewer: MLP,
        *,
        log: bool,
        playing: bool,
        marker: int | None = None,
        past: Sequence[PastRun] = (),
        branch: int | None = None,
        look: SurfaceLook = LOOK,
        progress: Callable[[float], object] | None = None,
    ) -> None:
        self.trainer = trainer
        self.log = log
        self.playing = playing
        self.marker = marker
        self.past = past
        self.branch = branch
        self.look = look
        self.progress = progress
        self.network = viewer
        history, flat = trainer.history, trainer.network.flat
        if marker is None:
            self.record = history.newest
        else:
            self.record, flat = history.record(marker), history.parameters(marker)
        np.copyto(viewer.flat, flat)

    @property
    def epoch(self) -> int:
        """The epoch that is shown; the newest network may be some batches further."""
        return self.record.epoch

    @property
    def dataset(self) -> Dataset:
        """The run's data."""
        return self.trainer.dataset

    @property
    def config(self) -> RunConfig:
        """The run's choices."""
        return self.trainer.config

    @property
    def history(self) -> History:
        """The run's records and snapshots."""
        return self.trainer.history

    @property
    def class_names(self) -> Sequence[str]:
        """The classes' names; empty for regression."""
        return self.dataset.class_names

    @property
    def params(self) -> dict[str, Array]:
        """Weights and biases by name."""
        return self.network.params

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, inputs first."""
        return self.network.sizes

    @property
    def functions(self) -> tuple[str, ...]:
        """The hidden layers' activations, and the output."""
        return (*self.network.activations, self.network.output)

    @property
    def inputs(self) -> Side:
        """What the inputs are called."""
        return input_side(self.trainer)

    @property
    def changes(self) -> list[ChangeMark]:
        """What was changed while it trained."""
        return change_marks(self.trainer)

    @property
    def locked(self) -> str:
        """Why no weight can be set."""
        return "" if self.marker is None else EARLIER

    def title(self, name: str) -> str:
        """A parameter's name, which is its own."""
        return name

    def named(self, flat: Array) -> dict[str, Array]:
        """The pieces of a vector of all parameters, by name."""
        return self.network.named(flat)

    @computed
    def predictions(self) -> Predictions:
        """What the network gives the true class; of regression, truth and prediction."""
        data = self.dataset
        if data.is_regression:
            pairs = (
                (data.Y_train, self.outputs(self.trainer.train_split.X)),
                (data.Y_test, self.outputs_test),
            )
            columns = [
                np.column_stack([data.raw_targets(array).ravel() for array in pair])
                for pair in pairs  # of several targets one behind the other
            ]
            return Predictions(columns[0], columns[1], "target")
        scores = self.scores_train, self.scores_test
        given = [s[np.arange(len(s)), k] for s, k in zip(scores, labels(data), strict=True)]
        probable = OUTPUTS[self.config.output].probabilities
        return Predictions(given[0], given[1], "probability" if probable else "output")

    @computed
    def curves(self) -> RunCurves:
        """Losses and scores of all epochs so far."""
        return RunCurves.of(self.trainer.history, self.config)

    @computed
    def gradients(self) -> dict[str, Array]:
        """Gradient at the present weights over the first 256 training samples."""
        train = self.trainer.train_split
        X, Y = train.X[:GRADIENT_SAMPLES], train.Y[:GRADIENT_SAMPLES]
        with np.errstate(all="ignore"), product_flags_ignored():
            trainer, loss = self.trainer, self.config.loss
            trainer.passes.backpropagate(self.network, X, Y, loss, trainer.l2, l1=trainer.l1)
        return {name: gradient.copy() for name, gradient in self.network.grads.items()}

    @computed
    def check(self) -> GradientReport | None:
        """Analytic against central differences on 16 training samples, the same ones every time.

        Wide networks are checked on fewer, so that the page does not wait; ``None`` if even one
        sample takes too long.
        """
        train = self.trainer.train_split
        rows = batch_rows(len(train.X))
        rows = rows[: batch_size(self.network, len(rows), playing=self.playing)]
        if not len(rows):
            return None
        return check_network(
            self.network,
            train.X[rows],
            train.Y[rows],
            loss=self.config.loss,
            l2=self.trainer.l2,
            l1=self.trainer.l1,
            spots=0 if self.playing else SPOTS,
            progress=self.progress,
        )

    @computed
    def outputs_test(self) -> Array:
        """The network's outputs [m, k] on the test split."""
        return self.outputs(self.trainer.test_split.X)

    @computed
    def scores_train(self) -> Array:
        """Per training sample and class a score [n, classes] in 0..1, or the probability."""
        return self.scores(self.outputs(self.trainer.train_split.X))

    @computed
    def scores_test(self) -> Array:
        """Per test sample and class a score [m, classes] in 0..1, or the probability."""
        return self.scores(self.outputs_test)

    @computed
    def predicted_test(self) -> Array:
        """Predicted class [m] of every test sample."""
        return decode(self.outputs_test, self.trainer.threshold)

    def scores(self, outputs: Array) -> Array:
        """Scores [n, classes] of outputs [n, k]."""
        config = self.config
        return class_scores(outputs, self.dataset.n_classes, config.output, config.target_scale)

    def outputs(self, X: Array) -> Array:
        """The network's outputs [n, k] for X [n, d], as a copy; run in chunks as in training."""
        passes = self.trainer.passes
        step, parts = chunk_size(self.network, passes.rows), []
        for start in range(0, len(X), step):
            with np.errstate(all="ignore"):
                parts.append(self.network.forward(X[start : start + step]).copy())
            passes.between()
        return np.concatenate(parts)


def labels(dataset: Dataset) -> tuple[Array, Array]:
    """Class indices of both splits; only for classification."""
    return cast(Array, dataset.labels_train), cast(Array, dataset.labels_test)
