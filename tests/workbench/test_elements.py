"""Which element of a report is looked at."""

import numpy as np
import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.workbench.elements import read_element


def row(name, shape):
    arrays = {"analytic": np.ones(shape), "central": np.ones(shape)}
    return ParameterRow.compare(name, arrays, arrays, np.zeros(shape, bool))


@pytest.mark.parametrize("text", ["3, 1", "3 1", " [3,1] ", "W1[3, 1]", "W1 [3 1]", "3;1"])
def test_an_index_is_read_as_it_is_written(text):
    assert read_element(text, row("W1", (4, 2))) == (3, 1)


def test_of_any_number_of_axes():
    assert read_element("b1[2]", row("b1", (3,))) == (2,)
    assert read_element("1, 0, 2", row("K", (2, 2, 3))) == (1, 0, 2)
    assert read_element("s", row("s", ())) == ()


@pytest.mark.parametrize("text", ["", "3", "4, 0", "-1, 0", "1.0, 1", "b1[3, 1]", "³, 1", "9" * 99])
def test_what_is_no_element_is_told_with_those_that_are(text):
    with pytest.raises(FaultsError, match=r"write one from W1\[0, 0\] to W1\[3, 1\]"):
        read_element(text, row("W1", (4, 2)))
