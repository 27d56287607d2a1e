"""Reports in which not every entry was looked at: whatever they hold, they can be read."""

import numpy as np
import pytest

from mlpviz.gradcheck.directions import Directions
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow

NAMES = ["W1", "b1", "W2", "b2", "0.weight", "0.bias", "params[0]", "params[1]", 'p["x"]']


def row(rng, name):
    shape = tuple(int(length) for length in rng.integers(1, 5, rng.integers(0, 5)))
    right = rng.normal(size=shape) * rng.choice([0.0, 1.0, 1e-9, 1e9])
    gradient = right * rng.choice([1.0, 2.0, -1.0, 1.0 / 7.0])
    if rng.random() < 0.4:
        gradient = gradient + rng.normal(size=shape) * (rng.random(shape) < 0.3)
    if rng.random() < 0.1:
        gradient = np.where(rng.random(shape) < 0.2, np.nan, gradient)
    seen = np.asarray(rng.random(shape) < rng.choice([0.0, 0.3, 0.8]))
    bound = np.where(seen, 10.0 ** rng.integers(-12, 1), np.inf)
    worst = tuple(None if rng.random() < 0.3 else 0 for _ in shape)
    along = Directions(3, *rng.normal(size=2), *10.0 ** rng.integers(-9, 2, 2), worst)
    return ParameterRow.compare(
        str(name),
        {"analytic": gradient, "central": np.where(seen, right, np.nan)},
        {"analytic": np.full(shape, 1e-12), "central": bound},
        rng.random(shape) < 0.1,
        seen=seen,
        directions=along if rng.random() < 0.6 else None,
    )


@pytest.mark.parametrize("seed", range(6))
def test_any_partial_report_can_be_read(seed):
    rng = np.random.default_rng(seed)
    for _ in range(40):
        rows = tuple(row(rng, name) for name in rng.choice(NAMES, rng.integers(1, 5), False))
        params = {each.name: np.ones(each.shape) for each in rows}
        report = GradientReport(
            rows=rows,
            loss=1.0,
            dtype="float64",
            seconds=0.1,
            params=params if rng.random() < 0.5 else None,
        )
        assert report.reading.sentence
        assert report.reading.sentence in str(report) or not report.failing
        assert report._repr_html_()
