"""Which trials are offered, and in what order."""

from dataclasses import replace

import pytest

from mlpviz import NonFiniteError, RunConfig
from mlpviz.cures.candidates import candidate
from mlpviz.cures.data import Runs
from mlpviz.cures.judge import Judge
from mlpviz.cures.standing import Standing
from mlpviz.cures.trial import Waiting
from mlpviz.diagnosis import Action, Diagnosis
from mlpviz.engine.nonfinite import Origin
from mlpviz.run import Trainer

CONFIG = RunConfig(dataset="moons", hidden_sizes=(4,), l2=0.5, preprocessing="none")
NOW = Standing(0.6, 0.6, 0.7, 0.7, 0.9, 0.9, 20)
COLLAPSED = Diagnosis("collapsed", "", "", {}, (Action("", {"l2": 0.0}),))
OVERFITTING = Diagnosis("overfitting", "", "", {})


def reached(score, **others):
    return replace(NOW, train=score, test=score, train_left=1.0 - score, epoch=30, **others)


@pytest.fixture
def runs():
    return Runs(Trainer(CONFIG))


@pytest.fixture
def judge(runs):
    return judged_for(runs, COLLAPSED)


def judged_for(runs, *found):
    waiting = Waiting(Trainer(CONFIG), CONFIG, runs)
    waiting.begin = waiting.standing = NOW
    return Judge(CONFIG, found, waiting)


def trial(runs, standing, **changes):
    made = candidate(runs, CONFIG, changes)
    made.standing = reached(standing) if isinstance(standing, float) else standing
    return made


def offered(judge, *trials, **how):
    return [dict(cure.changes) for cure in judge.cures(trials, **how)]


def test_what_reached_more_comes_first_and_what_does_not_help_is_left_out(runs, judge):
    trials = [trial(runs, 0.85, bias=False), trial(runs, 0.95, lr=0.3), trial(runs, 0.61, seed=1)]
    assert offered(judge, *trials) == [{"lr": 0.3}, {"bias": False}]


def test_of_equals_the_fewest_changes_come_first_and_a_message_knows_best(runs, judge):
    two = trial(runs, 0.955, seed=3, batch_size=8)
    one, proposed = trial(runs, 0.95, bias=False), trial(runs, 0.95, l2=0.0)
    assert offered(judge, two, one, proposed) == [
        {"l2": 0.0},
        {"bias": False},
        {"seed": 3, "batch_size": 8},
    ]


def test_what_a_part_of_it_does_as_well_is_not_offered(runs, judge):
    both = trial(runs, 0.955, bias=False, lr=0.3)
    assert offered(judge, both, trial(runs, 0.95, lr=0.3)) == [{"lr": 0.3}]
    assert offered(judge, both, trial(runs, 0.8, lr=0.3)) == [
        {"bias": False, "lr": 0.3},
        {"lr": 0.3},
    ]


def test_of_one_change_the_best_rate_is_offered(runs, judge):
    trials = [trial(runs, 0.8, lr=0.3), trial(runs, 0.9, lr=1.0), trial(runs, 0.85, lr=3.0)]
    assert offered(judge, *trials) == [{"lr": 1.0}]


def test_half_as_good_as_the_best_is_not_offered(runs, judge):
    assert offered(judge, trial(runs, 1.0, lr=1.0), trial(runs, 0.75, bias=False)) == [{"lr": 1.0}]


def test_what_breaks_something_else_is_not_offered(runs, judge):
    broken, spoilt = trial(runs, 0.9, lr=1.0), trial(runs, reached(0.9), lr=2.0)
    broken.kinds = ("diverged",)
    spoilt.standing = replace(spoilt.standing, test=0.5)
    ended = trial(runs, 0.9, lr=3.0)
    ended.error = NonFiniteError(1, 1, Origin("z", 1), 3.0)
    assert offered(judge, broken, spoilt, ended) == []
    less = trial(runs, 0.9, lr=4.0)
    less.kinds = ("overfitting",)
    assert offered(judge, less) == [{"lr": 4.0}]


def test_against_overfitting_the_test_counts_and_waiting_is_no_cure(runs):
    judge = judged_for(runs, OVERFITTING)
    judge.waiting.standing = replace(reached(1.0), test=0.65)
    stays = trial(runs, reached(0.8), l2=0.0)
    stays.kinds = ("overfitting",)
    by_heart = trial(runs, replace(reached(1.0), test=0.6), lr=1.0)
    (cure,) = judge.cures([stays, by_heart, trial(runs, 0.7, bias=False)])
    assert (cure.changes, cure.reached, cure.of_test) == ({"bias": False}, 0.7, True)
    assert cure.label == "Leave out the biases: test accuracy 70.0% after 30 epochs (now 60.0%)"


def test_where_waiting_comes_as_far_nothing_else_is_offered(runs, judge):
    judge.waiting.standing = replace(reached(0.95), epoch=50)
    (wait,) = judge.cures([trial(runs, 0.95, lr=1.0)])
    assert wait.waits
    assert wait.label == "Train on: 95.0% after 30 more epochs (now 60.0%)"


def test_waiting_stands_behind_what_is_better(runs, judge):
    judge.waiting.standing = replace(reached(0.85), epoch=50)
    first, second = judge.cures([trial(runs, 0.95, lr=1.0)])
    assert first.changes == {"lr": 1.0}
    assert second.waits


def test_waiting_that_gains_little_is_not_told(judge):
    judge.waiting.standing = replace(reached(0.66), epoch=50)
    assert judge.cures([]) == ()


def test_a_smaller_loss_is_told_where_scores_do_not_differ(runs, judge):
    less = replace(NOW, train_loss=0.2, train_left=0.3, epoch=30)
    (cure,) = judge.cures([trial(runs, less, lr=1.0)])
    assert cure.label == "Use a learning rate of 1: loss 0.2 after 30 epochs (now 0.7)"


def test_at_the_end_the_longest_trials_count(runs, judge):
    short = trial(runs, replace(reached(0.97), epoch=10), lr=1.0)
    long = trial(runs, 0.9, bias=False)
    assert offered(judge, short, long) == [{"lr": 1.0}, {"bias": False}]
    assert offered(judge, short, long, final=True) == [{"bias": False}]
