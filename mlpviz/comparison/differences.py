"""What tells configs apart, as the few words that fit into a legend."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from mlpviz.config import RunConfig
from mlpviz.data import PREPROCESSING, SEED, TEST_SIZE, OwnData, expanded_names
from mlpviz.data.features import PLANE
from mlpviz.engine.early_stopping import MIN_DELTA
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.network import BIAS_STD
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import Option
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.kinds import TARGET_SCALE
from mlpviz.rules import FIRST
from mlpviz.words import as_chosen


class Fact(NamedTuple):
    """One choice of a config: what is compared, and how it is said.

    ``compared`` is None for what goes without saying, such as an option's default.
    """

    compared: Any
    words: str


def differences(configs: Sequence[RunConfig]) -> tuple[str, ...]:
    """One short label per config that states only what differs among ``configs``.

    Such as ``("SGD, lr 0.1", "Adam, lr 0.01")``. What follows from another choice is left out: the
    defaults of an optimiser's options, the preprocessing that suits a dataset. Equal configs get
    equal labels, and if nothing differs at all, every label is empty.
    """
    every = [dict(_facts(config)) for config in configs]
    return tuple(", ".join(_telling(facts, every)) for facts in every)


def _telling(facts: Mapping[str, Fact], every: Sequence[Mapping[str, Fact]]) -> Iterator[str]:
    """The words for those of one config's facts that are not the same in ``every`` config."""
    unsaid = Fact(None, "")
    alike = [other for other in every if other["dataset"].compared == facts["dataset"].compared]
    for name, fact in facts.items():
        among = alike if name == "own" else every  # data of one name are told apart by a number
        if fact.words and len({other.get(name, unsaid).compared for other in among}) > 1:
            yield fact.words


def _facts(config: RunConfig) -> Iterator[tuple[str, Fact]]:
    """Name and fact of every choice, in the order in which a label states them."""
    suggested = _suggested(config.dataset, config.own)
    for field, words in _WORDS.items():
        value = getattr(config, field)
        if field == "dataset" and config.own is not None:
            value = config.own.title
        implied = field in _SUGGESTED and value == getattr(suggested, field)
        said = words(config)
        compared = said if value is None else _plain(value)  # None as a value is the full batch
        yield field, Fact(None if implied else compared, said)
        if field in _OPTIONS:
            for name, option in _OPTIONS[field](config).items():
                chosen = getattr(config, f"{field}_options").get(name, option.default)
                departs = None if chosen == option.default else chosen
                yield f"{field} {name}", Fact(departs, _numbered(option, chosen))
        if field == "dataset":
            for name, row in config.spec.texts.items():
                text = str(config.dataset_options.get(name, row.default))
                departs = None if text == row.default else text
                yield f"{field} {name}", Fact(departs, row.words(text))


@cache  # a label is written with every frame, and checking a config takes far longer than the words
def _suggested(dataset: str, own: OwnData | None) -> RunConfig:
    """The config that choosing a dataset and nothing else gives."""
    return RunConfig(dataset=dataset, own=own)


def _plain(value: Any) -> Any:
    """One name instead of the same one for each of several layers."""
    same = isinstance(value, tuple) and value and isinstance(value[0], str) and len(set(value)) == 1
    return value[0] if same else value


def _numbered(option: Option, value: float) -> str:
    """An option's title, but for its capital, and a value."""
    return f"{option.title[0].lower()}{option.title[1:]} {as_chosen(value)}"


def _activation(config: RunConfig) -> str:
    """One name, or one per hidden layer; nothing where there are none."""
    names = config.activations
    return "-".join(names if len(set(names)) > 1 else names[:1])


def _hidden(config: RunConfig) -> str:
    return f"hidden {'-'.join(map(str, config.hidden_sizes))}" if config.sizes[1:-1] else "linear"


def _inputs(config: RunConfig) -> str:
    names = config.input_features
    return f"inputs {' '.join(expanded_names(PLANE, names)) if names else 'as they are'}"


def _patience(config: RunConfig) -> str:
    stops = config.patience is not None
    return f"early stopping {config.patience}" if stops else "no early stopping"


def _min_delta(config: RunConfig) -> str:
    return "" if config.patience is None else _numbered(MIN_DELTA, config.min_delta)


# What a dataset suggests goes without saying where it is chosen.
_SUGGESTED = {"preprocessing", "output", "loss", *FIRST}

# The options that belong to a field's choice.
_OPTIONS: dict[str, Callable[[RunConfig], Mapping[str, Option]]] = {
    "dataset": lambda config: config.spec.options,
    "initializer": lambda config: INITIALIZERS[config.initializer].options,
    "optimizer": lambda config: OPTIMIZERS[config.optimizer].options,
    "schedule": lambda config: SCHEDULES[config.schedule].options,
}

_TARGETS = {None: "targets as they come", True: "targets standardised", False: "raw targets"}

# Every field of a config in words, in the order in which a label states them.
_WORDS: dict[str, Callable[[RunConfig], str]] = {
    "dataset": lambda config: config.spec.title,
    "own": lambda config: "" if config.own is None else f"data {config.own.fingerprint[:4]}",
    "preprocessing": lambda config: f"scaling {PREPROCESSING[config.preprocessing].title.lower()}",
    "standardize_targets": lambda config: _TARGETS[config.standardize_targets],
    "input_features": _inputs,
    "test_size": lambda config: _numbered(TEST_SIZE, config.test_size),
    "data_seed": lambda config: _numbered(SEED, config.data_seed),
    "hidden_sizes": _hidden,
    "activation": _activation,
    "output": lambda config: f"output {config.output}",
    "loss": lambda config: f"loss {config.loss}",
    "target_scale": lambda config: _numbered(TARGET_SCALE, config.target_scale),
    "initializer": lambda config: config.initializer,
    "bias": lambda config: "biases" if config.bias else "no biases",
    "bias_std": lambda config: _numbered(BIAS_STD, config.bias_std) if config.bias else "",
    "optimizer": lambda config: OPTIMIZERS[config.optimizer].__name__,
    "lr": lambda config: f"lr {as_chosen(config.lr)}",
    "batch_size": lambda config: f"batch {config.batch_size or 'full'}",
    "l2": lambda config: f"L2 {as_chosen(config.l2)}",
    "l1": lambda config: f"L1 {as_chosen(config.l1)}",
    "dropout": lambda config: f"dropout {as_chosen(config.dropout)}",
    "schedule": lambda config: f"{config.schedule} schedule",
    "patience": _patience,
    "min_delta": _min_delta,
    "dtype": lambda config: config.dtype,
    "seed": lambda config: f"seed {config.seed}",
    "shuffle": lambda config: "shuffled" if config.shuffle else "not shuffled",
}
