"""Options of a run's rows, such as noise and momentum, as settings that a comparison can vary."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mlpviz.comparison.setting import Varied
from mlpviz.config import RunConfig
from mlpviz.data import DATASETS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import Option
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.words import rounded

MOST = 6  # values that are offered

Options = Mapping[str, Option]

# By the field of a config: the options of its row, and of every row that there is.
_ROWS: dict[str, tuple[Callable[[RunConfig], Options], tuple[Options, ...]]] = {
    "dataset": (
        lambda config: config.spec.options,
        tuple(row.options for row in DATASETS.values()),
    ),
    "initializer": (
        lambda config: INITIALIZERS[config.initializer].options,
        tuple(row.options for row in INITIALIZERS.values()),
    ),
    "optimizer": (
        lambda config: OPTIMIZERS[config.optimizer].options,
        tuple(row.options for row in OPTIMIZERS.values()),
    ),
    "schedule": (
        lambda config: SCHEDULES[config.schedule].options,
        tuple(row.options for row in SCHEDULES.values()),
    ),
}


def around(option: Option, value: float) -> tuple[float, ...]:
    """At most six legal values: ``value``, a tenth to ten times of it, and 0 if that is one.

    What lies close below 1, as a momentum does, is varied by its distance from 1.
    """
    if option.switch:
        return 0, 1
    factors = (0.1, 0.3, 1.0, 3.0, 10.0)
    if 0.5 <= value < 1.0 and 0.999 <= option.maximum <= 1.0:
        found = {1.0 - rounded((1.0 - value) * factor, 2) for factor in factors}
    else:
        base = value or option.default or option.step
        found = {rounded(base * factor, 2) for factor in factors}
        found |= {0.0} if option.minimum == 0 else set()
    near = {round(each) if option.integer else rounded(each, 9) for each in found}
    legal = {each for each in near if option.minimum <= each <= option.maximum} - {value}
    return tuple(sorted({value, *sorted(legal, key=lambda each: abs(each - value))[: MOST - 1]}))


def option_settings() -> dict[str, Varied]:
    """A setting for each name of an option, whatever row it is of."""
    return {
        name: _setting(field, name, same)
        for field, (_, rows) in _ROWS.items()
        for name, same in _by_name(rows)
    }


def _by_name(rows: tuple[Options, ...]) -> Iterator[tuple[str, list[Option]]]:
    names = dict.fromkeys(name for row in rows for name in row)
    for name in names:
        yield name, [row[name] for row in rows if name in row]


def _setting(field: str, name: str, same: list[Option]) -> Varied:
    """The setting of an option, whose range is as wide as that of any row with ``same`` name."""
    present, chosen = _ROWS[field][0], f"{field}_options"
    widest = replace(
        same[0],
        minimum=min(option.minimum for option in same),
        maximum=max(option.maximum for option in same),
    )

    def values(config: RunConfig) -> tuple[Any, ...]:
        option = present(config).get(name)
        if option is None:
            return ()
        return around(option, getattr(config, chosen).get(name, option.default))

    return Varied(
        widest.title,
        widest.help,
        values,
        values,
        lambda config, value: {chosen: {**getattr(config, chosen), name: value}},
        widest,
        applies=lambda config: name in present(config),
    )
