import numpy as np
import pytest

from mlpviz.charts.shapes import shaped


def test_values_become_floats_or_keep_their_own_kind():
    assert shaped([1, 2], (2,), "loss").dtype == np.float64
    assert shaped([True, False], (2,), "kinks", None).dtype == bool


def test_another_shape_is_refused_by_name_with_both_shapes():
    with pytest.raises(ValueError, match=r"ratio has shape \(2,\); expected \(2, 3\)"):
        shaped([1.0, 2.0], (2, 3), "ratio")
    with pytest.raises(ValueError, match=r"loss has shape \(0,\); expected \(1,\)"):
        shaped([], (1,), "loss")


def test_no_values_fit_every_empty_shape():
    assert shaped([], (0, 4), "errors").shape == (0, 4)
    with pytest.raises(ValueError, match="errors"):
        shaped(np.zeros((2, 4)), (0, 4), "errors")
