"""What each choice of a run can be by itself; ``rules.py`` says which ones go together."""

from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np

from mlpviz.data import OR_NONE, OWN_DATA, TEST_SIZE, OwnData
from mlpviz.data.features import feature_faults
from mlpviz.engine.arguments import kind_fault
from mlpviz.engine.faults import Fault, show, unknown
from mlpviz.engine.network import BIAS_STD, DTYPES, SEED
from mlpviz.engine.options import Option, as_number
from mlpviz.engine.settings import LIVE
from mlpviz.rules import DATASET, INITIALIZER, MOST_ITEMS, OPTIMIZER, SCHEDULE, TABLES
from mlpviz.words import counted

MAX_LAYERS = 16
MAX_UNITS = 4096
UNITS = Option("Units", 8, 1, MAX_UNITS, 1, "Of a hidden layer.")
TARGET_SCALE = Option(
    "Target scale ζ",
    1.0,
    0.01,
    1.0,
    0.05,
    "Class targets times this: 0.9 stays inside tanh's range.",
)
# The choices that are one number each.
NUMBERS = LIVE | {
    "test_size": TEST_SIZE,
    "target_scale": TARGET_SCALE,
    "bias_std": BIAS_STD,
    "seed": SEED,
    "data_seed": SEED,
}
# The fields that may change while a run trains.
LIVE_FIELDS = (*LIVE, "optimizer_options", "schedule", "schedule_options")
ROWS = {  # with options
    "dataset": DATASET,
    "initializer": INITIALIZER,
    "optimizer": OPTIMIZER,
    "schedule": SCHEDULE,
}


class FrozenOptions(dict[str, Any]):
    """Options of a config: sorted by name, hashable, and not to be changed."""

    def __init__(self, options: Mapping[str, Any] = MappingProxyType({})) -> None:
        super().__init__(sorted(options.items()))

    def __hash__(self) -> int:  # type: ignore[override]  # dict has none because it can change
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the options of a RunConfig cannot change: use config.changed(...)")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = _refuse
    pop = popitem = clear = _refuse


def plain(choices: Mapping[str, Any]) -> dict[str, Any]:
    """``choices`` in Python's own kinds: NumPy's scalars, lists, numbers such as 8.0 units.

    What is not legal stays as it is, for ``kind_faults`` to show.
    """
    plain = {name: _plain(value) for name, value in choices.items()}
    for name in NUMBERS.keys() & plain.keys():
        plain[name] = _number(NUMBERS[name], plain[name])
    if isinstance(own := choices.get("own"), Mapping):  # as a config's own dump has it
        plain["own"] = OwnData.read(own) or own
    sizes = plain.get("hidden_sizes")
    if isinstance(sizes, tuple) and len(sizes) <= MAX_LAYERS:
        plain["hidden_sizes"] = tuple(_number(UNITS, size) for size in sizes)
    return plain


def kind_faults(choices: Mapping[str, Any], names: Iterable[str]) -> list[Fault]:
    """What is wrong with each of ``choices`` alone; ``names`` are those that there are.

    Names of rows that are strings are left to ``rules.faults_between``, options of known rows too.
    """
    legal = list(names)
    faults = []
    for name, value in choices.items():
        if name not in legal:
            faults.append(unknown_choice(name, legal))
        elif name in NUMBERS:
            faults += filter(None, [NUMBERS[name].fault(name, value)])
        elif name.endswith("_options"):
            faults += _options_faults(name, value, choices)
        elif name in _KINDS:
            faults += _KINDS[name](value)
        elif not isinstance(value, str):
            faults.append(_no_name(name, name, value))
    return faults


def unknown_choice(name: str, legal: Iterable[str]) -> Fault:
    """The fault of a choice that there is not; the titles of live ones count as names too."""
    return replace(unknown("choice", name, dict.fromkeys(legal) | LIVE), field=name)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Sized) and len(value) > MOST_ITEMS:
        return value
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value


def _number(option: Option, value: Any) -> Any:
    """``value`` as the option's own type if it is legal."""
    if value is None or option.fault("", value):
        return value
    number = as_number(value)
    assert number is not None
    return int(number) if option.integer else float(number)


def _no_name(field: str, name: str, value: object) -> Fault:
    """The fault of a ``value`` that is no name of a row of the table of ``name``."""
    fault = unknown(field, value, TABLES[name])
    if name == "dataset" and value is not None:
        return replace(fault, message=f"{fault.message} {OWN_DATA}.")
    return fault


def _options_faults(field: str, value: object, choices: Mapping[str, Any]) -> list[Fault]:
    if isinstance(value, Mapping) and len(value) > MOST_ITEMS:
        message = f"{field} = {show(value)} are {counted(len(value), 'option')}: too many."
        return [Fault(field, value, message)]
    if isinstance(value, Mapping):
        return []
    kind = field.removesuffix("_options")
    row = TABLES[kind].get(str(choices.get(kind, ROWS[kind])))
    legal = "" if row is None else f" Legal: {', '.join(row.options) or 'none'}."
    return [Fault(field, value, f"{field} = {show(value)} must be a dict of numbers.{legal}")]


def too_many_layers(field: str, value: Any, n: int) -> Fault:
    """The fault of a list with an item for each of ``n`` hidden layers, of which none is read."""
    layers = counted(n, "hidden layer")
    return Fault(field, value, f"{field} = {show(value)} is for {layers}: at most {MAX_LAYERS}.")


def _hidden_sizes(value: object) -> list[Fault]:
    field = "hidden_sizes"
    if isinstance(value, list | tuple) and len(value) > MAX_LAYERS:
        return [too_many_layers(field, value, len(value))]
    if not isinstance(value, tuple):
        example = (value,) if isinstance(value, int) and not UNITS.fault("", value) else (32, 16)
        message = f"{field} = {show(value)} must be a tuple, one whole number per hidden layer"
        return [Fault(field, value, f"{message}, such as {example}.")]
    found = (UNITS.fault(f"{field}: layer {i}", size) for i, size in enumerate(value, 1))
    return [replace(fault, field=field) for fault in found if fault]


def _activation(value: object) -> list[Fault]:
    if isinstance(value, str):
        return []
    if isinstance(value, list | tuple) and len(value) > MAX_LAYERS:
        return [too_many_layers("activation", value, len(value))]
    if not isinstance(value, tuple):
        return [_no_name("activation", "activation", value)]
    return [
        replace(_no_name(f"activation: layer {i}", "activation", name), field="activation")
        for i, name in enumerate(value, 1)
        if not isinstance(name, str)
    ]


def _yes_or_no(field: str, value: object) -> list[Fault]:
    fault = kind_fault(field, value, bool, "True or False")
    return [] if fault is None else [fault]


def _or_none(value: object) -> list[Fault]:
    fault = kind_fault("standardize_targets", value, bool | None, OR_NONE)
    return [] if fault is None else [fault]


def _own(value: object) -> list[Fault]:
    must = "what RunConfig(dataset=data) fills in, or None"
    fault = kind_fault("own", value, OwnData | None, must)
    return [] if fault is None else [fault]


def _dtype(value: object) -> list[Fault]:
    known = isinstance(value, str) and value in DTYPES
    return [] if known else [unknown("dtype", value, DTYPES)]


# The choices that are neither one number, nor the name of a row, nor its options.
_KINDS: dict[str, Callable[[object], list[Fault]]] = {
    "hidden_sizes": _hidden_sizes,
    "activation": _activation,
    "bias": partial(_yes_or_no, "bias"),
    "shuffle": partial(_yes_or_no, "shuffle"),
    "standardize_targets": _or_none,
    "input_features": feature_faults,
    "own": _own,
    "dtype": _dtype,
}
