"""Reports of anything: a report never raises, and speaks of nothing that is not there."""

import numpy as np
import pytest

from mlpviz.gradcheck.readings import READINGS
from mlpviz.gradcheck.readings.roles import roles_of
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow

REPORTS = 300
NAMES = (
    ("W1", "b1", "W2", "b2"),
    ("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"),
    ("params[0]", "params[1]", "params[2]", "params[3]"),
    ("params[0]['W']", "params[0]['b']", "params[1]['W']", "params[1]['b']"),
    ("0.weight", "0.bias", "2.weight", "2.bias"),
    ("Wf", "bf", "Wo", "bo"),
    ("W1", "W2", "W3", "W4"),
    ("b1", "b2", "b3", "b4"),
    ("W", "b", "gamma", "beta"),
    ("b2", "W2", "b10", "W10"),
    ("E", "x", "<i>é</i>", ""),
    ("W1[0]", "{where}", "theta 1", "W-1"),
)
# First names of sets without weights and biases, unless shapes are those of layers in a row.
NOT_LAYERS = ("params[0]", "E", "b1", "W1[0]")
ODD = (np.nan, np.inf, -np.inf, 0.0, 1e-320, 1e300)


def any_shape(rng):
    return tuple(int(size) for size in rng.integers(1, 7, size=rng.integers(0, 5)))


def chain(rng):
    """Shapes of two layers, in one of the layouts that people use."""
    d, h, k = (int(size) for size in rng.integers(1, 7, size=3))
    flip = rng.random() < 0.5
    weights = [shape[::-1] if flip else shape for shape in ((d, h), (h, k))]
    vectors = [[(n,), (n, 1), (1, n)][rng.integers(3)] for n in (h, k)]
    return [weights[0], vectors[0], weights[1], vectors[1]]


def wrong(rng, right):
    """A gradient that is off in some way: by a mask, a line, a factor, odd numbers or nothing."""
    mask = rng.random(right.shape) < rng.choice([0.1, 0.5, 1.0])
    if right.ndim > 1 and rng.random() < 0.5:
        axis = int(rng.integers(right.ndim))
        mask = mask & (np.arange(right.shape[axis]) == 0).reshape(
            [-1 if i == axis else 1 for i in range(right.ndim)]
        )
    choices = (
        right.copy(),
        np.where(mask, right + rng.normal(size=right.shape), right),
        right * rng.choice([2.0, -1.0, 0.25, 3.7]),
        np.zeros(right.shape),
        np.where(mask, rng.choice(ODD), right),
    )
    return choices[rng.choice(5, p=[0.3, 0.4, 0.22, 0.05, 0.03])]


def any_report(seed, names=None):
    rng = np.random.default_rng(seed)
    names = (names or NAMES[rng.integers(len(NAMES))])[: rng.integers(1, 5)]
    shapes = chain(rng) if rng.random() < 0.5 else [any_shape(rng) for _ in range(4)]
    rows, params, sharp = [], {}, rng.random() < 0.3
    for name, shape in zip(names, shapes, strict=False):
        right = np.asarray(rng.normal(size=shape) * 10.0 ** rng.integers(-12, 9))
        right = right * rng.choice([0.0, 1.0], p=[0.1, 0.9])
        params[name] = np.asarray(rng.normal(size=shape))
        values = {"analytic": np.asarray(wrong(rng, right)), "central": right}
        if sharp:
            values["complex_step"] = np.asarray(wrong(rng, right) if rng.random() < 0.3 else right)
        size = rng.choice([1e-9, 1e-3, 0.0, np.inf], p=[0.8, 0.1, 0.05, 0.05])
        bounds = {source: np.full(shape, size) for source in values}
        rows.append(ParameterRow.compare(name, values, bounds, rng.random(shape) < 0.2))
    return GradientReport(
        rows=tuple(rows),
        loss=float(rng.choice([1.0, 0.0, -3.0, np.nan])),
        dtype=str(rng.choice(["float64", "float32", "float64 and float32"])),
        seconds=0.0,
        faults=("a fault",) if rng.random() < 0.05 else (),
        params=params if rng.random() < 0.5 else None,
    )


def must_be_legible(seed):
    report = any_report(seed)
    assert str(report), seed
    assert report._repr_html_().startswith("<div"), seed
    reading = report.reading
    assert reading.kind in READINGS, seed
    assert reading.sentence, seed
    roles = roles_of([row.name for row in report.rows], [row.shape for row in report.rows])
    if report.rows[0].name in NOT_LAYERS and not any(role.layer for role in roles):
        assert "bias" not in reading.sentence, (seed, reading)
        assert "layer" not in reading.sentence, (seed, reading)


@pytest.mark.parametrize("seeds", [range(i, REPORTS, 10) for i in range(10)])
def test_any_report_can_be_printed_shown_and_read(seeds):
    for seed in seeds:
        must_be_legible(seed)
