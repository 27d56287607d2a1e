"""No rule fails on a number that is 0, far too small or far too large, wherever it may stand."""

from dataclasses import fields, replace

import pytest

from mlpviz import RunConfig
from mlpviz.diagnosis import diagnose
from tests.told import told

EXTREMES = (0.0, 5e-324, 1e-30, 1e300)
PLACES = {
    "the newest": lambda count: [count - 1],
    "the first": lambda _: [0],
    "the last five": lambda count: range(count - 5, count),
    "all": range,
}
RUNS = {
    "classes": RunConfig(dataset="moons", hidden_sizes=(4,), l2=0.01, batch_size=16),
    "targets": RunConfig(dataset="sine", hidden_sizes=(4,), batch_size=16, lr=1e-3),
    "one output": RunConfig(dataset="xor", hidden_sizes=(2,), activation="relu", l1=0.01),
}


def changed(record, names, value):
    """The record with this number in some of its fields, in all entries of a table of numbers."""
    values = {}
    for name in names:
        now = getattr(record, name)
        if isinstance(now, dict):
            values[name] = dict.fromkeys(now, value)
        elif isinstance(now, float):
            values[name] = value
        elif isinstance(now, tuple):
            values[name] = (min(value, 1.0),) * len(now)  # shares
    return replace(record, **values)


@pytest.mark.parametrize("name", RUNS)
def test_no_rule_fails_on_an_extreme_number(name, watch):
    run = watch(RUNS[name], 25)
    history = tuple(run.trainer.history)
    names = [field.name for field in fields(history[0])]
    for place, where in PLACES.items():
        for some in [*([each] for each in names), names]:
            for value in EXTREMES:
                records = list(history)
                for k in where(len(history)):
                    records[k] = changed(records[k], some, value)
                with told(f"{value} for {', '.join(some)} of {place}"):
                    found = diagnose(
                        records, run.config, data=run.data, params=run.trainer.network.params
                    )
                    assert not any("nan" in each.sentence.split() for each in found)
