"""Each mistake: what it corrupts, where it can show, and what is said of it."""

import ast
import re

import numpy as np
import pytest

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.mistakes.checked import check_bug
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.numerical import element_differences
from tests.gradcheck.mistakes.buggy import (
    SETTINGS,
    N,
    each_bug,
    failing,
    healthy_twin,
    make,
    program,
)
from tests.told import told

ON_TRAINING = re.compile(
    r"[Tt]rain|learn|[Ss]tep|[Dd]escent|diverge|grow|minimum|pull|push|shrink|held? (them )?back|"
    r"stay|move|climbs|uphill"
)


@each_bug
def test_each_bug_corrupts_what_it_says_and_the_check_sees_exactly_that(bug):
    for name in SETTINGS:
        with told(f"in the setting {name!r}"):
            corrupts_what_it_says_and_is_seen(bug, make(SETTINGS[name], bug))


def corrupts_what_it_says_and_is_seen(bug, case):
    row, asked = MISTAKES[bug], case.place()
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
            lambda: case.network.loss(case.X, case.Y, **case.asked), case.network.params
        )
    else:
        assert value == right_value
    for name, gradient in right.items():
        off = np.abs(gradients[name] - gradient).max() / np.abs(gradient).max()
        assert off > 1e-4 if name in corrupted else off < 1e-9, name

    report = check_bug(case.network, case.X, case.Y, **case.asked)
    assert failing(report) == corrupted, f"\n{report}"
    assert report.verdict == "fail"
    assert report.faults == ()


@each_bug
def test_each_bug_can_show_in_several_settings_and_what_it_cannot_show_in_is_told(bug):
    reasons = []
    for setting in SETTINGS.values():
        case = make(setting, bug)
        reasons.append(MISTAKES[bug].applies(*case.place()))
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
    ("no-l1", "tanh", N, "needs l1 > 0"),
    ("l1-on-biases", "mixed", N, "needs l1 > 0"),
    ("l1-unasked", "sparse", N, "needs l1 = 0"),
    ("l2-unasked", "elastic", N, "needs l2 = 0"),
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
    assert MISTAKES[bug].applies(*case.place(n)) == reason


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
    ("l1-no-sign", "sparse", {"W1", "W2"}),
    ("no-l1-once", "elastic", {"W1"}),
    ("sign", "no bias", {"W1", "W2"}),
]


@pytest.mark.parametrize(("bug", "setting", "names"), REACHES)
def test_reaches(bug, setting, names):
    case = make(SETTINGS[setting], bug)
    assert MISTAKES[bug].corrupts(*case.place()) == names


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
        with told(f"in the setting {name!r}"):
            can_be_written(row, make(SETTINGS[name], bug))


def can_be_written(row, case):
    """Both formulas are whole, and the lines Python, where the bug can show."""
    if row.applies(*case.place()) is not None:
        return
    _, wrong, right, _ = row.lines(Writer.of(case.place()))
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
