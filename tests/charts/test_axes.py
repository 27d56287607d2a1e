"""The axes of errors and scores."""

import numpy as np
import pytest

from mlpviz.charts.error_axis import CEILING, FLOOR, error_axis, on_scale
from mlpviz.charts.score_axis import score_axis


def test_errors_stay_on_their_scale_and_nan_is_the_worst():
    assert on_scale([0.0, 1e-3, np.inf, np.nan]).tolist() == [FLOOR, 1e-3, CEILING, CEILING]
    assert on_scale([0.0], 1e-16).tolist() == [1e-16]


def test_the_error_axis_names_every_fourth_power():
    axis = error_axis("error", [-17.0, 1.0])
    assert (axis["type"], axis["range"]) == ("log", [-17.0, 1.0])
    assert axis["tickvals"] == [1e-16, 1e-12, 1e-8, 1e-4, 1.0]
    assert axis["ticktext"] == ["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"]


def test_accuracy_has_a_fixed_axis():
    assert score_axis(np.array([0.3, np.nan]), "accuracy")["range"] == [0.0, 1.02]


@pytest.mark.parametrize(
    ("lowest", "bottom"), [(0.2, 0.0), (0.0, 0.0), (-0.3, -0.5), (-0.7, -1.0), (-40.0, -1.0)]
)
def test_the_axis_of_r2_begins_at_one_of_three_places(lowest, bottom):
    assert score_axis(np.array([0.9, np.nan, -np.inf, lowest]), "R²")["range"] == [bottom, 1.02]
    assert score_axis(np.array([]), "R²")["range"] == [0.0, 1.02]
