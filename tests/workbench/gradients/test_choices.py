"""The step as it is typed: what is a number, and what is said of what is none."""

import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.workbench.gradients.choices import read_step, written_step


@pytest.mark.parametrize(
    ("text", "h"),
    [
        ("", None),
        (" automatic ", None),
        ("1e-5", 1e-5),
        (" 0.001", 1e-3),
        ("1E-13", 1e-13),
        ("2^-8", 2.0**-8),
        ("2**-8", 2.0**-8),
    ],
)
def test_steps(text, h):
    assert read_step(text) == h
    assert read_step(written_step(h)) == h


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abc", "is not a number"),
        ("1e-5 m", "is not a number"),
        ("1,5", "is not a number"),
        ("2^-", "is not a number"),
        ("0^-1", "is not a number"),
        ("nan", "is not a finite number"),
        ("inf", "is not a finite number"),
        ("1e999", "is not a finite number"),
        ("9^9999", "is not a number"),
        ("-1^0.5", "is not a finite number"),
        ("0", "moves nothing"),
        ("-1e-5", "is negative"),
    ],
)
def test_what_is_no_step_is_refused_with_the_way_out(text, words):
    with pytest.raises(FaultsError, match=words) as caught:
        read_step(text)
    (fault,) = caught.value.faults
    assert (fault.field, fault.value) == ("h", text)
    assert "such as 1e-5 or 2^-8, or automatic." in str(fault)
