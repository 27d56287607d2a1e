"""Each mistake over steps, copies and precisions; what looks alike; and training with it."""

import copy
import pickle

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES, inject, lookalikes
from mlpviz.gradcheck.mistakes.checked import check_bug
from mlpviz.gradcheck.structured.check import check_network
from tests.gradcheck.mistakes.buggy import (
    SETTINGS,
    N,
    each_bug,
    failing,
    healthy_twin,
    make,
    program,
)


def test_what_changes_the_loss_or_needs_a_step():
    assert {name for name, bug in MISTAKES.items() if bug.changes == "loss"} == {
        "rmse",
        "square-of-sum",
        "mean-over-pairs",
        "eps-in-log",
        "loss-mean-twice",
        "loss-sum",
        "loss-mean-over-outputs",
    }
    assert {name for name, bug in MISTAKES.items() if bug.needs_step} == {
        "stale-activation",
        "accumulated",
        "older-gradients",
    }


def test_what_needs_a_step_does_not_show_before_it():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(N, 4)), rng.normal(size=(N, 2))
    for name, bug in MISTAKES.items():
        network = inject(MLP([4, 5, 2], bias_std=0.3), name)
        if bug.needs_step:
            assert check_bug(network, X, Y, loss="mse").passed
            network.backpropagate(X, Y, "mse")
            network.flat -= 0.1 * network.flat_grad
            assert failing(check_bug(network, X, Y, loss="mse")) == bug.corrupts(network, "mse")


def test_a_second_look_at_the_same_weights_is_not_stale():
    case = make(SETTINGS["tanh"], "stale-activation")
    first = program(case.network, case)[1]
    assert np.array_equal(program(case.network, case)[1]["W2"], first["W2"])


def test_gradients_pile_up():
    case = make(SETTINGS["tanh"], "sign")
    network = inject(healthy_twin(case.network), "accumulated")
    right = program(healthy_twin(network), case)[1]
    network.flat_grad[...] = 0.0
    for calls in (1, 2, 3):
        network.backpropagate(case.X, case.Y, case.loss, case.l2, l1=case.l1)
        assert network.grads["W1"] == pytest.approx(calls * right["W1"], rel=1e-13)
    network.flat_grad[...] = np.inf  # a run that blew up does not spoil the next one for ever
    network.backpropagate(case.X, case.Y, case.loss, case.l2, l1=case.l1)
    assert network.grads["W1"] == pytest.approx(right["W1"], rel=1e-13)


def test_l2_on_biases_shows_nothing_while_they_are_zero():
    network = inject(MLP([4, 5, 3], output="softmax"), "l2-on-biases")
    bug = MISTAKES["l2-on-biases"]
    assert bug.applies(network, "cross_entropy", 0.1) is None
    assert bug.corrupts(network, "cross_entropy", 0.1) == frozenset()
    network.params["b2"] += 1.0
    assert bug.corrupts(network, "cross_entropy", 0.1) == {"b2"}


def test_bias_axis_with_as_many_samples_as_units():
    # The one sum over everything is no accident of the shapes: it differs from the right one there.
    case = make(SETTINGS["tanh"], "bias-axis", n=5)
    report = check_bug(case.network, case.X, case.Y, **case.asked)
    assert failing(report) == {"b1", "b2"}


KEPT = ["sign", "no-slope", "bias-axis", "no-l2", "softmax-twice", "labels"]


@pytest.mark.parametrize("bug", KEPT)
def test_float32_keeps_the_bug_and_the_check_sees_it(bug):
    case = make(SETTINGS["tanh"], bug, dtype="float32")
    assert case.network.dtype == np.float32
    report = check_bug(case.network, case.X, case.Y, **case.asked)
    assert failing(report) == MISTAKES[bug].corrupts(*case.place())
    assert case.network.copy("float64").bug == bug


@each_bug
def test_copies_and_pickles_keep_the_bug(bug):
    case = make(SETTINGS["deep"], bug)
    value, gradients = program(case.network, case)
    for twin in (copy.deepcopy(case.network), pickle.loads(pickle.dumps(case.network))):
        assert twin.bug == bug
        other_value, other = program(twin, case)
        assert other_value == value
        assert all(np.array_equal(other[name], gradients[name]) for name in gradients)


def test_inject_copies_and_refuses_unknown_names():
    network = MLP([3, 4, 2], seed=1)
    buggy = inject(network, "sign")
    assert np.array_equal(buggy.flat, network.flat)
    buggy.flat += 1.0
    assert not np.array_equal(buggy.flat, network.flat)
    assert inject(buggy, "no-mean").bug == "no-mean"
    with pytest.raises(FaultsError, match=r"mistake = 'sing' is unknown\. Did you mean 'sign'"):
        inject(network, "sing")


def test_the_check_leaves_the_network_alone():
    for bug in ("accumulated", "rmse"):
        case = make(SETTINGS["mixed"], bug)
        before = case.network.flat.tobytes(), case.network.flat_grad.tobytes()
        check_bug(case.network, case.X, case.Y, **case.asked)
        assert (case.network.flat.tobytes(), case.network.flat_grad.tobytes()) == before


def test_check_bug_passes_what_has_no_bug():
    case = make(SETTINGS["mixed"], "sign")
    twin = healthy_twin(case.network)
    assert check_bug(twin, case.X, case.Y, loss=case.loss).passed


def test_check_network_sees_a_wrong_loss_as_a_fault():
    # Its own definition of the loss agrees with the gradient: it is the value that gives it away.
    case = make(SETTINGS["mixed"], "rmse")
    report = check_network(case.network, case.X, case.Y, loss=case.loss)
    assert report.verdict == "fail"
    assert failing(report) == set()
    assert report.faults


ALIKE = [
    ("relu-slope-1", "relu", N, {"relu-slope-1", "no-slope", "no-slope-once"}),
    ("no-slope", "mixed", N, {"no-slope"}),
    ("mean-twice", "mixed", 2, {"mean-twice", "no-factor-2", "mean-over-outputs"}),
    ("mean-twice", "mixed", N, {"mean-twice"}),
    ("rmse", "mixed", N, {"rmse"}),
    ("no-l2", "tanh", N, {"no-l2"}),
]


@pytest.mark.parametrize(("bug", "setting", "n", "names"), ALIKE)
def test_lookalikes(bug, setting, n, names):
    case = make(SETTINGS[setting], bug, n=n)
    assert lookalikes(case.network, case.X, case.Y, **case.asked) == names


def test_before_the_first_step_those_that_need_one_look_alike():
    network = inject(MLP([3, 4, 2], bias_std=0.3), "accumulated")
    X, Y = np.ones((4, 3)), np.full((4, 2), 0.5)
    assert lookalikes(network, X, Y, loss="mse") == {
        "accumulated",
        "stale-activation",
        "older-gradients",
    }


CONFIG = RunConfig(dataset="moons", hidden_sizes=(16, 16), activation="tanh", lr=0.2, l2=1e-4)


def train(bug, epochs=15):
    trainer = Trainer(CONFIG)
    if bug is not None:
        trainer.network = inject(trainer.network, bug)
    for _ in trainer.run(epochs):
        pass
    return trainer


@pytest.mark.parametrize(
    "bug", ["no-slope", "bias-axis", "skips-w2", "not-transposed", "stale-activation", "no-l2"]
)
def test_most_bugs_still_learn_and_only_the_check_sees_them(bug):
    healthy, buggy = train(None).history.newest, train(bug)
    first, last = buggy.history[0], buggy.history.newest
    assert last.train_loss < 0.6 * first.train_loss
    assert last.test_accuracy > healthy.test_accuracy - 0.05
    X, Y = buggy.train_split.X[:20], buggy.train_split.Y[:20]
    asked = {"loss": CONFIG.loss, "l2": CONFIG.l2}
    report = check_bug(buggy.network, X, Y, **asked)
    assert failing(report) == MISTAKES[bug].corrupts(buggy.network, CONFIG.loss, CONFIG.l2, 20)
    assert report.verdict == "fail"


def test_the_wrong_sign_climbs():
    trainer = train("sign", epochs=3)
    assert trainer.history.newest.train_loss > trainer.history[0].train_loss
