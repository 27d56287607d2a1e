import ast
import copy
import pickle
import re
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES, inject, lookalikes
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.checked import check_bug
from mlpviz.gradcheck.mistakes.conditions import Setting as Place
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.numerical import element_differences
from mlpviz.gradcheck.structured.check import check_network

N = 7  # no layer below has as many units


class Setting(NamedTuple):
    sizes: tuple[int, ...]
    activation: str | tuple[str, ...]
    output: str
    loss: str
    l2: float = 0.0
    bias: bool = True


SETTINGS = {
    "linear": Setting((4, 3), "tanh", "softmax", "cross_entropy", 0.01),
    "tanh": Setting((4, 5, 3), "tanh", "softmax", "cross_entropy", 0.01),
    "relu": Setting((4, 6, 1), "relu", "identity", "huber"),
    "mixed": Setting((3, 5, 4, 2), ("sigmoid", "relu"), "identity", "mse"),
    "squares": Setting((5, 5, 5, 2), ("gelu", "silu"), "sigmoid", "binary_cross_entropy", 0.03),
    "deep": Setting((4, 6, 6, 5, 3), ("relu", "tanh", "elu"), "tanh", "mse", 0.02),
    "leaky": Setting((2, 4, 4, 1), ("softsign", "leaky_relu"), "sigmoid", "mse"),
    "as many": Setting((3, N, 2), "tanh", "identity", "mse"),
    "wide": Setting((3, N, N), "tanh", "softmax", "cross_entropy"),
    "no bias": Setting((4, 4, 4), "softplus", "softmax", "cross_entropy", 0.01, bias=False),
    "lines": Setting((3, 4, 2), "identity", "identity", "mse", 0.05),
    "absolute": Setting((3, 5, 2), "tanh", "tanh", "mae", 0.02),
}


class Case(NamedTuple):
    """A buggy network after two updates, so that it has something to remember."""

    network: BuggyMLP
    X: np.ndarray
    Y: np.ndarray
    loss: str
    l2: float


def make(setting, bug, n=N, dtype="float64"):
    sizes, activation, output, loss, l2, bias = setting
    healthy = MLP(sizes, activation, output, bias=bias, bias_std=0.5, seed=5, dtype=dtype)
    rng = np.random.default_rng(3)
    X, k = rng.normal(size=(n, sizes[0])), sizes[-1]
    classes = LOSSES[loss].task == "classification"
    Y = np.eye(k)[rng.integers(k, size=n)] if classes else rng.normal(size=(n, k))
    X, Y = X.astype(dtype), Y.astype(dtype)
    network = inject(healthy, bug)
    for _ in range(2):
        network.backpropagate(X, Y, loss, l2)
        network.flat -= 0.02 * network.flat_grad
    return Case(network, X, Y, loss, l2)


def healthy_twin(network):
    return BuggyMLP.of(network, Steps())


def program(network, case):
    return network.copy().loss_and_gradients(case.X, case.Y, loss=case.loss, l2=case.l2)


def failing(report):
    return {row.name for row in report.rows if row.verdict == "fail"}


ON_TRAINING = re.compile(
    r"[Tt]rain|learn|[Ss]tep|[Dd]escent|diverge|grow|minimum|pull|push|shrink|held? (them )?back|"
    r"stay|move|climbs|uphill"
)
each_bug = pytest.mark.parametrize("bug", MISTAKES)


@contextmanager
def told(setting):
    """Whatever fails says in which setting."""
    try:
        yield SETTINGS[setting]
    except BaseException as error:
        error.add_note(f"in the setting {setting!r}")
        raise


@each_bug
def test_each_bug_corrupts_what_it_says_and_the_check_sees_exactly_that(bug):
    for name in SETTINGS:
        with told(name) as setting:
            corrupts_what_it_says_and_is_seen(bug, make(setting, bug))


def corrupts_what_it_says_and_is_seen(bug, case):
    row, asked = MISTAKES[bug], (case.network, case.loss, case.l2, N)
    corrupted = row.corrupts(*asked)
    value, gradients = program(case.network, case)
    right_value, right = program(healthy_twin(case.network), case)
    if row.applies(*asked) is not None:  # and then it is the right program
        assert corrupted == frozenset()
        assert value == right_value
        for name in right:
            assert np.array_equal(gradients[name], right[name])
        return
    assert corrupted
    assert corrupted <= set(case.network.params)
    if row.changes == "loss":
        assert abs(value - right_value) > 1e-3 * right_value
        right = element_differences(
            lambda: case.network.loss(case.X, case.Y, case.loss, case.l2), case.network.params
        )
    else:
        assert value == right_value
    for name, gradient in right.items():
        off = np.abs(gradients[name] - gradient).max() / np.abs(gradient).max()
        assert off > 1e-4 if name in corrupted else off < 1e-9, name

    report = check_bug(case.network, case.X, case.Y, loss=case.loss, l2=case.l2)
    assert failing(report) == corrupted, f"\n{report}"
    assert report.verdict == "fail"
    assert report.faults == ()


@each_bug
def test_each_bug_can_show_in_several_settings_and_what_it_cannot_show_in_is_told(bug):
    reasons = []
    for setting in SETTINGS.values():
        case = make(setting, bug)
        reasons.append(MISTAKES[bug].applies(case.network, case.loss, case.l2, N))
    assert reasons.count(None) >= 2
    for reason in set(reasons) - {None}:
        assert reason.startswith("needs ")


REASONS = [
    ("no-mean", "tanh", 1, "needs at least two samples"),
    ("bias-mean", "tanh", 1, "needs at least two samples"),
    ("bias-mean", "no bias", N, "needs biases"),
    ("bias-axis", "no bias", N, "needs biases"),
    ("l2-on-biases", "relu", N, "needs l2 > 0"),
    ("no-l2", "mixed", N, "needs l2 > 0"),
    ("no-factor-2", "tanh", N, "needs the loss mse"),
    ("rmse", "relu", N, "needs the loss mse"),
    ("softmax-diagonal", "mixed", N, "needs the loss cross_entropy"),
    ("square-of-sum", "leaky", N, "needs at least two outputs"),
    ("labels", "relu", N, "needs at least two outputs"),
    ("skips-w2", "linear", N, "needs a hidden layer"),
    ("stale-activation", "linear", N, "needs a hidden layer"),
    ("no-slope", "lines", N, "needs a hidden activation other than identity"),
    ("slope-at-a", "relu", N, "needs an activation that is not linear on either side of 0"),
    ("relu-slope-1", "leaky", N, "needs a hidden layer with relu"),
    ("not-transposed", "tanh", N, "needs two neighbouring layers of equal width, above the inputs"),
    ("output-for-input", "mixed", N, "needs a layer with as many units as inputs"),
    ("no-output-slope", "squares", N, "needs mse, huber or mae on tanh or sigmoid outputs"),
]


@pytest.mark.parametrize(("bug", "setting", "n", "reason"), REASONS)
def test_reasons(bug, setting, n, reason):
    case = make(SETTINGS[setting], bug)
    assert MISTAKES[bug].applies(case.network, case.loss, case.l2, n) == reason


REACHES = [
    ("no-slope", "deep", {"W1", "b1", "W2", "b2", "W3", "b3"}),
    ("no-slope", "tanh", {"W1", "b1"}),
    ("relu-slope-1", "deep", {"W1", "b1"}),
    ("relu-slope-1", "mixed", {"W1", "b1", "W2", "b2"}),
    ("slope-at-a", "leaky", {"W1", "b1", "W2", "b2", "W3", "b3"}),
    ("slope-at-a", "mixed", {"W1", "b1"}),
    ("skips-w2", "deep", {"W1", "b1"}),
    ("not-transposed", "deep", {"W1", "b1"}),
    ("not-transposed", "squares", {"W1", "b1"}),
    ("output-for-input", "squares", {"W1", "W2"}),
    ("output-for-input", "no bias", {"W1", "W2"}),
    ("stale-activation", "squares", {"W2", "W3"}),
    ("bias-axis", "leaky", {"b1", "b2"}),
    ("bias-mean", "leaky", {"b1", "b2", "b3"}),
    ("l2-on-biases", "tanh", {"b1", "b2"}),
    ("half-l2", "tanh", {"W1", "W2"}),
    ("sign", "no bias", {"W1", "W2"}),
]


@pytest.mark.parametrize(("bug", "setting", "names"), REACHES)
def test_reaches(bug, setting, names):
    case = make(SETTINGS[setting], bug)
    assert MISTAKES[bug].corrupts(case.network, case.loss, case.l2, N) == names


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
        network.backpropagate(case.X, case.Y, case.loss, case.l2)
        assert network.grads["W1"] == pytest.approx(calls * right["W1"], rel=1e-13)
    network.flat_grad[...] = np.inf  # a run that blew up does not spoil the next one for ever
    network.backpropagate(case.X, case.Y, case.loss, case.l2)
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
    report = check_bug(case.network, case.X, case.Y, loss=case.loss, l2=case.l2)
    assert failing(report) == {"b1", "b2"}


KEPT = ["sign", "no-slope", "bias-axis", "no-l2", "softmax-twice", "labels"]


@pytest.mark.parametrize("bug", KEPT)
def test_float32_keeps_the_bug_and_the_check_sees_it(bug):
    case = make(SETTINGS["tanh"], bug, dtype="float32")
    assert case.network.dtype == np.float32
    report = check_bug(case.network, case.X, case.Y, loss=case.loss, l2=case.l2)
    assert failing(report) == MISTAKES[bug].corrupts(case.network, case.loss, case.l2, N)
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
        check_bug(case.network, case.X, case.Y, loss=case.loss, l2=case.l2)
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
    assert lookalikes(case.network, case.X, case.Y, loss=case.loss, l2=case.l2) == names


def test_before_the_first_step_those_that_need_one_look_alike():
    network = inject(MLP([3, 4, 2], bias_std=0.3), "accumulated")
    X, Y = np.ones((4, 3)), np.full((4, 2), 0.5)
    assert lookalikes(network, X, Y, loss="mse") == {
        "accumulated",
        "stale-activation",
        "older-gradients",
    }


@each_bug
def test_texts(bug):
    row = MISTAKES[bug]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", bug)
    assert row.title
    assert len(row.title) <= 40
    assert row.title[-1] != "."
    assert len(row.help) <= 100
    assert row.help.endswith(".")
    assert row.lesson.endswith(".")
    assert "cost" not in row.help + row.lesson
    assert ON_TRAINING.search(row.lesson), "what does it do to training?"
    assert row.places
    for name in SETTINGS:
        with told(name) as setting:
            can_be_written(row, make(setting, bug))


def can_be_written(row, case):
    """Both formulas are whole, and the lines Python, where the bug can show."""
    if row.applies(case.network, case.loss, case.l2, N) is not None:
        return
    _, wrong, right, _ = row.lines(Writer.of(Place(case.network, case.loss, case.l2, N)))
    assert wrong.maths != right.maths
    assert wrong.code != right.code
    for formula in (wrong.maths, right.maths):
        assert formula.count("{") == formula.count("}")
        assert formula.count("(") == formula.count(")")
        assert "$" not in formula
    for line in (wrong.code, right.code):
        ast.parse(line)


def test_no_title_is_a_part_of_another():
    titles = [bug.title for bug in MISTAKES.values()]
    assert all(sum(title in other for other in titles) == 1 for title in titles)


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
