import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.gradcheck import GradientCheckError, GradientReport, ParameterRow, check_network


def row(analytic, numerical, tolerance, name="W1", **more):
    """A row with one reference, or more as ``source=(values, tolerance)``."""
    analytic = np.asarray(analytic, dtype=float)
    values = {"analytic": analytic, "central": np.asarray(numerical, dtype=float)}
    bounds = {"analytic": np.zeros(analytic.shape), "central": broadcast(tolerance, analytic)}
    for source, (numbers, bound) in more.items():
        values[source] = np.asarray(numbers, dtype=float)
        bounds[source] = broadcast(bound, analytic)
    return ParameterRow.compare(name, values, bounds, np.zeros(analytic.shape, dtype=bool))


def broadcast(value, like):
    return np.broadcast_to(np.asarray(value, dtype=float), like.shape)


def report(*rows, **more):
    return GradientReport(rows=rows, loss=1.0, dtype="float64", seconds=0.001, **more)


def test_numbers_of_a_row():
    result = row([[1.0, 2.0, -4.0]], [[1.0, 2.5, -4.0]], 0.1)
    assert result.verdict == "fail"
    assert result.shape == (1, 3)
    assert result.worst == (0, 1)
    assert result.absolute_error("analytic", "central").tolist() == [[0.0, 0.5, 0.0]]
    assert result.relative_error("analytic", "central").tolist() == [[0.0, 0.5 / 2.5, 0.0]]
    assert result.error == 0.5 / 4.0
    assert result.allowed == 0.1 / 4.0
    assert result.resolution == 0.1 / 4.0
    assert result.failing_share == pytest.approx(1 / 3)
    assert result.verdicts.tolist() == [[1, 2, 1]]


def test_relative_error_of_zeros_signs_and_numbers_that_are_not_finite():
    result = row([0.0, 1.0, 1.0, np.nan], [0.0, -1.0, 0.0, 1.0], 1e-9)
    errors = result.relative_error("analytic", "central")
    assert errors[:3].tolist() == [0.0, 2.0, 1.0]
    assert np.isnan(errors[3])
    assert np.isnan(result.pair("analytic", "central").ratio)
    assert result.pair("analytic", "central").verdict == "fail"


def test_worst_is_the_element_furthest_beyond_its_own_tolerance():
    result = row([1.0, 5.0], [1.1, 5.5], [0.01, 1.0])
    assert result.worst == (0,)
    assert result.excess == pytest.approx([10.0, 0.5])


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


def test_every_reference_must_agree_and_the_sharpest_resolves():
    sharp = row([1.0], [1.001], 0.01, complex_step=([1.0], 1e-12))
    assert sharp.verdict == "pass"
    assert sharp.resolution == 1e-12
    assert sharp.numerical == [1.0]
    assert sharp.sources == ("analytic", "central", "complex_step")
    assert len(sharp.pairs) == 3
    assert row([1.0], [1.1], 0.01, complex_step=([1.0], 1e-12)).verdict == "fail"
    assert row([1.0], [1.0], 0.01, complex_step=([1.0 + 1e-11], 1e-12)).verdict == "fail"


def test_a_reference_that_is_not_finite_decides_nothing_where_another_is():
    for broken in ([np.nan, 1.0], 1e-9), ([1.0, 1.0], np.inf):
        good = row([1.0, 1.0], broken[0], broken[1], complex_step=([1.0, 1.0], 1e-12))
        assert good.verdict == "pass"
        bad = row([1.0, 2.0], broken[0], broken[1], complex_step=([1.0, 1.0], 1e-12))
        assert bad.verdict == "fail"
    nothing = row([1.0, 1.0], [np.nan, 1.0], 1e-9, complex_step=([np.nan, 1.0], 1e-12))
    assert nothing.verdict == "fail"
    assert nothing.worst == (0,)


def test_the_report_takes_the_worst_verdict():
    good, coarse, bad = row([1.0], [1.0], 1e-9), row([1.0], [1.0], 0.1), row([2.0], [1.0], 0.1)
    assert report(good).passed
    assert report(good, coarse).verdict == "unresolved"
    assert report(good, coarse, bad).verdict == "fail"
    assert report(good, coarse, bad).failing == (bad,)
    assert report(good, faults=("the loss differs",)).verdict == "fail"


def test_rows_by_name():
    result = report(row([1.0], [1.0], 1e-9, "W1"), row([1.0], [1.0], 1e-9, "b1"))
    assert result["b1"].name == "b1"
    with pytest.raises(KeyError, match="no parameter 'W9'; there are: W1, b1"):
        result["W9"]


def test_raise_if_failed_names_parameter_element_and_numbers():
    good, bad = row([1.0], [1.0], 1e-9), row([[1.0, 2.0]], [[1.0, 2.5]], 0.25, "W2")
    report(good).raise_if_failed()
    report(row([1.0], [1.0], 0.1)).raise_if_failed()
    with pytest.raises(GradientCheckError) as caught:
        report(good, bad, faults=("the loss differs",)).raise_if_failed()
    assert isinstance(caught.value, AssertionError)
    assert str(caught.value) == (
        "the gradient check failed\n"
        "W2[0, 1]: analytic 2 ± 0, central differences 2.5 ± 0.25\n"
        "the loss differs"
    )


def test_text_names_parameters_verdicts_and_the_worst_element():
    network = MLP([2, 3, 1], "tanh", seed=1)
    X, Y = np.array([[0.5, -1.0], [1.0, 2.0]]), np.array([[1.0], [0.0]])
    _, gradients = network.loss_and_gradients(X, Y, loss="mse")
    text = str(check_network(network, X, Y, loss="mse"))
    assert text.startswith("gradient check: PASS")
    assert "\nanalytic against central differences and complex step, 2 samples" in text
    for name in gradients:
        assert f"\n{name} " in text
    assert max(len(line) for line in text.splitlines()) <= 140
    gradients["W2"][1, 0] *= -1.0
    text = str(check_network(network, X, Y, loss="mse", gradients=gradients))
    assert text.startswith("gradient check: FAIL")
    number = gradients["W2"][1, 0]
    assert f"W2[1, 0]: analytic {number:.9g} ± " in text
    assert f"central differences {-number:.9g} ± " in text


def test_text_explains_unresolved():
    assert "unresolved: the tolerance exceeds" in str(report(row([1.0], [1.0], 0.1)))


def test_a_scalar_parameter_has_text_too():
    text = str(report(row(1.0, 2.0, 1e-9, "a")))
    assert "scalar" in text
    assert "\na: analytic 1 ± 0, central differences 2 ± 1e-9" in text


def test_a_pair_has_error_tolerance_and_a_verdict_of_its_own():
    found = row([1.0, 4.0], [1.1, 4.0], [1.0, 0.3], complex_step=([1.0, 4.0], 1e-12))
    blunt, sharp = found.pair("analytic", "central"), found.pair("analytic", "complex_step")
    assert blunt == pytest.approx((0.1 / 4.0, 1.0 / 4.0, 0.1, "unresolved"))
    assert sharp == (0.0, 1e-12 / 4.0, 0.0, "pass")
    assert found.pair_at("analytic", "central", (1,)) == pytest.approx(
        (0.0, 0.3 / 4.0, 0.0, "unresolved")
    )
    wrong = row([1.0, 4.0], [2.1, 4.0], 1.0, complex_step=([1.0, 4.0], 1e-12))
    assert wrong.pair("analytic", "central").verdict == "fail"
    assert wrong.pair("central", "complex_step").verdict == "fail"


def test_what_fails_shows_its_largest_error_and_what_cannot_judge_its_largest_tolerance():
    wrong = row([1.0, 4.0], [1.1, 5.0], [1e-3, 0.5])
    assert (wrong.worst, wrong.error, wrong.allowed) == ((0,), 1.0 / 5.0, 0.5 / 5.0)
    vague = row([1.0, 4.0], [1.1, 4.0], [0.2, 4.0])
    assert (vague.worst, vague.error, vague.allowed) == ((0,), 0.0, 4.0 / 4.0)


def test_who_cannot_judge_decides_neither_the_worst_element_nor_its_error():
    found = row([1.0, 4.0 + 1e-13], [1.9, 4.0], 1.0, complex_step=([1.0, 4.0], 1e-12))
    assert found.verdict == "pass"
    assert found.worst == (1,)
    assert found.excess[1] == pytest.approx(0.1, rel=1e-2)
    assert found.allowed == 1e-12 / 4.0
    alone = row([1.0, 4.0], [1.9, 4.0], 1.0)
    assert (alone.verdict, alone.worst) == ("unresolved", (0,))
    assert alone.allowed == 1.0 / 4.0


def test_error_and_tolerance_are_those_of_the_reference_that_decides():
    found = row([1.0, 4.0], [1.1, 4.0], 0.01, complex_step=([1.0, 4.0], 1e-12))
    assert found.verdict == "fail"
    assert found.error == pytest.approx(0.1 / 4.0)
    assert found.allowed == pytest.approx(0.01 / 4.0)


def test_a_report_reads_its_own_pattern():
    wrong = report(row([64.0, 128.0], [1.0, 2.0], 1e-9), row([192.0], [3.0], 1e-9, "b1"))
    assert "the same factor 64" in wrong.reading.sentence
    assert wrong.reading.sentence in str(wrong)
    assert wrong.reading.sentence in wrong._repr_html_()
    good = report(row([1.0], [1.0], 1e-9))
    assert good.reading.sentence not in str(good)
