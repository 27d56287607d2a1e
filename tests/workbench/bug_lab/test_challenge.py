import pytest

from mlpviz import RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.run import load_run_dataset
from mlpviz.workbench.bug_lab.challenge import (
    Challenge,
    draw,
    mark,
    marked,
    right_answers,
)
from mlpviz.workbench.bug_lab.twins import Twins

NAMES = tuple(MISTAKES)


def test_a_number_always_hides_the_same_bug():
    for number in (1, 7, 9999):
        assert draw(number, NAMES) == draw(number, NAMES)


def test_every_bug_has_its_turn_before_one_comes_again():
    n = len(NAMES)
    laps = [[draw(lap * n + i + 1, NAMES) for i in range(n)] for lap in range(3)]
    for lap in laps:
        assert sorted(lap) == sorted(NAMES)
        assert lap != list(NAMES), "in random order"
    assert laps[0] != laps[1]


def test_only_names_that_were_given_are_drawn():
    assert {draw(number, ("sign", "no-mean")) for number in range(1, 20)} == {"sign", "no-mean"}


def test_the_first_answer_counts():
    challenge = Challenge()
    challenge.start(3, "sign")
    challenge.answer("no-mean", frozenset({"sign"}))
    assert not challenge.solved
    challenge.answer("sign", frozenset({"sign"}))
    assert challenge.guess == "no-mean"
    challenge.start(3, "sign")  # the same once more
    challenge.answer("sign", frozenset({"sign"}))
    assert challenge.solved
    assert [*challenge.answers.values()] == [0]
    challenge.start(4, "labels")
    challenge.answer("labels", frozenset({"labels"}))
    assert [*challenge.answers.values()] == [0, 4]


@pytest.mark.parametrize(("hints", "worth"), [(0, 4), (1, 3), (2, 2), (3, 1), (4, 0)])
def test_each_hint_costs_a_point(hints, worth):
    challenge = Challenge()
    challenge.start(1, "sign")
    for place in range(hints):
        challenge.take_hint(place)
        challenge.take_hint(place)  # a click that comes twice
    assert challenge.hints == hints
    challenge.answer("sign", frozenset({"sign"}))
    assert [*challenge.answers.values()] == [worth]


def test_a_new_challenge_takes_back_the_guess_and_no_hint():
    challenge = Challenge()
    challenge.start(1, "sign")
    challenge.take_hint(0)
    challenge.answer("sign", frozenset({"sign"}))
    challenge.start(2, "labels")
    assert (challenge.number, challenge.hidden) == (2, "labels")
    assert (challenge.guess, challenge.hints, challenge.solved) == (None, 0, False)
    challenge.start(1, "sign")
    assert challenge.hints == 1, "what was told stays told"


def test_a_link_names_the_bug_to_nobody_and_hides_it_again():
    for number in (1, 2, 9999):
        for bug, row in MISTAKES.items():
            challenge = Challenge()
            challenge.start(number, bug)
            digits, _, text = challenge.written.partition("-")
            assert int(digits) == number
            assert len(text) == 6
            if row.changes == "gradient":
                assert marked(number, text) == bug
    marks = [mark(number, bug) for number in range(1, 300) for bug in MISTAKES]
    assert len({*marks}) > 0.99 * len(marks), "neither bug nor number is told from the other's"


@pytest.mark.parametrize("text", ["", "abcdef", "sign", mark(2, "sign")])
def test_a_mark_of_no_bug_is_refused(text):
    with pytest.raises(FaultsError, match="hides no bug"):
        marked(1, text)


def test_what_nothing_tells_apart_is_right_too():
    config = RunConfig(dataset="moons", hidden_sizes=(4,), activation="relu")
    twins = Twins(config, load_run_dataset(config), "no-slope")
    assert right_answers(twins) == {"no-slope", "no-slope-once", "relu-slope-1"}
    twins = Twins(config, load_run_dataset(config), "sign")
    assert right_answers(twins) == {"sign"}
