"""``Moment``: an input and what the network of one frame answers to it, and to the whole test."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.computed import computed
from mlpviz.data import Dataset
from mlpviz.engine.losses import OUTPUTS, decode
from mlpviz.predict.drawing import PADS, WORDS, Pad, bitmap
from mlpviz.predict.gradients import Contributions, Model, contributions
from mlpviz.predict.measures import bins_of, surest_first
from mlpviz.predict.nearest_change import Change, nearest_change
from mlpviz.views.frame import Frame, labels
from mlpviz.workbench.predict.reach import data_bounds
from mlpviz.workbench.predict.session import WRONG, Predict


class Moment:
    """What the views share, each computed at most once and only if one of them asks."""

    def __init__(self, frame: Frame, own: Predict) -> None:
        self.frame, self.own = frame, own

    @property
    def dataset(self) -> Dataset:
        """The run's data."""
        return self.frame.dataset

    @property
    def pad(self) -> Pad | None:
        """What is made of a drawing, where one can be drawn."""
        return PADS.get(self.dataset.name)

    @property
    def drawn(self) -> bool:
        """Whether the input is a drawing; one without ink is the sample again."""
        return self.pad is not None and any(self.own.values or ())

    @property
    def changed(self) -> bool:
        """Whether the input is no longer the sample."""
        return self.drawn if self.dataset.image_shape else self.own.values is not None

    @property
    def ink(self) -> list[int]:
        """The bits of the drawing, as the pad tells them."""
        return [int(word) for word in self.own.values or (0,) * WORDS]

    @property
    def of_sample(self) -> Array:
        """The sample's raw values [d]."""
        row = self.own.sample
        found: Array = self.dataset.raw_inputs(self.dataset.X_test[row : row + 1])[0]
        return found

    @computed
    def raw(self) -> Array:
        """The input in raw units [d]."""
        if not self.changed:
            return self.of_sample
        if self.pad is not None:
            return self.pad.image(bitmap(self.ink)).ravel()
        return np.asarray(self.own.values, dtype=np.float64)

    @computed
    def scaled(self) -> Array:
        """The input as the run scales it [d], before its features."""
        found: Array = self.dataset.scaled_inputs(self.raw[None])[0]
        return found

    @property
    def model(self) -> Model:
        """The network with the run's input features."""
        return Model(self.frame.network, self.frame.config.input_features)

    def outputs(self, scaled: Array) -> Array:
        """What the network answers [n, k] to scaled inputs [n, d], in float64."""
        output = OUTPUTS[self.frame.config.output]
        with np.errstate(all="ignore"):
            return output.f(self.model.logits(scaled))

    def scores(self, scaled: Array) -> Array:
        """Scores [n, classes] of scaled inputs [n, d]; of regression the raw targets [n, 1]."""
        outputs = self.outputs(scaled)
        return self.dataset.raw_targets(outputs) if self._is_number else self.frame.scores(outputs)

    @computed
    def now(self) -> Array:
        """The scores of the present input [classes], or the number [1] that is predicted."""
        found: Array = self.scores(self.scaled[None])[0]
        return found

    @property
    def truth(self) -> int | None:
        """The class of the sample, if the input still is that."""
        if self._is_number or self.changed:
            return None
        return int(labels(self.dataset)[1][self.own.sample])

    @property
    def answer(self) -> int:
        """The class that is answered."""
        return int(self.decide(self.logits[None])[0])

    def decide(self, logits: Array) -> Array:
        """The classes [n] that logits [n, k] stand for."""
        output = OUTPUTS[self.frame.config.output]
        return decode(logits, output.logit(self.frame.trainer.threshold))

    @computed
    def logits(self) -> Array:
        """The logits [k] of the present input."""
        found: Array = self.model.logits(self.scaled[None])[0]
        return found

    @property
    def logit_names(self) -> tuple[str, ...]:
        """What the logits are for: a class each, or the second of two, or the number."""
        names = self.dataset.class_names
        if self._is_number:
            return ("the prediction",)
        return names if len(self.logits) == len(names) else names[1:]

    @computed
    def contributions(self) -> Contributions:
        """What each input adds to each logit: from a blank image, from the training's mean, or, of
        a single sample, from 0.
        """
        d = self.dataset
        blank = d.image_shape or len(d.X_train) == 1  # a single sample is its own mean
        zero = d.scaled_inputs(np.zeros((1, d.n_features)))[0]
        return contributions(self.model, self.scaled, zero if blank else d.X_train.mean(axis=0))

    @computed
    def slopes(self) -> Array:
        """The logits' gradients [k, d] in the scaled inputs."""
        found: Array = self.model.gradients(self.scaled[None])[1][0]
        return found

    @computed
    def bounds(self) -> tuple[Array, Array]:
        """The least and the largest raw value [d] of each feature, as the data have it."""
        return data_bounds(self.dataset)

    @computed
    def change(self) -> Change | None:
        """The smallest step that changes the answer, in the run's scaled inputs."""
        low, high = (self.dataset.scaled_inputs(bound[None])[0] for bound in self.bounds)
        return nearest_change(self.model, self.scaled, self.decide, low, high)

    @property
    def confidence(self) -> Array:
        """How sure the network is of its answer to each sample of the test [m]."""
        scores, predicted = self.frame.scores_test, self.frame.predicted_test
        return scores[np.arange(len(scores)), predicted]

    @computed
    def errors(self) -> Array:
        """By how much each prediction of the test is wrong [m], in raw units."""
        d = self.dataset
        wrong = d.raw_targets(self.frame.outputs_test) - d.raw_targets(d.Y_test)
        return np.asarray(np.abs(wrong).max(axis=1))

    @computed
    def listed(self) -> Array:
        """Places in the test of the samples that are listed: wrong ones first, the surest first."""
        if self._is_number:
            return np.argsort(-self.errors, kind="stable")
        chosen, predicted = self.own.samples, self.frame.predicted_test
        truth, sure = labels(self.dataset)[1], self.confidence
        fits = np.ones(len(truth), bool)
        if chosen.truth is not None:
            fits &= truth == chosen.truth
        if chosen.answer == WRONG:
            fits &= predicted != truth
        elif chosen.answer is not None:
            fits &= predicted == chosen.answer
        if chosen.bin is not None:
            fits &= bins_of(sure) == chosen.bin
        return surest_first(np.flatnonzero(fits), truth, predicted, sure)

    @property
    def _is_number(self) -> bool:
        return self.dataset.is_regression
