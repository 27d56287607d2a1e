"""``judge_values``: what can be said of numbers alone."""

import re

import numpy as np
import pytest

from mlpviz import Description
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck import GradientCheckInputError
from mlpviz.gradcheck.any_code.without_loss import judge_values
from mlpviz.gradcheck.mistakes import inject

SOFTMAX = ((4, 5, 3), "tanh", "softmax", "cross_entropy")
LINEAR = ((3, 4, 2), "relu", "identity", "mse")


class Numbers:
    """What a program has computed: parameters, gradients, data and its loss."""

    def __init__(self, kind=SOFTMAX, *, alpha=1.0, l2=0.0, l1=0.0, bug=None, dtype="float64", n=7):
        sizes, activation, output, loss = kind
        network = MLP(sizes, activation, output, bias_std=0.3, seed=0)
        rng = np.random.default_rng(0)
        k = sizes[-1]
        self.X, self.Y = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, k))
        if LOSSES[loss].task == "classification":
            self.Y = np.eye(k)[rng.integers(0, k, n)]
        own = {"l2": l2 / alpha, "l1": l1 / alpha}
        self.loss = np.dtype(dtype).type(alpha * network.loss(self.X, self.Y, loss, **own))
        passed = network if bug is None else inject(network, bug)
        found = passed.loss_and_gradients(self.X, self.Y, loss, **own)[1]
        self.params = {name: p.astype(dtype) for name, p in network.params.items()}
        self.grads = {name: (alpha * g).astype(dtype) for name, g in found.items()}

    def check(self, **other):
        given = {"X": self.X, "Y": self.Y, "loss": self.loss}
        return judge_values(self.params, self.grads, **(given | other)).report


@pytest.mark.parametrize("kind", [SOFTMAX, LINEAR, ((3, 4, 4, 2), ("tanh", "relu"), *LINEAR[2:])])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_right_gradients_pass_and_one_in_ten_thousand_more_fails(kind, dtype):
    numbers = Numbers(kind, dtype=dtype)
    report = numbers.check()
    assert report.passed, report
    sizes = "-".join(map(str, kind[0]))
    assert report.notes[0].startswith(f"Recognised: {sizes}, ")
    assert "its loss on X and Y is the given one" in report.notes[0]
    numbers.grads["W1"] = numbers.grads["W1"] * numbers.grads["W1"].dtype.type(1.0 + 1e-4)
    assert [row.name for row in numbers.check().failing] == ["W1"]


@pytest.mark.parametrize("bug", ["sign", "no-mean", "no-slope", "bias-axis", "not-transposed"])
def test_with_the_loss_a_mistake_is_named_whatever_it_spoils(bug):
    kind = ((4, 3, 3), *SOFTMAX[1:]) if bug == "not-transposed" else SOFTMAX
    report = Numbers(kind, bug=bug).check()
    assert report.verdict == "fail"
    assert bug in (report.reading.kind, *report.reading.alternatives)
    assert not report.faults


def test_without_the_loss_gradients_decide_and_the_report_says_what_would_not_show():
    report = Numbers(bug="no-slope").check(loss=None)
    assert report.reading.kind == "no-slope"
    assert "18 of 43 entries of the gradients are its own" in report.notes[0]
    assert "Add the loss to be sure" in report.notes[0]
    whole = Numbers(LINEAR, bug="no-factor-2").check(loss=None)
    assert whole.passed  # as those of another reduction, which it says
    assert "half the mean over samples" in whole.notes[0]


def test_without_the_loss_a_gradient_that_is_all_wrong_says_what_to_do():
    with pytest.raises(GradientCheckInputError, match=r"there is no loss to go by\. Add the loss"):
        Numbers(bug="sign").check(loss=None)


@pytest.mark.parametrize("bug", [None, "no-", "sign"])
@pytest.mark.parametrize("strength", [0.01, 0.05 / 14])
@pytest.mark.parametrize("penalty", ["l2", "l1"])
def test_a_usual_strength_of_a_penalty_is_found_by_the_loss(penalty, strength, bug):
    bug = bug + penalty if bug == "no-" else bug
    report = Numbers(LINEAR, alpha=0.5, bug=bug, **{penalty: strength}).check()
    assert "half the mean over samples, plus" in report.notes[0]
    assert f"with this {penalty.upper()} term its loss" in report.notes[0]
    assert report.passed == (bug is None)
    assert bug is None or bug in (report.reading.kind, *report.reading.alternatives)


@pytest.mark.parametrize("without", [{}, {"loss": None}])
def test_both_penalties_are_found_by_gradients(without):
    terms = {"l2": 0.03, "l1": 0.0123456789}
    right = Numbers(LINEAR, **terms).check(**without)
    assert right.passed
    assert "plus 0.0123 sum(|W|), plus 0.03 sum(W^2)" in right.notes[0]
    wrong = Numbers(LINEAR, bug="no-slope", **terms).check(**without)
    assert wrong.reading.kind == "no-slope", wrong


@pytest.mark.parametrize("loss", [True, False])
def test_penalties_that_are_said_hold(loss):
    numbers = Numbers(LINEAR, l2=0.03, l1=0.02, bug="l1-sign")
    given = {} if loss else {"loss": None}
    said = Description(None, "relu", "identity", "mse", "mean", 0.03, l1=0.02)
    report = numbers.check(network=said, **given)
    assert report.reading.kind == "l1-sign"
    other = numbers.check(network=Description(**(vars(said) | {"l1": 0.0})), **given)
    assert other.faults or other.reading.kind != "l1-sign"


def test_an_unusual_strength_takes_weights_that_agree():
    for penalty in ("l2", "l1"):
        own = Numbers(LINEAR, **{penalty: 0.0123456789})
        assert own.check().passed
        assert own.check(loss=None).passed
    right = Numbers(LINEAR, l2=0.0123456789)
    assert right.check().passed
    assert right.check(loss=None).passed
    lacking = Numbers(LINEAR, l2=0.0123456789, bug="no-l2").check()
    assert lacking.verdict == "fail"
    assert "An L2 term of 0.0123 sum(W^2) or an L1 term of " in lacking.faults[0]
    with pytest.raises(GradientCheckInputError, match="before the update"):
        Numbers(LINEAR, l2=0.0123456789, bug="sign").check()


def test_another_loss_than_that_of_the_gradients_is_a_fault():
    numbers = Numbers(LINEAR)
    report = numbers.check(loss=0.9 * numbers.loss)
    assert report.verdict == "fail"
    assert not report.failing
    assert "were the parameters updated in between?" in report.faults[0]


def test_a_loss_that_is_off_by_very_little_says_where_that_comes_from():
    numbers = Numbers()
    (fault,) = numbers.check(loss=numbers.loss * (1.0 + 1e-9)).faults
    told = re.findall(r"is (\d\.\d+)", fault)
    assert len(set(told)) == 2  # as many digits as it takes
    assert "log(p + 1e-8)" in fault


def test_one_output_is_no_softmax():
    numbers = Numbers(((3, 4, 1), "tanh", "identity", "mse"), bug="sign")
    assert numbers.check().reading.kind == "sign"
    with pytest.raises(GradientCheckInputError, match="there is no loss to go by"):
        numbers.check(loss=None)


def test_float32_alone_is_not_enough_to_go_by():
    with pytest.raises(GradientCheckInputError, match="Save everything in float64"):
        Numbers(bug="sign", dtype="float32").check()
    said = Description(activations="tanh", output="softmax", loss="cross_entropy")
    assert Numbers(bug="sign", dtype="float32").check(network=said).reading.kind == "sign"


def test_a_description_is_compared_with_the_loss():
    said = Description(activations="tanh", output="softmax", loss="cross_entropy")
    right = Numbers().check(network=said)
    assert right.passed
    assert right.notes[0].startswith("As described: 4-5-3, tanh")
    relu = Description(activations="relu", output="softmax", loss="cross_entropy")
    wrong = Numbers().check(network=relu)
    assert wrong.verdict == "fail"
    assert "These numbers are those of 4-5-3, tanh, softmax" in wrong.faults[0]
    with pytest.raises(GradientCheckInputError, match="network of those that are allowed"):
        Numbers().check(network=Description(activations="relu"))


def test_a_description_decides_what_the_numbers_cannot():
    said = Description(activations="tanh", output="softmax", loss="cross_entropy", reduction="sum")
    report = Numbers().check(loss=None, network=said)
    assert report.verdict == "fail"
    assert "nothing in the numbers confirms it" in report.notes[0]
    assert "sum over samples" in report.notes[0]


def still(W1_gradient):
    """A network whose hidden units stand at 0, where many activations are 0, with this gradient."""
    numbers = Numbers(LINEAR)
    numbers.params["W1"][:], numbers.params["b1"][:] = 0.0, 0.0
    delta = 2.0 * (numbers.params["b2"] - numbers.Y) / 7
    numbers.loss = np.sum((numbers.params["b2"] - numbers.Y) ** 2) / 7
    below = delta @ numbers.params["W2"].T
    numbers.grads = {
        "W1": W1_gradient(numbers.X, below), "b1": below.sum(0),
        "W2": np.zeros((4, 2)), "b2": delta.sum(0),
    }  # fmt: skip
    return numbers


def test_of_several_that_fit_the_gradients_choose():
    report = still(lambda X, below: X.T @ below).check()
    assert report.passed  # as of tanh, identity, elu and softsign alike, whose slope at 0 is 1
    assert not {"relu", "sigmoid", "gelu"} & {*report.notes[0].split(", ")}


def test_several_that_fit_alike_and_have_other_gradients_are_all_told():
    numbers = still(lambda X, below: X.T @ below + 1.0)
    numbers.grads["b1"] += 1.0
    with pytest.raises(GradientCheckInputError, match="several networks equally well: 3-4-2, "):
        numbers.check()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"loss": np.nan}, "the loss is NaN"),
        ({"X": np.ones((7, 9))}, "make no fully connected network"),
        ({"X": np.full((7, 4), np.nan)}, "X holds numbers that are not finite"),
        ({"Y": np.empty((0, 3))}, "Y is empty"),
    ],
)
def test_numbers_that_cannot_be_compared_are_refused(other, words):
    with pytest.raises(GradientCheckInputError, match=words):
        Numbers().check(**other)


def test_progress_ends_at_one_and_never_runs_backwards():
    shares = []
    Numbers(bug="no-slope").check(loss=None, progress=shares.append)
    assert shares[0] >= 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
