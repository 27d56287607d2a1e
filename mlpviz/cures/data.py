"""``Runs``: the trainers of changed configs, on the data of the run that is sick."""

from collections.abc import Hashable, Sequence
from copy import copy
from dataclasses import replace

import numpy as np

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.history import History
from mlpviz.engine.passes import Passes
from mlpviz.limits import LimitError, pass_size, require_allowed
from mlpviz.run import LOADED, SAMPLES, Trainer, load_run_dataset


class Runs:
    """Makes trainers like ``trainer``, the sick one: its data, its passes, but little memory."""

    def __init__(self, trainer: Trainer) -> None:
        self.config, self.dataset = trainer.config, trainer.dataset
        self._given, self._between = trainer.given, trainer.passes.between
        self._loaded: dict[tuple[Hashable, ...], Dataset] = {}
        if self._given is None:
            self._loaded[_choices(self.config, LOADED)] = self.dataset

    def few(self, n: int) -> "Runs":
        """The same, with ``n`` of the training samples alone."""
        few = copy(self)
        few.dataset = few._given = few_samples(self.dataset, n)
        return few

    @property
    def score(self) -> str:
        """What scores are called: "accuracy" or "R²"."""
        return "accuracy" if self.dataset.is_classification else "R²"

    def trainer(self, config: RunConfig) -> Trainer:
        """A new run of ``config``, which is ``allowed``."""
        passes = Passes(pass_size(config), self._between)
        return Trainer(config, self._data(config), History(snapshot_bytes=0), passes)

    def allowed(self, config: RunConfig) -> bool:
        """Whether ``config`` may be run here; choices of samples are of no use to own data."""
        others = self._others(config)
        try:
            require_allowed(config, None if others else self.dataset)
        except LimitError:
            return False
        return not (others and self.own)

    @property
    def own(self) -> bool:
        """Whether the run's samples are not those that its config names."""
        return self.config.own is not None

    def _others(self, config: RunConfig) -> bool:
        return _choices(config, SAMPLES) != _choices(self.config, SAMPLES)

    def _data(self, config: RunConfig) -> Dataset:
        """The samples that a run of ``config`` is to learn from."""
        if self._given is not None and not self._others(config):
            return self._given
        key = _choices(config, LOADED)
        if key not in self._loaded:
            self._loaded[key] = load_run_dataset(config)
        return self._loaded[key]


def _choices(config: RunConfig, names: Sequence[str]) -> tuple[Hashable, ...]:
    return tuple(getattr(config, name) for name in names)


def few_samples(dataset: Dataset, n: int) -> Dataset:
    """``dataset`` with only ``n`` training samples, drawn by chance, the same each time."""
    rows = np.random.default_rng(0).permutation(len(dataset.X_train))[:n]
    labels = dataset.labels_train
    return replace(
        dataset,
        X_train=dataset.X_train[rows],
        Y_train=dataset.Y_train[rows],
        labels_train=None if labels is None else labels[rows],
    )
