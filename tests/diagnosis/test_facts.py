"""What several rules derive from the records: the median of a few of their numbers."""

import numpy as np
import pytest

from mlpviz.diagnosis.facts import middle


@pytest.mark.parametrize(
    "values",
    [[3.0], [2.0, 1.0], [0.1, 0.3, 0.2], [0.1, 0.2, 0.7, 0.4], [np.inf, 1.0], [np.nan, 1.0, 2.0]],
)
def test_the_median_is_numpys_to_the_bit(values):
    expected = float(np.median(values))
    for kind in (list, np.array):
        found = middle(kind(values))
        assert type(found) is float
        assert np.array_equal(found, expected, equal_nan=True), (found, expected)
