import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.gradcheck import GradientReport, ParameterRow, check_network


def row(analytic, numerical, tolerance, name="W1"):
    analytic = np.asarray(analytic, dtype=float)
    return ParameterRow.compare(
        name,
        analytic,
        np.asarray(numerical, dtype=float),
        np.broadcast_to(np.asarray(tolerance, dtype=float), analytic.shape),
        np.zeros(analytic.shape, dtype=bool),
    )


def report(*rows, faults=()):
    return GradientReport(rows, faults, 1.0, 1.0, 2.0**-8, 5, "float64", 0, 0.001)


def test_numbers_of_a_row():
    result = row([[1.0, 2.0, -4.0]], [[1.0, 2.5, -4.0]], 0.1)
    assert result.verdict == "fail"
    assert result.shape == (1, 3)
    assert result.worst == (0, 1)
    assert result.max_abs_error == 0.5
    assert result.max_rel_error == 0.5 / 2.5
    assert result.relative_error == 0.5 / 4.0
    assert result.relative_tolerance == 0.1 / 4.0
    assert result.resolution == 0.1 / 4.0
    assert result.failing_share == pytest.approx(1 / 3)


def test_worst_is_the_element_furthest_beyond_its_own_tolerance():
    result = row([1.0, 5.0], [1.1, 5.5], [0.01, 1.0])
    assert result.worst == (0,)
    assert result.max_abs_error == 0.5


@pytest.mark.parametrize(
    ("analytic", "tolerance", "verdict"),
    [
        (1.0, 1e-4, "pass"),
        (1.0, 0.01, "unresolved"),
        (1.1, 0.01, "fail"),
        (np.nan, 1e-4, "fail"),
        (np.inf, 1e-4, "fail"),
        (1.0, np.nan, "fail"),
        (1.0, np.inf, "fail"),
        (np.inf, np.inf, "fail"),
    ],
)
def test_verdicts(analytic, tolerance, verdict):
    assert row([analytic, 0.5], [1.0, 0.5], [tolerance, 1e-5]).verdict == verdict


def test_zero_against_zero_passes_and_zero_against_something_does_not():
    assert row([0.0, 0.0], [0.0, 0.0], 1e-12).verdict == "pass"
    assert row([0.0, 0.0], [0.0, 1e-3], 1e-12).verdict == "fail"
    assert row([0.0, 1e-13], [0.0, 0.0], 1e-12).verdict == "unresolved"


def test_the_report_takes_the_worst_verdict():
    good, coarse, bad = row([1.0], [1.0], 1e-9), row([1.0], [1.0], 0.1), row([2.0], [1.0], 0.1)
    assert report(good).passed
    assert report(good, coarse).verdict == "unresolved"
    assert report(good, coarse, bad).verdict == "fail"
    assert report(good, faults=("the loss differs",)).verdict == "fail"


def test_rows_by_name():
    result = report(row([1.0], [1.0], 1e-9, "W1"), row([1.0], [1.0], 1e-9, "b1"))
    assert result["b1"].name == "b1"
    with pytest.raises(KeyError, match="no parameter 'W9'; there are: W1, b1"):
        result["W9"]


def test_text_names_parameters_verdicts_and_the_worst_element():
    network = MLP([2, 3, 1], "tanh", seed=1)
    X, Y = np.array([[0.5, -1.0], [1.0, 2.0]]), np.array([[1.0], [0.0]])
    _, gradients = network.loss_and_gradients(X, Y, loss="mse")
    text = str(check_network(network, X, Y, loss="mse"))
    assert text.startswith("gradient check: PASS")
    for name in gradients:
        assert f"\n{name} " in text
    assert max(len(line) for line in text.splitlines()) <= 140
    gradients["W2"][1, 0] *= -1.0
    text = str(check_network(network, X, Y, loss="mse", gradients=gradients))
    assert text.startswith("gradient check: FAIL")
    assert f"[1, 0]: {gradients['W2'][1, 0]:.9g}, {-gradients['W2'][1, 0]:.9g}" in text


def test_text_explains_unresolved():
    assert "unresolved: the tolerance exceeds" in str(report(row([1.0], [1.0], 0.1)))
