"""Sums whose terms, as shown, add up to the total, as shown; lines that give what they show."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.tracing.digits import exact_sum
from mlpviz.tracing.formula import Val, computed, expression, written
from mlpviz.tracing.parts import text_of
from mlpviz.words import number

NUMBERS = st.floats(-1e6, 1e6) | st.floats(-1e-6, 1e-6) | st.just(0.0)


@given(st.lists(NUMBERS, min_size=1, max_size=12), st.integers(1, 6))
def test_the_terms_shown_add_up_to_the_total_shown(terms, digits):
    total = float(np.sum(terms))
    shown = exact_sum(total, terms, digits)
    parts = [Decimal(text) for text in (*shown.terms, shown.rounding or "0")]
    assert sum(parts) == Decimal(shown.total)
    step = max(Decimal(10) ** Decimal(shown.total).as_tuple().exponent, Decimal("1e-320"))
    if any(terms):
        assert abs(Decimal(shown.total) - Decimal(total)) <= step / 2
        for text, term in zip(shown.terms, terms, strict=True):
            assert abs(Decimal(text) - Decimal(term)) <= step
            assert Decimal(text).as_tuple().exponent == Decimal(shown.total).as_tuple().exponent


@pytest.mark.parametrize(
    ("total", "terms", "texts"),
    [
        (-0.0220, (-0.0242, 0.0022), ("-0.02200", "-0.02420", "0.00220")),
        (1.0, (1 / 3, 1 / 3, 1 / 3), ("1.000", "0.334", "0.333", "0.333")),
        (1e-7, (3e-7, -2e-7), ("1.000e-7", "3.000e-7", "-2.000e-7")),
        (12345.6, (12340.0, 5.6), ("1.235e+4", "1.234e+4", "0.001e+4")),
        (3e9, (1e9, 2e9), ("3.000e+9", "1.000e+9", "2.000e+9")),
        (0.0, (0.0, 0.0), ("0", "0", "0")),
    ],
)
def test_how_sums_are_written(total, terms, texts):
    shown = exact_sum(total, terms)
    assert (shown.total, *shown.terms) == texts
    assert shown.rounding == ""


def test_what_floating_point_lost_is_a_term_of_its_own():
    shown = exact_sum(0.25, [0.5, -0.5])
    assert (shown.total, *shown.terms, shown.rounding) == ("0.2500", "0.5000", "-0.5000", "0.2500")


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=5), NUMBERS)
def test_who_types_a_line_gets_its_number(pairs, slope):
    formula = ["("]
    for i, (one, two) in enumerate(pairs):
        formula += [" + "] * bool(i) + [Val(f"a[{i}]", one), "*", Val(f"w[{i}]", two)]
    formula += [") * ", Val("slope", slope)]
    value = sum(one * two for one, two in pairs) * slope
    line = written(Val("d", value), formula)
    left, right, shown = text_of(line.numbers).split(" = ")
    assert (left, shown) == ("d", line.shown)
    assert any(number(computed(right), digits) == shown for digits in range(1, 5))
    assert abs(float(shown) - value) <= 0.06 * abs(value)


def test_minus_signs_have_brackets_where_they_would_bind_wrongly():
    minus = Val("a", -2.0)
    cases = {"1.0 - a**2": -3.0, "a**2": 4.0, "a * a": 4.0, "np.exp(a) - a": np.exp(-2.0) + 2.0}
    for code, value in cases.items():
        line = written(Val("x", float(value)), expression(code, {"a": minus}))
        assert float(line.shown) == pytest.approx(value, rel=1e-3)
        assert "np." not in text_of(line.numbers)
