"""``RunConfig``: every choice of a run, validated; to and from a link."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, Literal, NoReturn, Self

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from mlpviz.data import DATASETS, TEST_SIZE, n_outputs, request_faults
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import Fault, FaultsError, show, unknown
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.network import BIAS_STD
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import validate_options
from mlpviz.engine.trainer import LIVE

MAX_LAYERS = 16
MAX_UNITS = 4096
MAX_PARAMETERS = 20_000_000


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
Seed = Annotated[int, Field(ge=0, lt=2**32)]


class RunConfig(BaseModel):
    """Every choice of a run. Frozen; equal configs give the same bits.

    ``RunConfig()`` is the app's first problem; keyword arguments change single choices, and
    ``config.changed(lr=0.1)`` gives a copy. Raises ``ConfigError`` with all faults at once, each
    naming field, value and what is allowed.

    dataset, dataset_options, preprocessing, test_size, data_seed : see ``load_dataset``
    hidden_sizes : units per hidden layer; empty is a linear model
    activation : of all hidden layers, or a tuple with one name per hidden layer
    output, loss : a legal pair of ``OUTPUTS`` and ``LOSSES``
    target_scale : zeta, 0 < zeta <= 1; class targets are multiplied by it
    initializer, initializer_options : of ``INITIALIZERS``
    bias, bias_std : whether there are biases; drawn from N(0, bias_std)
    optimizer, optimizer_options : of ``OPTIMIZERS``
    lr, l2 : learning rate > 0; weight of sum(W**2) >= 0
    batch_size : samples per update; ``None`` is the full batch
    dtype : "float64" or "float32"
    seed : of the initial weights and of the order of the samples
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    dataset: Name = "digits"
    dataset_options: Options = Field(default_factory=FrozenOptions)
    preprocessing: Name = "standardize_global"
    test_size: float = 0.2
    data_seed: Seed = 0
    hidden_sizes: Annotated[tuple[Units, ...], Field(max_length=MAX_LAYERS)] = (32, 16)
    activation: Name | tuple[Name, ...] = "tanh"
    output: Name = "softmax"
    loss: Name = "cross_entropy"
    target_scale: float = Field(1.0, gt=0.0, le=1.0)
    initializer: Name = "xavier_uniform"
    initializer_options: Options = Field(default_factory=FrozenOptions)
    bias: bool = True
    bias_std: float = Field(0.0, ge=BIAS_STD.minimum, le=BIAS_STD.maximum)
    optimizer: Name = "sgd"
    optimizer_options: Options = Field(default_factory=FrozenOptions)
    lr: float = Field(0.1, ge=LIVE["lr"].minimum, le=LIVE["lr"].maximum)
    batch_size: int | None = Field(32, ge=LIVE["batch_size"].minimum, le=LIVE["batch_size"].maximum)
    l2: float = Field(0.0, ge=LIVE["l2"].minimum, le=LIVE["l2"].maximum)
    dtype: Literal["float64", "float32"] = "float64"
    seed: Seed = 0

    def __init__(self, **choices: Any) -> None:
        choices = {name: _plain(value) for name, value in choices.items()}
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
        faults += _faults_between({k: v for k, v in known.items() if k not in wrong})
        if faults:
            raise ConfigError(faults)

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
        default = RunConfig().model_dump()
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


def legal_outputs(task: str) -> list[str]:
    """Names in ``OUTPUTS`` for which some loss suits ``task``."""
    return [output for output in OUTPUTS if legal_losses(output, task)]


def legal_losses(output: str, task: str) -> list[str]:
    """Names in ``LOSSES`` that go with ``output`` and suit ``task``."""
    return [
        name for name, row in LOSSES.items() if output in row.outputs and row.task in ("any", task)
    ]


def n_parameters(sizes: tuple[int, ...], bias: bool) -> int:
    """How many numbers a network of these layer sizes learns."""
    return sum((fan_in + bias) * fan_out for fan_in, fan_out in pairwise(sizes))


def _from_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a bare word is a name
        return text


def _as_fault(error: Any) -> Fault:
    """One of pydantic's errors in our words: field, value, what is allowed."""
    name, *inner = error["loc"]  # inner: an index, or pydantic's name for one kind of a union
    field = ".".join([str(name), *(str(part) for part in inner if isinstance(part, int))])
    value = error["input"]
    if error["type"] == "extra_forbidden":
        name = error["loc"][0]
        return replace(unknown("choice", name, RunConfig.model_fields), field=name)
    allowed = error["msg"].removeprefix("Input ")
    return Fault(field, value, f"{field} = {show(value)}: {allowed}.")


def _most_specific(faults: list[Fault]) -> list[Fault]:
    """One fault a field, and none for a field as a whole if its items have faults of their own."""
    by_field = {fault.field: fault for fault in reversed(faults)}
    owners = {field.rpartition(".")[0] for field in by_field if "." in field}
    return [fault for field, fault in reversed(by_field.items()) if field not in owners]


def _faults_between(chosen: Mapping[str, Any]) -> list[Fault]:
    """Unknown names and choices that don't fit together, among the choices valid by themselves."""
    faults = _dataset_faults(chosen)
    for field, table in (
        ("output", OUTPUTS),
        ("loss", LOSSES),
        ("initializer", INITIALIZERS),
        ("optimizer", OPTIMIZERS),
    ):
        if field in chosen and chosen[field] not in table:
            faults.append(unknown(field, chosen[field], table))
    faults += _activation_faults(chosen)
    for field, table in (("initializer", INITIALIZERS), ("optimizer", OPTIMIZERS)):
        row: Any = table.get(str(chosen.get(field)))
        if row is not None and f"{field}_options" in chosen:
            faults += validate_options(row.options, chosen[f"{field}_options"], prefix=f"{field} ")
    return faults + _fit_faults(chosen)


def _dataset_faults(chosen: Mapping[str, Any]) -> list[Fault]:
    # What is already known to be wrong is replaced by a default, so that it hides nothing else.
    return request_faults(
        chosen.get("dataset", "moons"),
        preprocessing=chosen.get("preprocessing", "none"),
        test_size=chosen.get("test_size", TEST_SIZE.default),
        options=chosen.get("dataset_options", {}),
    )


def _activation_faults(chosen: Mapping[str, Any]) -> list[Fault]:
    if "activation" not in chosen:
        return []
    activation = chosen["activation"]
    names = (activation,) if isinstance(activation, str) else activation
    faults = [unknown("activation", name, ACTIVATIONS) for name in names if name not in ACTIVATIONS]
    layers = len(chosen["hidden_sizes"]) if "hidden_sizes" in chosen else len(names)
    if not isinstance(activation, str) and len(names) != layers:
        message = f"activation = {show(names)}: {len(names)} names for {layers} hidden layers."
        faults.append(Fault("activation", names, message))
    return faults


def _fit_faults(chosen: Mapping[str, Any]) -> list[Fault]:
    """Dataset, output, loss, target scale and size against each other."""
    spec = DATASETS.get(str(chosen.get("dataset")))
    output, loss = chosen.get("output"), chosen.get("loss")
    faults = []
    if spec and output in OUTPUTS and output not in legal_outputs(spec.task):
        legal = ", ".join(legal_outputs(spec.task))
        message = f"output = {output!r} is for classes and {spec.title} is {spec.task}: {legal}."
        faults.append(Fault("output", output, message))
    if output in OUTPUTS and loss in LOSSES:
        legal_names = legal_losses(output, spec.task if spec else "classification")
        if loss not in legal_names and legal_names:
            message = (
                f"loss = {loss!r} does not go with output {output!r}"
                f"{f' on {spec.title} ({spec.task})' if spec else ''}: "
                f"choose {', '.join(legal_names)}; {loss} goes with "
                f"{', '.join(LOSSES[loss].outputs)}."
            )
            faults.append(Fault("loss", loss, message))
    scale = chosen.get("target_scale", 1.0)
    if spec and not spec.n_classes and scale != 1.0:
        message = f"target_scale = {scale!r} is for class targets; {spec.title} needs 1."
        faults.append(Fault("target_scale", scale, message))
    if spec and output in OUTPUTS and {"hidden_sizes", "bias"} <= set(chosen):
        outputs = n_outputs(spec.n_classes, output) if spec.n_classes else 1
        size = n_parameters((spec.n_features, *chosen["hidden_sizes"], outputs), chosen["bias"])
        if size > MAX_PARAMETERS:
            message = (
                f"hidden_sizes = {chosen['hidden_sizes']} make {size:,} parameters: "
                f"at most {MAX_PARAMETERS:,}."
            )
            faults.append(Fault("hidden_sizes", chosen["hidden_sizes"], message))
    return faults
