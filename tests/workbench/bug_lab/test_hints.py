from dataclasses import fields

import pytest

from mlpviz import RunConfig
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.mistakes.backward import STEP_WORDS, Steps
from mlpviz.run import load_run_dataset
from mlpviz.workbench.bug_lab.fitting import fitting
from mlpviz.workbench.bug_lab.hints import (
    HINTS,
    NO_CHECK,
    NOT_YET,
    NOTHING,
    told,
    total,
)
from mlpviz.workbench.bug_lab.twins import Twins

MOONS = RunConfig(
    dataset="moons", preprocessing="none", hidden_sizes=(4, 4), lr=0.3, l2=0.01, bias_std=0.3
)


def make(bug, epochs=1, config=MOONS):
    config = fitting(config, bug)
    twins = Twins(config, load_run_dataset(config), bug)
    for _ in range(epochs):
        twins.advance(0.0, 10.0)
    twins.check(playing=False)
    return twins


def test_every_step_has_its_words():
    assert set(STEP_WORDS) == {field.name for field in fields(Steps)}


@pytest.mark.parametrize(
    "bug", [name for name, row in MISTAKES.items() if row.changes == "gradient"]
)
def test_only_the_last_hint_tells_the_name(bug):
    twins = make(bug)
    hints = told(twins, len(HINTS))
    assert len(hints) == 4
    for secret in (
        MISTAKES[bug].title,
        MISTAKES[bug].help,
        MISTAKES[bug].lesson,
        bug,
        twins.checks.reading,
    ):
        assert secret not in "".join(hints[:3])
    assert MISTAKES[bug].title in hints[3]
    assert twins.checks.reading in hints[3]
    failing = {row.name for row in twins.checks.buggy.failing}
    wrong = hints[0].partition("Wrong: ")[2].partition(".")[0].replace(" and ", ", ")
    assert set(wrong.split(", ")) == failing


KINDS = [
    ("sign", "every wrong entry is its reference times -1."),
    ("no-mean", "every wrong entry is its reference times 16."),
    ("mean-twice", "every wrong entry is its reference times 1/16."),
    ("bias-mean", "every wrong entry is its reference times 1/16."),
    ("no-factor-2", "times 1/2."),
    ("bias-axis", "is the same number"),
    ("no-l2", "is a multiple of the parameter"),
    ("l2-on-biases", "is a multiple of the parameter"),
    ("skips-w2", "No constant factor"),
    ("no-slope", "No constant factor"),
    ("no-l1", "has one size and the weights' signs"),
]


@pytest.mark.parametrize(("bug", "words"), KINDS)
def test_the_kind_follows_from_the_numbers(bug, words):
    config = MOONS.changed(l2=0.0) if words.endswith("2.") else MOONS
    config = config.changed(l2=0.01 if "l2" in bug else 0.0, l1=0.01 if "l1" in bug else 0.0)
    assert words in told(make(bug, config=config), 3)[2]


def test_l2_in_the_loss_hides_no_factor():
    text = told(make("no-mean"), 3)[2]
    assert text == (
        "Which kind: A constant factor: every wrong entry is its reference times 16. That is, "
        "without the L2 term of the weights, which is right."
    )
    elastic = told(make("no-mean", config=MOONS.changed(l1=0.01)), 3)[2]
    assert elastic.endswith("without the L2 term and L1 term of the weights, which are right.")
    assert "No constant factor" in told(make("no-slope"), 3)[2]


def test_what_shows_after_a_step_only():
    first, _, third = told(make("accumulated", epochs=0), 3)
    assert NOT_YET in first
    assert NOT_YET in third


def test_without_a_check_or_a_finding_nothing_is_said_of_the_numbers():
    wide = Twins(
        config := MOONS.changed(hidden_sizes=(1000, 800)), load_run_dataset(config), "sign"
    )
    assert [text.partition(": ")[2] for text in told(wide, 3)][::2] == [NO_CHECK] * 2
    calm = Twins(config := MOONS.changed(l2=0.0), load_run_dataset(config), "no-l2")
    calm.check(playing=False)
    assert [text.partition(": ")[2] for text in told(calm, 3)][::2] == [NOTHING] * 2


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], ""),
        ([4], "4 of 4 points in 1 challenge"),
        ([3, 0, 4], "7 of 12 points in 3 challenges"),
    ],
)
def test_points_are_added_up(answers, words):
    assert total(answers) == words
