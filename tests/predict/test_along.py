"""Inputs along each feature."""

import numpy as np

from mlpviz.predict.along import along_each


def test_one_feature_moves_at_a_time():
    x, low, high = np.array([1.0, 5.0]), np.array([0.0, 0.0]), np.array([2.0, 4.0])
    values, inputs = along_each(x, low, high, points=3)
    assert values.tolist() == [[0.0, 1.0, 2.0], [0.0, 2.5, 5.0]]  # 5 is beyond its bound
    assert inputs[0].tolist() == [[0.0, 5.0], [1.0, 5.0], [2.0, 5.0]]
    assert inputs[1].tolist() == [[1.0, 0.0], [1.0, 2.5], [1.0, 5.0]]
