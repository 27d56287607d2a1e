"""Variants of one setting of a run: the table ``VARIED``, and ``variants``."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.comparison.differences import differences
from mlpviz.comparison.more_settings import MORE
from mlpviz.comparison.parallel import CompareError, titled
from mlpviz.comparison.setting import Varied
from mlpviz.config import RunConfig, require_config
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.arguments import kind_fault, require
from mlpviz.engine.faults import Fault, require_known, show
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.network import SEED
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.settings import LIVE
from mlpviz.kinds import UNITS
from mlpviz.words import rounded

MOST = 6  # more curves than that can hardly be told apart
FULL = "full"  # the batch that is the whole training split


def variants(
    config: RunConfig, field: str, values: Sequence[Any] | None = None
) -> dict[str, RunConfig]:
    """``config`` with each of ``values`` for one setting, by what differs among them.

    ``field`` is a name in ``VARIED``; without values it brings its own. At most six. Raises
    CompareError for too many or none, ConfigError for a value that does not fit the config.
    """
    require_config(config)
    require_known(field, VARIED, "field")
    _require_applies(config, field)
    chosen = VARIED[field].first(config) if values is None else values
    require(
        kind_fault("values", chosen, list | tuple | range | np.ndarray, "a list of values"),
        error=CompareError,
    )
    if not 1 <= len(chosen) <= MOST:
        message = f"values = {show(chosen)}: {len(chosen)} of them; choose between 1 and {MOST}."
        raise CompareError([Fault("values", tuple(chosen), message)])
    return labelled(config, field, [variant(config, field, value) for value in chosen])


def labelled(config: RunConfig, field: str, runs: Sequence[RunConfig]) -> dict[str, RunConfig]:
    """Variants of ``config`` in one setting by what differs; a single one by its own value."""
    if len(runs) != 1:
        return titled(runs)
    others = (variant(config, field, value) for value in VARIED[field].first(config))
    other = next(other for other in others if other != runs[0])
    return {differences([runs[0], other])[0]: runs[0]}


def variant(config: RunConfig, field: str, value: Any) -> RunConfig:
    """``config`` with ``value`` for the setting ``field`` of ``VARIED``, and what that drags along.

    Raises CompareError if the setting means nothing to this config, ConfigError if the value does
    not fit it.
    """
    _require_applies(config, field)
    if field == "activation" and not config.hidden_sizes:
        message = f"activation = {show(value)}: this network has no hidden layer to apply it to."
        raise CompareError([Fault("activation", value, message)])
    if field == "data_seed" and config.own is not None:
        message = (
            f"data_seed = {show(value)}: the samples are your own and are split already. Split "
            "them with another seed where they are read."
        )
        raise CompareError([Fault("data_seed", value, message)])
    return config.changed(**VARIED[field].changes(config, value))


def _require_applies(config: RunConfig, field: str) -> None:
    if message := absent(config, field):
        raise CompareError([Fault("field", field, message)])


def absent(config: RunConfig, field: str) -> str:
    """Why the setting ``field`` of ``VARIED`` cannot be varied at all; empty where it can be."""
    row = VARIED[field]
    if row.applies(config):
        return ""
    return f"{row.title} cannot be varied: this run, on {config.spec.title}, has no such choice."


def read(field: str, text: str) -> Any:
    """The value that a visitor has typed for a setting whose values can be typed.

    Raises CompareError if it is none, or out of range.
    """
    row = VARIED[field]
    if row.read is not None:
        return row.read(text)
    option = row.number
    if field == "batch_size" and text.strip().lower() == FULL:
        return FULL
    value: Any
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = text
    fault = None if option is None else option.fault(option.title.lower(), value)
    if fault is not None:
        raise CompareError([fault])
    return int(value) if option is not None and option.integer else value


def _around(config: RunConfig) -> tuple[float, ...]:
    """The config's learning rate, and a third, a tenth, the triple, the tenfold of it."""
    rates = (rounded(config.lr * factor, 2) for factor in (0.1, 0.3, 1.0, 3.0, 10.0))
    legal = LIVE["lr"]
    return tuple(rate for rate in rates if legal.minimum <= rate <= legal.maximum)


def _rates(config: RunConfig) -> list[float]:
    grid = [float(f"{m}e{e}") for e in range(-5, 2) for m in (1, 3)]
    return sorted({*grid, *_around(config)})


def _sizes(config: RunConfig) -> list[Any]:
    own = {config.batch_size} if config.batch_size else set()
    return [*sorted({1, 4, 8, 16, 32, 64, 128, 256, 512} | own), FULL]


def _seeds(config: RunConfig) -> tuple[int, ...]:
    return tuple((config.seed + k) % (int(SEED.maximum) + 1) for k in range(MOST))


def _kin(config: RunConfig) -> tuple[str, ...]:
    """The config's initializer beside a classic one, one that is too small, and none."""
    usual = ("xavier_uniform", "he_uniform", "normal", "zeros")
    return tuple(dict.fromkeys((config.initializer, *usual)))


def _at_usual_lr(config: RunConfig, name: str) -> dict[str, Any]:
    require_known(name, OPTIMIZERS, "optimizer")
    lr = RunConfig(dataset=config.dataset, own=config.own, optimizer=name).lr
    return {"optimizer": name, "optimizer_options": {}, "lr": lr}


def _drawn_by(_: RunConfig, name: str) -> dict[str, Any]:
    require_known(name, INITIALIZERS, "initializer")
    own_biases = {} if INITIALIZERS[name].biases is None else {"bias_std": 0.0}
    return {"initializer": name, "initializer_options": {}} | own_biases


VARIED: dict[str, Varied] = {
    "optimizer": Varied(
        "Optimiser, same lr",
        "Other optimisers with their own defaults, all at the learning rate of the sidebar.",
        lambda _: list(OPTIMIZERS),
        lambda _: ("sgd", "momentum", "rmsprop", "adam"),
        lambda _, name: {"optimizer": name, "optimizer_options": {}},
    ),
    "optimizer_lr": Varied(
        "Optimiser, usual lr",
        "Other optimisers with their own defaults, each at a learning rate that is usual for it.",
        lambda _: list(OPTIMIZERS),
        lambda _: ("sgd", "momentum", "rmsprop", "adam"),
        _at_usual_lr,
    ),
    "lr": Varied(
        "Learning rate",
        "Any number; those offered lie around the sidebar's.",
        _rates,
        _around,
        lambda _, rate: {"lr": rate},
        LIVE["lr"],
    ),
    "activation": Varied(
        "Activation",
        "Of all hidden layers; the initial weights stay the same.",
        lambda _: list(ACTIVATIONS),
        lambda _: ("identity", "sigmoid", "tanh", "relu"),
        lambda _, name: {"activation": name},
    ),
    "initializer": Varied(
        "Initial weights",
        "How weights are drawn, with each initializer's own defaults.",
        lambda _: list(INITIALIZERS),
        _kin,
        _drawn_by,
    ),
    "hidden_sizes": Varied(
        "Hidden width",
        "Units of every hidden layer; a network without one gets one.",
        lambda _: [1, 2, 4, 8, 16, 32, 64, 128, 256],
        lambda _: (2, 8, 32, 128),
        lambda config, units: {
            "hidden_sizes": (units,) * max(len(config.hidden_sizes), 1),
            "activation": config.activation or "tanh",
        },
        UNITS,
    ),
    "batch_size": Varied(
        "Batch size",
        "Samples per update; full is the whole training split.",
        _sizes,
        lambda _: (8, 32, 128, FULL),
        lambda _, size: {"batch_size": None if size == FULL else size},
        LIVE["batch_size"],
    ),
    "seed": Varied(
        "Seed",
        "Other initial weights and another order of the samples: how much is luck?",
        _seeds,
        _seeds,
        lambda _, seed: {"seed": seed},
        SEED,
    ),
} | MORE
