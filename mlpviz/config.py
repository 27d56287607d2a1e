"""``RunConfig``: every choice of a run, validated; to and from a link."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, InstanceOf

from mlpviz.data import (
    DATASETS,
    OWN,
    OWN_DATA,
    TEST_SIZE,
    Dataset,
    DatasetSpec,
    OwnData,
    origin,
)
from mlpviz.engine.arguments import kind_fault, require, wrong
from mlpviz.engine.early_stopping import MIN_DELTA
from mlpviz.engine.faults import Fault, FaultsError, show, suggestions
from mlpviz.kinds import FrozenOptions, kind_faults, plain, unknown_choice
from mlpviz.links import drawn, reading
from mlpviz.links.frozen import is_whole
from mlpviz.links.reading import Link
from mlpviz.links.text import encoded, query_of
from mlpviz.rules import DATASET, FIRST, MOST_ITEMS, faults_between, suited, without_defaults
from mlpviz.words import counted


class ConfigError(FaultsError):
    """A run cannot be configured as asked; ``faults`` names everything that is wrong at once."""


Options = Annotated[dict[str, float], AfterValidator(FrozenOptions)]
OptionsOfData = Annotated[dict[str, float | str], AfterValidator(FrozenOptions)]


class RunConfig(BaseModel):
    """Every choice of a run. Frozen; equal configs give the same bits.

    ``RunConfig()`` is a run on small digits, ``RunConfig(dataset="spiral")`` a run that solves
    that one: what is left out suits the dataset, and the learning rate the optimizer. Keyword
    arguments change single choices; ``config.changed(lr=0.1)`` gives a copy, with the rest as it
    was. Raises ``ConfigError`` with all faults at once, each
    naming field, value and what is allowed.

    dataset, dataset_options, preprocessing, test_size, data_seed : see ``load_dataset``; by
        default the preprocessing that suits the dataset. A ``Dataset`` of your own is "own" then
    input_features : what the network takes of data with two inputs: names of ``FEATURES``, such as
        ("x1", "x2", "x1^2"), of the inputs as ``preprocessing`` leaves them. None: both inputs
    own : what is known of a dataset of your own, and which one it is; filled in from it
    standardize_targets : whether the targets of regression are; None is as the data come: those of
        ``DATASETS`` as suits them, your own as they are
    hidden_sizes : units per hidden layer; empty is a linear model
    activation : of all hidden layers, or a tuple with one name per hidden layer
    output, loss : a legal pair of ``OUTPUTS`` and ``LOSSES``; by default softmax and cross-entropy
        for classes, identity and mse for regression
    target_scale : zeta, 0.01 to 1; class targets are multiplied by it
    initializer, initializer_options : of ``INITIALIZERS``
    bias, bias_std : whether there are biases; drawn from N(0, bias_std). 0 where the initializer
        draws them itself, as "torch_default" does
    optimizer, optimizer_options : of ``OPTIMIZERS``
    lr : learning rate > 0; what becomes of it in time: schedule, schedule_options, of ``SCHEDULES``
    l2, l1 : weights of sum(W**2) and of sum(abs(W)) in the loss, >= 0
    dropout : share of the hidden units that a training step leaves out of each sample; all else,
        such as checks and predictions, uses all of them
    patience, min_delta : training stops after ``patience`` epochs in a row without a test loss
        below the lowest one by ``min_delta``; None: it does not
    batch_size : samples per update; ``None`` is the full batch
    dtype : "float64" or "float32"
    seed : of the initial weights and of the order of the samples
    shuffle : whether every epoch takes the samples in a new order; otherwise in the data's own
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    dataset: str = DATASET
    own: InstanceOf[OwnData] | None = None
    dataset_options: OptionsOfData = Field(default_factory=FrozenOptions)
    preprocessing: str = "standardize_global"
    standardize_targets: bool | None = None
    input_features: tuple[str, ...] | None = None
    test_size: float = TEST_SIZE.default
    data_seed: int = 0
    hidden_sizes: tuple[int, ...] = FIRST["hidden_sizes"]
    activation: str | tuple[str, ...] = FIRST["activation"]
    output: str = "softmax"
    loss: str = "cross_entropy"
    target_scale: float = 1.0
    initializer: str = FIRST["initializer"]
    initializer_options: Options = Field(default_factory=FrozenOptions)
    bias: bool = True
    bias_std: float = 0.0
    optimizer: str = FIRST["optimizer"]
    optimizer_options: Options = Field(default_factory=FrozenOptions)
    lr: float = FIRST["lr"]
    batch_size: int | None = FIRST["batch_size"]
    l2: float = 0.0
    l1: float = 0.0
    dropout: float = 0.0
    schedule: str = "constant"
    schedule_options: Options = Field(default_factory=FrozenOptions)
    patience: int | None = None
    min_delta: float = MIN_DELTA.default
    dtype: str = "float64"
    seed: int = 0
    shuffle: bool = True

    def __init__(self, **choices: Any) -> None:
        if len(choices) > MOST_ITEMS:
            n = counted(len(choices), "choice")
            message = f"These are {n}; a RunConfig has {len(RunConfig.model_fields)}."
            raise ConfigError([Fault("choices", len(choices), message)])
        if isinstance(given := choices.get("dataset"), Dataset):
            choices |= {"dataset": OWN, "own": OwnData.of(given)}
        choices = without_defaults(suited(plain(choices)))
        fields = RunConfig.model_fields
        faults = kind_faults(choices, fields)
        wrong = {fault.field.split(".")[0] for fault in faults}
        known = {
            name: field.get_default(call_default_factory=True) for name, field in fields.items()
        }
        known |= {name: value for name, value in choices.items() if name in fields}
        faults += faults_between({k: v for k, v in known.items() if k not in wrong})
        if faults:
            raise ConfigError(faults)
        super().__init__(**choices)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refused: equal configs give the same bits for good. Raises ConfigError."""
        if name not in type(self).model_fields:
            raise ConfigError([unknown_choice(name, type(self).model_fields)])
        message = (
            f"{name} cannot be set to {show(value)}, since a RunConfig does not change: "
            f"config.changed({name}={show(value)}) is a copy with it."
        )
        raise ConfigError([Fault(name, value, message)])

    def __delattr__(self, name: str) -> None:
        """Refused, as ``__setattr__``."""
        message = f"{name} cannot be deleted, since a RunConfig does not change."
        raise ConfigError([Fault(name, getattr(self, name, None), message)])

    @property
    def spec(self) -> DatasetSpec:
        """What is known of the dataset without loading it."""
        if self.own is not None:
            return self.own.spec
        return DATASETS[self.dataset].chosen(self.dataset_options)

    @property
    def activations(self) -> tuple[str, ...]:
        """One activation name per hidden layer."""
        if isinstance(self.activation, str):
            return (self.activation,) * len(self.hidden_sizes)
        return self.activation

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer: inputs, hidden, outputs."""
        spec = self.spec
        inputs = spec.n_features if self.input_features is None else len(self.input_features)
        return (inputs, *self.hidden_sizes, spec.n_outputs(self.output))

    def changed(self, **choices: Any) -> Self:
        """A copy with some choices replaced. Raises ``ConfigError`` as the constructor does."""
        name = choices.get("dataset", OWN)
        if isinstance(name, str) and name != OWN:  # then it is another one than yours
            choices = {"own": None} | choices
        return type(self)(**(dict(self) | choices))

    def on(self, dataset: object) -> Self:
        """The config of a run on ``dataset``: itself if it names it, else a copy that says which.

        Raises ``ConfigError`` for what is no ``Dataset``, and if the choices do not fit it;
        ``DataError`` for samples that are no numbers, or labels that are no class.
        """
        if not isinstance(dataset, Dataset):
            way = f"load_dataset('moons') returns one. {OWN_DATA}"
            message = f"dataset = {show(dataset)} is no Dataset: {way}."
            raise ConfigError([Fault("dataset", dataset, message)])
        if self.own is None:
            chosen = self.dataset_options, self.test_size, self.data_seed
            if dataset.origin == origin(self.dataset, self.spec, *chosen):
                return self
        own = OwnData.of(dataset)
        return self if own == self.own else self.changed(dataset=OWN, own=own, dataset_options={})

    def to_query(self) -> dict[str, str]:
        """A link's parameters: every choice by its short name, defaults and options included.

        But for choices that came later than links where they are what a link without them means for
        good, such as ``shuffle`` where it is True. Raises ``ConfigError`` for data of your own, and
        for more than 800 drawn points.
        """
        require(self._own_fault(), drawn.left_out(self.dataset_options), error=ConfigError)
        return reading.written(self.model_dump())

    def _own_fault(self) -> Fault | None:
        """The fault of a config whose data no link can hold."""
        if self.own is None:
            return None
        message = (
            f"dataset = 'own': a link cannot hold data of your own ({self.own.title}). It can say "
            "all else, with a dataset of ours: config.changed(dataset='moons').to_link()."
        )
        return Fault("dataset", OWN, message)

    def to_link(self, address: str = "") -> str:
        """The link that opens this run: ``?v=1&data=moons&...`` behind the ``address`` of a page.

        It means the same for good, whatever defaults become. Raises ``ConfigError`` for an address
        that is no text or has parameters of its own, and for what ``to_query`` refuses.
        """
        bare = isinstance(address, str) and not set(address) & set("?#")
        must = "the address of a page without ?, such as 'http://127.0.0.1:8501/gradients'"
        require(None if bare else wrong("address", address, must), error=ConfigError)
        return address + encoded(self.to_query())

    @classmethod
    def from_query(cls, query: Mapping[str, str | list[str]]) -> "RunConfig":
        """The config of a link whose parameters are decoded, such as ``to_query`` gives.

        Raises ``ConfigError`` as ``from_link``.
        """
        must = "a dict of texts by name, as to_query makes it"
        require(kind_fault("query", query, Mapping, must), error=ConfigError)
        return _opened(lambda: reading.of_mapping(query))

    @classmethod
    def from_link(cls, link: str) -> "RunConfig":
        """The config of a link, or of what follows its "?"; what a page adds is passed over.

        Links of all versions mean what they meant when they were made. Raises ``ConfigError`` with
        all that is wrong with a damaged one.
        """
        must = "text, such as '?v=1&data=moons'"
        require(kind_fault("link", link, str, must), error=ConfigError)
        return _opened(lambda: reading.parsed(query_of(link)))


def linked_config(link: Link, base: RunConfig | None = None) -> RunConfig:
    """The config of a link that was read; ``base`` has what it leaves out, as a preset's does.

    Raises ``ConfigError`` with all that is wrong with its choices.
    """
    choices, faults = reading.choices(link, None if base is None else base.to_query())
    told = {fault.field for fault in faults}
    try:
        config = RunConfig(**choices)
    except ConfigError as error:
        faults += [f for f in error.faults if f.field.partition(".")[0] not in told]
    if faults:
        raise ConfigError(reading.in_words_of(link, faults))
    return config


def _opened(read: Callable[[], Link]) -> RunConfig:
    """The config of the link that ``read`` gives. Raises ``ConfigError`` for all that is wrong."""
    try:
        link = read()
    except FaultsError as error:
        raise ConfigError(error.faults) from None
    faults = [*link.unknown]
    if "preset" in link.query and not is_whole(link.query):
        name = show(link.query["preset"])
        message = f"preset = {name} is a preset: its run is mlpviz.PRESETS[{name}].config."
        faults.append(Fault("preset", link.query["preset"], message))
    try:
        config = linked_config(link)
    except ConfigError as error:
        faults += error.faults
    if faults:
        raise ConfigError(faults)
    return config


def config_fault(value: object) -> Fault | None:
    """The fault of a ``value`` that is no RunConfig, with the way to one; None if it is one."""
    if isinstance(value, RunConfig):
        return None
    if isinstance(getattr(value, "config", None), RunConfig):  # a preset, a trainer
        way = f"pass {type(value).__name__.lower()}.config"
    elif isinstance(value, str) and (meant := suggestions(value, DATASETS)):
        way = f"RunConfig(dataset={meant[0]!r}) is one for that dataset"
    elif isinstance(value, Mapping):
        way = "RunConfig(**choices) makes one of a dict"
    else:
        way = "RunConfig(dataset='moons') is one"
        if hasattr(value, "__array__") or isinstance(value, list | tuple):
            way += f". {OWN_DATA}"
    return Fault("config", value, f"config = {show(value)} is no RunConfig: {way}.")


def require_config(value: object) -> None:
    """Raise ConfigError that names the way out if ``value`` is no RunConfig."""
    if fault := config_fault(value):
        raise ConfigError([fault])
