"""``Trainer``: from a ``RunConfig`` to a network that trains on its dataset."""

from collections.abc import Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any

from mlpviz.arrays import Array
from mlpviz.config import ConfigError, RunConfig, require_config
from mlpviz.data import (
    OWN,
    Dataset,
    as_chosen,
    encode_targets,
    expand,
    expanded_names,
    load_dataset,
    threshold,
)
from mlpviz.diagnosis import DataFacts, Diagnosis, Steady, diagnose
from mlpviz.diagnosis.steady import KEPT
from mlpviz.engine import by_hand
from mlpviz.engine.arguments import kind_fault, require
from mlpviz.engine.evaluation import Split
from mlpviz.engine.faults import Fault, show
from mlpviz.engine.history import EPOCH, History, Snapshot
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.parameters import views
from mlpviz.engine.passes import WHOLE, Passes
from mlpviz.engine.record import EpochRecord
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.engine.settings import LIVE, fixed
from mlpviz.network import MLP

CHOICES = 4  # sets of choices for which a trainer remembers its messages


# The choices that say which samples there are, and what is made of them.
SAMPLES = ("dataset", "dataset_options", "test_size", "data_seed")
LOADED = (*SAMPLES, "preprocessing", "standardize_targets")


class Trainer(by_hand.TrainerByHand):
    """The engine's trainer, built from a config.

    Parameters
    ----------
    config : all choices of the run
    dataset : your own data instead of ``config.dataset``, of any width and number of classes.
        Trained on is what the config's ``preprocessing`` and ``standardize_targets`` make of it
        (``trainer.dataset``); ``trainer.given`` stays what was given, and ``trainer.config`` says
        that the data are yours
    history : where records go; a new ``History()`` by default
    passes : how many samples go through the network at once; by default whole batches

    Examples
    --------
    >>> trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(8,), lr=0.3))
    >>> record = trainer.step_epoch()
    >>> record.epoch, record.train_loss < trainer.history[0].train_loss
    (1, True)
    """

    config: RunConfig = fixed("a run keeps the choices it began with; Trainer(config) is another")
    dataset: Dataset = fixed("make another trainer for other samples")
    given: Dataset | None = fixed("make another trainer for other samples")

    def __init__(
        self,
        config: RunConfig,
        dataset: Dataset | None = None,
        history: History | None = None,
        passes: Passes = WHOLE,
    ) -> None:
        config = config_on(config, dataset)
        require(kind_fault("history", history, History | None, "a History, or None for a new one"))
        self.config = config
        self.given = dataset
        self.dataset = (
            load_run_dataset(config)
            if dataset is None
            else as_chosen(dataset, config.preprocessing, config.standardize_targets)
        )
        self._steady: dict[RunConfig, Steady] = {}
        network = MLP(
            config.sizes,
            activation=config.activations,
            output=config.output,
            bias=config.bias,
            init=config.initializer,
            init_options=config.initializer_options,
            bias_std=config.bias_std,
            seed=config.seed,
            dtype=config.dtype,
        )
        optimizer = OPTIMIZERS[config.optimizer](
            network.n_parameters, network.dtype, **config.optimizer_options
        )
        single = config.sizes[-1] == 1
        super().__init__(
            network,
            *_splits(self.dataset, config),
            loss=config.loss,
            optimizer=optimizer,
            schedule=SCHEDULES[config.schedule](**config.schedule_options),
            **{name: getattr(config, name) for name in LIVE},
            n_classes=self.dataset.n_classes or None,
            threshold=threshold(config.output, config.target_scale) if single else 0.5,
            seed=config.seed,
            shuffle=config.shuffle,
            history=history,
            passes=passes,
        )

    def preprocess(self, X: Any) -> Array:
        """New raw samples [n, d] as this run's network takes them: (X - shift) / scale.

        Shift and scale are those of its training split. Then come the config's input features.
        Columns of a table are taken by their names; X may be sparse, or images. Raises FaultsError
        for another shape.
        """
        scaled = self.dataset.scaled_inputs(X)
        return expand(scaled, self.config.input_features).astype(self.network.dtype, copy=False)

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the network's inputs are called: the dataset's features, or features of those."""
        return expanded_names(self.dataset.feature_names, self.config.input_features)

    def diagnose(
        self, config: RunConfig | None = None, error: NonFiniteError | None = None
    ) -> tuple[Diagnosis, ...]:
        """What is wrong with this run, the most serious first; empty if nothing is.

        ``config`` are the choices of the moment, if some of them have changed since the run began;
        ``error`` is what ended training, if anything did. A message comes once its rule has found
        it for good, and stays until its cause has gone (``mlpviz.diagnosis.Steady``); the same
        epoch gets the same messages however often it was asked for before. A history that keeps
        less than 64 records has too few to go by: then what is found now is told.
        """
        require(kind_fault("error", error, NonFiniteError | None, "a NonFiniteError, or None"))
        if self._keeps_records:
            return self._followed(config).messages(self.history, error, self.network.params)
        return diagnose(
            self.history,
            self.config if config is None else config,
            class_names=self.dataset.class_names,
            error=error,
            data=self._data_facts,
            params=self.network.params,
        )

    def diagnosed_at(self, epoch: int, config: RunConfig | None = None) -> tuple[Diagnosis, ...]:
        """What ``diagnose`` said when the run stood at ``epoch``, whose weights are kept.

        Raises KeyError, naming the nearest kept epochs, if they are not.
        """
        last = self.history.record(epoch)
        params = self.network.named(self.history.parameters(epoch))
        records = (*(record for record in self.history if record.epoch < last.epoch), last)
        if self._keeps_records:
            return self._followed(config).messages(records, None, params)
        names, facts = self.dataset.class_names, self._data_facts
        asked = self.config if config is None else config
        return diagnose(records, asked, class_names=names, data=facts, params=params)

    def look_back(self, epoch: int, config: RunConfig | None = None) -> None:
        """Look at the epochs up to ``epoch``, which ``diagnose`` else does all at once."""
        require(EPOCH.fault("epoch", epoch))
        self._followed(config).follow(self.history, epoch)

    def rewind(self, epoch: int) -> EpochRecord:
        """Go back to a kept epoch, as the engine's trainer does; what was found later is gone."""
        record = super().rewind(epoch)
        for steady in self._steady.values():
            steady.forget_after(record.epoch)
        return record

    def set_parameter(self, name: str, index: int | Sequence[int], value: float) -> EpochRecord:
        """Set one weight or bias, as the engine's trainer does; this epoch is looked at anew."""
        record = super().set_parameter(name, index, value)
        for steady in self._steady.values():
            steady.forget_after(record.epoch - 1)
        return record

    def _finish_epoch(self, good: Snapshot, finite: bool) -> EpochRecord:
        kept = self.history
        records = self._keeps_records and kept.forgets
        if records or (self._keeps_weights and kept.forgets_snapshots):
            # what is about to go has to be looked at before
            for config in [self.config, *self._steady]:
                self._followed(config).follow(self.history, self.epoch)
        return super()._finish_epoch(good, finite)

    def _followed(self, config: RunConfig | None) -> Steady:
        """What is remembered of the messages for these choices; a few choices at most."""
        if config is not None:
            require_config(config)
        asked = self.config if config is None else config
        if self.given is not None and self.config.own is not None:
            asked = asked.on(self.given)
        if asked not in self._steady:
            if len(self._steady) >= CHOICES:
                del self._steady[next(iter(self._steady))]
            weights = self._weights if self._keeps_weights else None
            names = self.dataset.class_names
            self._steady[asked] = Steady(asked, names, self._data_facts, weights)
        return self._steady[asked]

    @property
    def _keeps_records(self) -> bool:
        """Whether those of the epochs that are looked at are kept for as long as it takes."""
        return self.history.most_records >= KEPT

    @property
    def _keeps_weights(self) -> bool:
        """The same of their weights."""
        return self._keeps_records and self.history.most_snapshots >= KEPT

    def _weights(self, epoch: int) -> dict[str, Array] | None:
        """The parameters after ``epoch``, by name, if they are kept."""
        if epoch not in self.history.kept_epochs:
            return None
        shapes = {name: values.shape for name, values in self.network.params.items()}
        return views(self.history.parameters(epoch), shapes)

    def twin(self) -> "Trainer":
        """Another run that stands where this one does and keeps next to no weights.

        It trains on to the same bits. Its history holds the first record and the newest.
        """
        twin = Trainer(self.config, self.dataset, History(snapshot_bytes=0), self.passes)
        twin.network, twin.optimizer = self.network.copy(), deepcopy(self.optimizer)
        twin.schedule = deepcopy(self.schedule)
        twin.loss, twin.threshold = self.loss, self.threshold
        if self.epoch:
            twin.history.append(self.history.newest)
        twin._restore(self._snapshot())
        twin._by_hand = self.by_hand
        return twin

    @cached_property
    def _data_facts(self) -> DataFacts:
        train, output, names = self.train_split, self.config.output, self.input_names
        return DataFacts.of(train.X, train.Y, output, (self.test_split.X, self.test_split.Y), names)


def config_on(config: object, dataset: object) -> RunConfig:
    """The config of a run of ``config`` on ``dataset``, None for its own.

    Raises ConfigError, naming the way out, unless they are a config and what goes with it, and
    DataError for samples that nothing can be learned from.
    """
    require_config(config)
    assert isinstance(config, RunConfig)
    if dataset is None:
        return config
    return config.on(dataset)


def load_run_dataset(config: RunConfig) -> Dataset:
    """The dataset that ``config`` names, split and preprocessed as it says."""
    if config.own is not None:
        message = (
            f"dataset = 'own' is {show(config.own.title)}, which are your own data: "
            "Trainer(config, dataset=data)."
        )
        raise ConfigError([Fault("dataset", OWN, message)])
    options: dict[str, Any] = dict(config.dataset_options)
    return load_dataset(
        config.dataset,
        preprocessing=config.preprocessing,
        standardize_targets=config.standardize_targets,
        test_size=config.test_size,
        seed=config.data_seed,
        **options,
    )


def _splits(dataset: Dataset, config: RunConfig) -> tuple[Split, Split]:
    """Both splits; one and the same if the test's samples are those of training themselves."""
    train = _split(dataset, config, "train")
    if dataset.X_test is dataset.X_train and dataset.Y_test is dataset.Y_train:
        return train, train
    return train, _split(dataset, config, "test")


def _split(dataset: Dataset, config: RunConfig, name: str) -> Split:
    """The config's input features, and targets as its output and loss need them."""
    X, Y, labels, weights = (
        getattr(dataset, f"{what}_{name}") for what in ("X", "Y", "labels", "weights")
    )
    if labels is not None:
        asked = config.output, config.target_scale, config.spec.class_targets
        Y = encode_targets(labels, dataset.n_classes, *asked)
    return Split(expand(X, config.input_features), Y, labels, weights)
