"""``RunConfig``: every choice of a run, validated; to and from a link."""

import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any, Literal, NoReturn, Self

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from mlpviz.data import DATASETS, OWN_DATA, n_outputs
from mlpviz.engine.faults import Fault, FaultsError, show, suggestions, unknown
from mlpviz.engine.network import BIAS_STD, SEED
from mlpviz.engine.options import Option
from mlpviz.engine.settings import LIVE
from mlpviz.rules import (
    DATASET,
    INITIALIZER,
    OPTIMIZER,
    TABLES,
    faults_between,
    suited,
    without_defaults,
)

MAX_LAYERS = 16
MAX_UNITS = 4096
TARGET_SCALE = Option(
    "Target scale ζ",
    1.0,
    0.01,
    1.0,
    0.05,
    "Class targets times this: 0.9 stays inside tanh's range.",
)
# The choices that are one number each; their own words say what is wrong with another value.
NUMBERS = LIVE | {
    "target_scale": TARGET_SCALE,
    "bias_std": BIAS_STD,
    "seed": SEED,
    "data_seed": SEED,
}


class ConfigError(FaultsError):
    """A run cannot be configured as asked; ``faults`` names everything that is wrong at once."""


def _plain(value: Any) -> Any:
    """NumPy's scalars as Python's; lists, which links and JSON bring, as tuples."""
    if isinstance(value, np.generic):
        return value.item()
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value


class FrozenOptions(dict[str, float]):
    """Options of a config: sorted by name, hashable, and not to be changed."""

    def __init__(self, options: Mapping[str, float] = MappingProxyType({})) -> None:
        super().__init__(sorted(options.items()))

    def __hash__(self) -> int:  # type: ignore[override]  # dict has none because it can change
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the options of a RunConfig cannot change: use config.changed(...)")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = _refuse
    pop = popitem = clear = _refuse


Name = Annotated[str, Field(max_length=40)]
Options = Annotated[dict[str, float], AfterValidator(FrozenOptions)]
Units = Annotated[int, Field(ge=1, le=MAX_UNITS)]
Seed = Annotated[int, Field(ge=SEED.minimum, le=SEED.maximum)]


class RunConfig(BaseModel):
    """Every choice of a run. Frozen; equal configs give the same bits.

    ``RunConfig()`` is the app's first problem; keyword arguments change single choices, and
    ``config.changed(lr=0.1)`` gives a copy. Raises ``ConfigError`` with all faults at once, each
    naming field, value and what is allowed.

    dataset, dataset_options, preprocessing, test_size, data_seed : see ``load_dataset``; by
        default the preprocessing that suits the dataset
    hidden_sizes : units per hidden layer; empty is a linear model
    activation : of all hidden layers, or a tuple with one name per hidden layer
    output, loss : a legal pair of ``OUTPUTS`` and ``LOSSES``; by default softmax and cross-entropy
        for classes, identity and mse for regression
    target_scale : zeta, 0.01 to 1; class targets are multiplied by it
    initializer, initializer_options : of ``INITIALIZERS``
    bias, bias_std : whether there are biases; drawn from N(0, bias_std)
    optimizer, optimizer_options : of ``OPTIMIZERS``
    lr, l2 : learning rate > 0; weight of sum(W**2) >= 0
    batch_size : samples per update; ``None`` is the full batch
    dtype : "float64" or "float32"
    seed : of the initial weights and of the order of the samples
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    dataset: Name = DATASET
    dataset_options: Options = Field(default_factory=FrozenOptions)
    preprocessing: Name = "standardize_global"
    test_size: float = 0.2
    data_seed: Seed = 0
    hidden_sizes: Annotated[tuple[Units, ...], Field(max_length=MAX_LAYERS)] = (32, 16)
    activation: Name | tuple[Name, ...] = "tanh"
    output: Name = "softmax"
    loss: Name = "cross_entropy"
    target_scale: float = Field(1.0, ge=TARGET_SCALE.minimum, le=TARGET_SCALE.maximum)
    initializer: Name = INITIALIZER
    initializer_options: Options = Field(default_factory=FrozenOptions)
    bias: bool = True
    bias_std: float = Field(0.0, ge=BIAS_STD.minimum, le=BIAS_STD.maximum)
    optimizer: Name = OPTIMIZER
    optimizer_options: Options = Field(default_factory=FrozenOptions)
    lr: float = Field(0.1, ge=LIVE["lr"].minimum, le=LIVE["lr"].maximum)
    batch_size: int | None = Field(32, ge=LIVE["batch_size"].minimum, le=LIVE["batch_size"].maximum)
    l2: float = Field(0.0, ge=LIVE["l2"].minimum, le=LIVE["l2"].maximum)
    dtype: Literal["float64", "float32"] = "float64"
    seed: Seed = 0

    def __init__(self, **choices: Any) -> None:
        choices = suited({name: _plain(value) for name, value in choices.items()})
        choices = without_defaults(choices)
        faults: list[Fault] = []
        try:
            super().__init__(**choices)
        except ValidationError as error:
            found = [_as_fault(fault) for fault in error.errors(include_url=False)]
            faults = _most_specific(found)
        wrong = {fault.field.split(".")[0] for fault in faults}
        fields = RunConfig.model_fields
        known = {
            name: field.get_default(call_default_factory=True) for name, field in fields.items()
        }
        known |= {name: value for name, value in choices.items() if name in fields}
        faults += faults_between({k: v for k, v in known.items() if k not in wrong})
        if faults:
            raise ConfigError(faults)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refused: equal configs give the same bits for good. Raises ConfigError."""
        if name not in type(self).model_fields:
            raise ConfigError([_unknown(name)])
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
    def activations(self) -> tuple[str, ...]:
        """One activation name per hidden layer."""
        if isinstance(self.activation, str):
            return (self.activation,) * len(self.hidden_sizes)
        return self.activation

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer: inputs, hidden, outputs."""
        spec = DATASETS[self.dataset]
        outputs = n_outputs(spec.n_classes, self.output) if spec.n_classes else 1
        return (spec.n_features, *self.hidden_sizes, outputs)

    def changed(self, **choices: Any) -> Self:
        """A copy with some choices replaced. Raises ``ConfigError`` as the constructor does."""
        return type(self)(**(self.model_dump() | choices))

    def to_query(self) -> dict[str, str]:
        """The choices that differ from the default, as JSON values by name: a link's parameters."""
        default = RunConfig(dataset=self.dataset).model_dump() | {"dataset": RunConfig().dataset}
        chosen = self.model_dump()
        return {
            name: json.dumps(value, separators=(",", ":")).strip('"')
            for name, value in chosen.items()
            if value != default[name]
        }

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """The config of a link made by ``to_query``. Raises ``ConfigError`` for a damaged one."""
        return cls(**{name: _from_json(text) for name, text in query.items()})


def _from_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a bare word is a name
        return text


def _unknown(name: str) -> Fault:
    """The fault of a choice that there is not; the titles of live ones count as names too."""
    legal = RunConfig.model_fields | LIVE
    return replace(unknown("choice", name, legal), field=name)


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


def _as_fault(error: Any) -> Fault:
    """One of pydantic's errors in our words: field, value, what is allowed."""
    name, *inner = error["loc"]  # inner: an index, or pydantic's name for one kind of a union
    field = ".".join([str(name), *(str(part) for part in inner if isinstance(part, int))])
    value = error["input"]
    if error["type"] == "string_type" and name in TABLES:
        fault = unknown(field, value, TABLES[name])
        own = name == "dataset" and value is not None
        return replace(fault, message=f"{fault.message} {OWN_DATA}.") if own else fault
    if error["type"] == "extra_forbidden":
        return _unknown(error["loc"][0])
    if name in NUMBERS and (wrong := NUMBERS[name].fault(field, value)):
        return wrong
    allowed = error["msg"].removeprefix("Input ")
    return Fault(field, value, f"{field} = {show(value)}: {allowed}.")


def _most_specific(faults: list[Fault]) -> list[Fault]:
    """One fault a field, and none for a field as a whole if its items have faults of their own."""
    by_field = {fault.field: fault for fault in reversed(faults)}
    owners = {field.rpartition(".")[0] for field in by_field if "." in field}
    return [fault for field, fault in reversed(by_field.items()) if field not in owners]
