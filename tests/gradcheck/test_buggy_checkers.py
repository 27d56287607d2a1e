import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.buggy_checkers import (
    BUGGY_CHECKERS,
    PLAIN_CHECKER,
    THRESHOLD,
    central,
    relative_error,
    without_nan,
)
from mlpviz.gradcheck.numerical import element_differences
from mlpviz.gradcheck.structured.check import check_network

SETTINGS = {
    "softmax": ((4, 5, 3), "tanh", "softmax", "cross_entropy", 0.01),
    "mse": ((3, 6, 4, 2), "sigmoid", "identity", "mse", 0.0),
    "bce": ((5, 4, 1), "softplus", "sigmoid", "binary_cross_entropy", 0.0),
}


class Case:
    """A network whose gradients are all of ordinary size, with a batch, a loss and L2."""

    def __init__(self, sizes, activation, output, loss, l2):
        rng = np.random.default_rng(1)
        self.network = MLP(sizes, activation, output, bias_std=0.5, seed=2)
        self.X = rng.normal(size=(12, sizes[0]))
        self.Y = rng.random((12, sizes[-1]))
        self.loss, self.l2 = loss, l2

    def run(self, checker, **options):
        return checker.run(self.network, self.X, self.Y, self.loss, self.l2, **options)

    def truth(self, gradients=None):
        return check_network(
            self.network, self.X, self.Y, loss=self.loss, l2=self.l2, gradients=gradients
        )


@pytest.fixture(params=SETTINGS.values(), ids=SETTINGS)
def case(request):
    return Case(*request.param)


CONDEMN = [name for name, row in BUGGY_CHECKERS.items() if row.misleads == "condemns"]
ACQUIT = [name for name, row in BUGGY_CHECKERS.items() if row.misleads == "acquits"]


def test_the_cases_are_there():
    assert set(CONDEMN) == {"never-restored", "forward-ignored", "tiny-h", "float32"}
    assert ACQUIT == ["nan-to-zero"]


@pytest.mark.parametrize("name", CONDEMN)
def test_right_gradients_are_condemned(name, case):
    findings = case.run(BUGGY_CHECKERS[name])
    assert not findings.passed
    assert max(findings.errors.values()) > 10 * THRESHOLD
    assert case.run(PLAIN_CHECKER).passed
    assert case.truth().passed
    if name != "float32":  # and what it judged were the very gradients that are right
        assert case.truth(findings.judged).passed


@pytest.mark.parametrize("name", ACQUIT)
def test_wrong_gradients_are_acquitted(name, case):
    findings = case.run(BUGGY_CHECKERS[name])
    assert findings.passed
    assert case.truth(findings.judged).verdict == "fail"
    plain = case.run(PLAIN_CHECKER, gradients=findings.judged)
    assert not plain.passed
    assert [name for name, right in plain.claims.items() if not right] == ["W1"]


def test_never_restored_is_right_at_first_and_gets_worse(case):
    findings, plain = case.run(BUGGY_CHECKERS["never-restored"]), case.run(PLAIN_CHECKER)
    first = relative_error(findings.numerical["W1"], plain.numerical["W1"])
    assert first[0, 0] < 1e-4
    errors = [np.abs(findings.numerical[n] - plain.numerical[n]).max() for n in plain.numerical]
    assert max(errors[1:]) > errors[0]


def test_forward_ignored_says_one_everywhere(case):
    findings = case.run(BUGGY_CHECKERS["forward-ignored"])
    assert set(findings.errors.values()) == {1.0}
    assert not any(numbers.any() for numbers in findings.numerical.values())


def test_float32_is_held_in_float32(case):
    findings = case.run(BUGGY_CHECKERS["float32"])
    for numbers in (findings.judged, findings.numerical):
        assert {array.dtype for array in numbers.values()} == {np.dtype("float32")}


def test_nan_to_zero_is_right_about_numbers(case):
    _, gradients = case.network.loss_and_gradients(case.X, case.Y, loss=case.loss, l2=case.l2)
    checker = BUGGY_CHECKERS["nan-to-zero"]
    assert case.run(checker, gradients=gradients).passed
    wrong = gradients | {"b1": 1.01 * gradients["b1"]}
    assert not case.run(checker, gradients=wrong).claims["b1"]


def test_given_gradients_are_judged_as_they_are(case):
    _, gradients = case.network.loss_and_gradients(case.X, case.Y, loss=case.loss, l2=case.l2)
    wrong = {name: gradient.copy() for name, gradient in gradients.items()}
    wrong["W2"][0, 0] *= 1.01
    findings = case.run(PLAIN_CHECKER, gradients=wrong)
    assert findings.errors["W2"] == pytest.approx(0.01 / 2.01, rel=1e-3)
    assert findings.claims == {name: name != "W2" for name in gradients}
    assert str(findings) == "Wrong gradients, by their relative error: W2 (0.005)."


@pytest.mark.parametrize("name", BUGGY_CHECKERS)
def test_the_network_stays_as_it_is(name, case):
    network = case.network
    network.loss_and_gradients(case.X, case.Y, loss=case.loss)
    before = network.flat.tobytes(), network.flat_grad.tobytes(), network.z[0].tobytes()
    case.run(BUGGY_CHECKERS[name])
    assert (network.flat.tobytes(), network.flat_grad.tobytes(), network.z[0].tobytes()) == before


def test_the_plain_loop_is_central_differences(case):
    network = case.network

    def loss():
        return network.loss(case.X, case.Y, case.loss, case.l2)

    before = network.flat.copy()
    right = element_differences(loss, network.params, h=1e-5, extrapolate=False)
    mine = central(loss, network.params, 1e-5)
    assert all(np.array_equal(mine[name], right[name]) for name in right)
    assert np.array_equal(network.flat, before)


def test_relative_error():
    a = np.array([0.0, 1.0, 1.0, np.nan, 0.0, -1.0])
    b = np.array([0.0, 1.0, 3.0, 1.0, 2.0, 1.0])
    expected = [0.0, 0.0, 0.5, np.nan, 1.0, 1.0]
    np.testing.assert_array_equal(relative_error(a, b), expected)
    np.testing.assert_array_equal(without_nan(a, b), np.nan_to_num(expected))


def test_claims_in_words(case):
    assert str(case.run(PLAIN_CHECKER)).startswith("All gradients are right: no relative error")
    assert "W1 (1)" in str(case.run(BUGGY_CHECKERS["forward-ignored"]))


@pytest.mark.parametrize("name", BUGGY_CHECKERS)
def test_texts(name):
    row = BUGGY_CHECKERS[name]
    assert len(row.title) <= 40
    assert row.help.endswith(".")
    assert row.lesson.endswith((".", ".)"))
    assert row.wrong != row.right
    compile(row.wrong, name, "exec")
    compile(row.right, name, "exec")
