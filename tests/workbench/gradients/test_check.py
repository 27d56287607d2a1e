"""The gradient report of a run: always that of the present weights, unless that takes long."""

import threading

import numpy as np
import pytest

from mlpviz import Trainer
from mlpviz.gradcheck.mistakes import inject
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.workbench.gradients import check as checks
from mlpviz.workbench.gradients.check import Check
from mlpviz.workbench.gradients.choices import CheckChoices

CHOICES = CheckChoices(samples=4)


@pytest.fixture
def trainer(config_for):
    return Trainer(config_for("iris", l2=0.01))


@pytest.fixture
def slow(monkeypatch):
    """Checks that are half done after their first slice, until the event is set."""
    go_on = threading.Event()

    def check(*args, progress, **kwargs):
        progress(0.5)
        while not go_on.is_set():
            progress(0.5)
        return check_network(*args, **kwargs)

    monkeypatch.setattr(checks, "check_network", check)
    monkeypatch.setattr(checks, "TRIAL", 0.05)
    monkeypatch.setattr(checks, "SLICE", 0.05)
    return go_on


def update(check, trainer, choices=CHOICES, run=0, playing=False):
    check.update(trainer, run, choices, playing=playing)
    return check.report


def until_fresh(check, trainer, choices=CHOICES):
    while not check.fresh:
        update(check, trainer, choices)


def test_a_quick_check_is_made_at_once_and_once(trainer):
    check = Check()
    report = update(check, trainer)
    assert check.fresh
    assert not check.running
    assert report.passed
    assert (report.n, report.sources) == (4, ("analytic", "central", "complex_step"))
    assert update(check, trainer) is report


def test_it_follows_the_weights(trainer):
    check = Check()
    first = update(check, trainer)
    trainer.step_epoch()
    second = update(check, trainer)
    assert check.fresh
    assert check.epoch == 1
    assert second.loss != first.loss


def test_the_training_buffers_stay_as_they_are(trainer, config_for):
    alone, check = Trainer(config_for("iris", l2=0.01)), Check()
    for _ in range(3):
        update(check, trainer)
        trainer.step_batch()
        alone.step_batch()
    np.testing.assert_array_equal(trainer.network.flat, alone.network.flat)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (CheckChoices(samples=7), {"n": 7}),
        (CheckChoices(samples=256), {"n": 80 - 16}),  # all that there are
        (CheckChoices(h=1e-3), {"h": 1e-3}),
        (CheckChoices(dtype="float32"), {"dtype": "float32"}),
        (CheckChoices(sources=("complex_step",)), {"h": None}),
    ],
)
def test_choices(choices, expected, config_for):
    trainer, check = Trainer(config_for("moons")), Check()
    report = update(check, trainer, choices)
    assert {name: getattr(report, name) for name in expected} == expected
    assert not report.failing
    assert trainer.network.dtype == "float64"


def test_another_seed_draws_other_samples(trainer):
    losses = {update(Check(), trainer, CheckChoices(batch_seed=seed)).loss for seed in range(3)}
    assert len(losses) == 3


def test_no_source(trainer):
    check = Check()
    report = update(check, trainer)
    assert update(check, trainer, CheckChoices(samples=4, sources=())) is report
    assert "at least one source" in check.problem
    assert not check.fresh
    assert update(check, trainer) is report
    assert check.problem is None


@pytest.mark.parametrize("error", [ImportError("no torch"), ValueError("no such thing")])
def test_what_cannot_be_checked_is_said_and_not_tried_again(trainer, monkeypatch, error):
    calls = []

    def fail(*args, **kwargs):
        calls.append(1)
        raise error

    monkeypatch.setattr(checks, "check_network", fail)
    check = Check()
    for _ in range(3):
        assert update(check, trainer) is None
        assert check.problem == str(error)
    assert len(calls) == 1
    monkeypatch.undo()
    trainer.step_epoch()
    assert update(check, trainer).passed
    assert check.problem is None


def test_a_slow_check_waits_until_it_is_asked_for(trainer, slow):
    check = Check()
    for _ in range(2):
        assert update(check, trainer) is None
        assert not check.running
        assert check.expected > 0.0
    check.ask()
    update(check, trainer)
    assert check.running
    assert check.share == 0.5
    slow.set()
    until_fresh(check, trainer)
    assert check.report.passed
    assert not check.running


def earlier_result(check, trainer, slow):
    """The report of a quick check, after which the weights have moved and checks are slow."""
    slow.set()
    report = update(check, trainer)
    slow.clear()
    trainer.step_epoch()
    return report


def test_a_check_that_was_quick_before_goes_on_by_itself(trainer, slow):
    check = Check()
    report = earlier_result(check, trainer, slow)
    update(check, trainer, playing=True)
    assert update(check, trainer) is report
    assert check.running
    slow.set()
    until_fresh(check, trainer)
    assert check.epoch == 1


def test_cancel_keeps_the_earlier_result(trainer, slow):
    check = Check()
    report = earlier_result(check, trainer, slow)
    update(check, trainer)
    check.ask()
    update(check, trainer)
    assert check.running
    check.cancel()
    assert update(check, trainer) is report
    assert not check.running
    assert not check.fresh
    assert check.epoch == 0


def test_new_weights_end_a_slow_check_and_the_next_one_waits_to_be_asked(trainer, slow):
    check = Check()
    update(check, trainer)
    check.ask()
    update(check, trainer)
    trainer.step_epoch()
    slow.set()
    assert update(check, trainer) is None
    assert not check.running


def test_while_playing_a_slow_check_goes_on_although_the_weights_move(trainer, slow):
    check = Check()
    update(check, trainer, playing=True)
    for _ in range(2):
        trainer.step_epoch()
        assert update(check, trainer, playing=True) is None
    slow.set()
    while check.report is None:
        update(check, trainer, playing=True)
    assert check.epoch == 0
    assert not check.fresh
    assert check.report.passed
    until_fresh(check, trainer)  # paused
    assert check.epoch == 2


def test_another_run_forgets_the_report(trainer, config_for, slow):
    check = Check()
    slow.set()
    update(check, trainer)
    slow.clear()
    other = Trainer(config_for("moons"))
    assert update(check, other, run=1) is None


def test_other_choices_are_tried_anew(trainer, slow):
    check = Check()
    update(check, trainer)
    slow.set()
    assert update(check, trainer) is None
    other = CheckChoices(samples=2)
    assert update(check, trainer, other).n == 2
    assert check.fresh


def test_loading_torch_is_not_counted(trainer, monkeypatch):
    monkeypatch.setattr(checks, "_loads_torch", lambda choices: "autograd" in choices.sources)
    check, choices = Check(), CheckChoices(samples=4, sources=("autograd",))
    update(check, trainer, choices)
    until_fresh(check, trainer, choices)
    assert check.report.sources == ("analytic", "autograd")
    assert check.report.passed


def test_the_search_for_a_mistake_tells_progress_too_so_it_can_be_cancelled(trainer):
    trainer.network = inject(trainer.network, "no-slope")
    shares = []
    found = checks._work(trainer, CHOICES)(shares.append)
    assert found.reading.kind == "no-slope"
    assert shares == sorted(shares)
    assert shares.count(1.0) > 50
