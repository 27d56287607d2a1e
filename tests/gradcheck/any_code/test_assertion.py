import inspect
import pickle

import numpy as np
import pytest

import mlpviz
from mlpviz.gradcheck import GradientCheckError, assert_gradients, check_gradients
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError

W = np.array([[1.0, -2.0], [0.5, 3.0]])
TINY = np.array([1e-9])  # its gradient drowns in the noise of the loss below


def loss():
    return np.sum(W**2)


def large_loss():
    return 1e6 + np.sum(TINY**2)


def test_a_right_gradient_gives_the_report():
    report = assert_gradients(loss, {"W": W}, {"W": 2 * W})
    assert report.passed
    assert report["W"].shape == (2, 2)


def test_the_message_is_the_report_with_its_reading():
    with pytest.raises(GradientCheckError) as caught:
        assert_gradients(loss, {"W": W}, {"W": W})
    assert isinstance(caught.value, AssertionError)
    report = caught.value.report
    assert report.verdict == "fail"
    assert str(caught.value) == str(report)
    assert report.reading.sentence in str(caught.value)


def test_the_error_survives_pickling():
    error = pickle.loads(pickle.dumps(GradientCheckError("wrong")))
    assert (str(error), error.report) == ("wrong", None)


def test_unresolved_raises_on_request_only():
    arguments = large_loss, {"w": TINY}, {"w": 2 * TINY}
    assert check_gradients(*arguments).verdict == "unresolved"
    assert assert_gradients(*arguments).verdict == "unresolved"
    with pytest.raises(GradientCheckError, match="UNRESOLVED"):
        assert_gradients(*arguments, unresolved=True)
    assert assert_gradients(loss, {"W": W}, {"W": 2 * W}, unresolved=True).passed


def test_everything_that_check_gradients_takes_is_handed_on():
    taken = inspect.signature(check_gradients).parameters
    own = inspect.signature(assert_gradients).parameters
    by_position = [name for name, p in taken.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert [*own][: len(by_position)] == by_position
    both = ("central", "complex_step")
    report = assert_gradients(lambda w: np.sum(w**2), W, 2 * W, 2**-10, both)
    assert (report.h, report.sources) == (2**-10, ("analytic", *both))
    shares = []
    assert_gradients(loss, [W], [2 * W], progress=shares.append)
    assert shares[-1] == 1.0
    with pytest.raises(TypeError, match="nonsense"):
        assert_gradients(loss, [W], [2 * W], nonsense=1)


def test_what_cannot_be_compared_raises_as_before():
    with pytest.raises(GradientCheckInputError, match="loss_fn does not see them"):
        assert_gradients(lambda: 1.0, {"W": W}, {"W": W})


def test_it_is_public():
    assert mlpviz.assert_gradients is assert_gradients
