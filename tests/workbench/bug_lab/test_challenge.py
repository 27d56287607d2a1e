from mlpviz import RunConfig
from mlpviz.gradcheck.bugs import BUGS
from mlpviz.run import load_run_dataset
from mlpviz.workbench.bug_lab.challenge import Challenge, draw, right_answers
from mlpviz.workbench.bug_lab.twins import Twins

NAMES = tuple(BUGS)


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
    assert challenge.score == (0, 1)
    challenge.start(3, "sign")  # the same once more
    challenge.answer("sign", frozenset({"sign"}))
    assert challenge.solved
    assert challenge.score == (0, 1)
    challenge.start(4, "labels")
    challenge.answer("labels", frozenset({"labels"}))
    assert challenge.score == (1, 2)


def test_a_new_challenge_takes_back_hint_and_guess():
    challenge = Challenge()
    challenge.start(1, "sign")
    challenge.hint = True
    challenge.answer("sign", frozenset({"sign"}))
    challenge.start(2, "labels")
    assert (challenge.number, challenge.hidden) == (2, "labels")
    assert (challenge.guess, challenge.hint, challenge.solved) == (None, False, False)


def test_what_nothing_tells_apart_is_right_too():
    config = RunConfig(dataset="moons", hidden_sizes=(4,), activation="relu")
    twins = Twins(config, load_run_dataset(config), "no-slope")
    assert right_answers(twins) == {"no-slope", "relu-slope-1"}
    twins = Twins(config, load_run_dataset(config), "sign")
    assert right_answers(twins) == {"sign"}
