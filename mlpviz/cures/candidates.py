"""From choices to candidates: what is legal, what it changes, and what can be left out of it."""

from collections.abc import Mapping
from typing import Any

from mlpviz.config import ConfigError, RunConfig
from mlpviz.cures.data import Runs
from mlpviz.cures.effort import too_dear
from mlpviz.cures.trial import Trial
from mlpviz.diagnosis import Action, Diagnosis
from mlpviz.diagnosis.labels import advice

# Choices that are one thing to whoever makes them; any other choice stands for itself.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("dataset", "dataset_options"),
    ("initializer", "initializer_options", "bias_std"),
    ("output", "loss", "target_scale"),
    ("optimizer", "optimizer_options"),
    ("schedule", "schedule_options"),
    ("patience", "min_delta"),
)

Changes = Mapping[str, Any]


def changed(config: RunConfig, changes: Changes) -> Changes:
    """Those of ``changes`` that ``config`` has not already."""
    return {name: value for name, value in changes.items() if getattr(config, name) != value}


def parts(changes: Changes) -> tuple[Changes, ...]:
    """``changes`` taken apart: choices that belong together stay together."""
    left, found = dict(changes), []
    for names in TOGETHER:
        if part := {name: left.pop(name) for name in names if name in left}:
            found.append(part)
    return (*found, *({name: value} for name, value in left.items()))


def without_rate(changes: Changes) -> Changes:
    """``changes`` but for the learning rate."""
    return {name: value for name, value in changes.items() if name != "lr"}


def is_of(changes: Changes, message: Diagnosis) -> bool:
    """Whether all of ``changes`` is what ``message`` proposes, at whatever learning rate."""
    sets = [action.changes for action in message.actions]
    proposed = [item for one in sets for item in one.items()]
    rest = without_rate(changes)
    if not rest:
        return any([*one] == ["lr"] for one in sets)
    return all(item in proposed for item in rest.items())


def candidate(runs: Runs, config: RunConfig, changes: Changes) -> Trial | None:
    """The trial of ``changes`` to ``config``; None where there is none, or too long a one."""
    changes = changed(config, changes)
    if not changes:
        return None
    try:
        new = config.changed(**changes)
    except ConfigError:
        return None
    changes = changed(config, {name: getattr(new, name) for name in changes})
    if not changes or not runs.allowed(new) or too_dear(new, config, runs.dataset):
        return None
    return Trial(Action(advice(changes, config), changes), new, runs)


def together(one: Changes, other: Changes) -> Changes | None:
    """Both at once; None if they disagree, or if one has all of the other."""
    one, other = without_rate(one), without_rate(other)
    both = {**one, **other}
    if any(one[name] != other[name] for name in one.keys() & other.keys()):
        return None
    return None if len(both) in (len(one), len(other)) else both
