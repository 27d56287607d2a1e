"""The warm-ups' tables: what the page says is what was computed."""

import math

import pytest

from mlpviz.presets import PRESETS
from mlpviz.workbench.presets import warm_ups
from mlpviz.workbench.presets.warm_ups import WARM_UPS, closed_forms, logistic_losses
from tests.rounding import gamma


def test_the_naive_loss_is_nan_where_the_stable_one_is_zero():
    lines = {(z, y): (naive, stable) for z, y, naive, stable in logistic_losses().lines}
    assert lines["-1e+11", "0"] == ("nan", "0.0")
    assert lines["40", "0"] == ("inf", "40.0")
    finite = [pair for pair in lines.values() if math.isfinite(float(pair[0]))]
    assert len(finite) >= 3
    assert all(naive == stable for naive, stable in finite)


def test_both_gradients_are_autograds_to_round_off():
    table = closed_forms()
    assert len(table.lines) == 2
    for *_, error in table.lines:
        assert 0.0 <= float(error) <= gamma(500)  # fewer operations than that, and small numbers


def test_a_wrong_gradient_would_be_seen(monkeypatch):
    monkeypatch.setattr(warm_ups, "sum_of_squares", lambda x: (0.0, 2.0 * x))
    monkeypatch.setattr(warm_ups, "negative_log_probability", lambda W, h, label: (0.0, W))
    errors = [float(line[-1]) for line in closed_forms.__wrapped__().lines]
    assert min(errors) > 0.1


@pytest.mark.parametrize("name", WARM_UPS)
def test_every_line_has_a_cell_for_each_heading(name):
    table = WARM_UPS[name].compute()
    assert {len(line) for line in table.lines} == {len(table.headings)}
    assert table is WARM_UPS[name].compute(), "computed once"


def test_every_warm_up_belongs_to_a_preset():
    assert {preset.warm_up for preset in PRESETS.values()} - {""} == set(WARM_UPS)
