from types import SimpleNamespace

import pytest

from mlpviz import RunConfig
from mlpviz.run import load_run_dataset
from mlpviz.workbench.bug_lab.challenge import Challenge
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.bug_lab.twins_status import (
    HIDDEN,
    START,
    TOO_WIDE,
    comparison,
    left_out,
    message,
    metrics,
)
from mlpviz.workbench.protocol import Message

MOONS = RunConfig(dataset="moons", preprocessing="none", hidden_sizes=(6,), lr=0.3)


def make(bug="skips-w2", config=MOONS, epochs=0):
    twins = Twins(config, load_run_dataset(config), bug)
    for _ in range(epochs):
        twins.advance(0.0, 10.0)
    twins.check(playing=False)
    return twins


def ended(first, healthy, buggy):
    """Twins after 20 epochs: the loss at first, then (loss, accuracy) of either."""
    starts = SimpleNamespace(train_loss=first)

    def run(loss, accuracy):
        newest = SimpleNamespace(
            epoch=20, train_loss=loss, test_accuracy=accuracy, test_r2=None, history=None
        )
        history = type("History", (), {"newest": newest, "__getitem__": lambda self, i: starts})()
        return SimpleNamespace(history=history)

    checks = SimpleNamespace(buggy=SimpleNamespace(verdict="fail"))
    return SimpleNamespace(
        epoch=20, stopped={}, healthy=run(*healthy), buggy=run(*buggy), checks=checks
    )


ENDS = [
    ((0.1, 0.956), (0.2, 0.95), "The curves don't show the bug"),
    ((0.1, 0.90), (0.2, 0.95), "even ahead"),
    ((0.1, 0.95), (0.2, 0.80), "only less well"),
    ((0.1, 0.95), (1.0, 0.95), "has not fallen"),
    ((0.1, 0.95), (float("nan"), 0.95), "has not fallen"),
]


@pytest.mark.parametrize(("healthy", "buggy", "words"), ENDS)
def test_what_the_curves_show(healthy, buggy, words):
    twins = ended(1.0, healthy, buggy)
    assert words in comparison(twins, busy=False)
    assert words in comparison(twins, busy=True)


def test_numbers_stand_still_only_when_the_run_does():
    twins = ended(1.0, (0.1, 0.956), (0.2, 0.95))
    assert comparison(twins, busy=False).startswith(
        "After 20 epochs: test accuracy 95.0% against 95.6%. "
    )
    assert not any(digit.isdigit() for digit in comparison(twins, busy=True))


def test_without_a_finding_nothing_is_concluded():
    twins = ended(1.0, (0.1, 0.956), (0.2, 0.95))
    twins.checks.buggy.verdict = "pass"
    assert comparison(twins, busy=False) == "After 20 epochs: test accuracy 95.0% against 95.6%."


def test_at_the_start():
    twins = make()
    assert message(twins, busy=False).text == f"{twins.checks.reading}\n{START}"
    assert message(twins, busy=False, challenge=Challenge()).text == HIDDEN


def test_an_error_comes_first():
    assert message(make(), busy=False, error="No.") == Message("error", "No.")


def test_wide_networks():
    twins = make(config=MOONS.changed(hidden_sizes=(1000, 800)))
    assert message(twins, busy=False) == Message("warning", TOO_WIDE)


def test_what_was_left_out_is_told():
    wide = make("loss-mean-twice", MOONS.changed(hidden_sizes=(400,)))
    assert left_out(wide.checks) == ["W1, b1 and W2 left out: too many weights to nudge one by one"]
    assert left_out(make("loss-mean-twice").checks) == []


def test_metrics():
    twins = make(epochs=1)
    buggy = twins.buggy.history.newest
    shown = {entry.label: entry.value for entry in metrics(twins)}
    assert shown["Epoch"] == "1"
    assert shown["Buggy loss"] == f"{buggy.train_loss:.4g}"
    assert shown["Buggy accuracy"] == f"{buggy.test_accuracy:.1%}"


def test_half_an_epoch():
    twins = make()
    twins.advance(0.0, 0.0)
    assert 0.0 < twins.progress < 1.0
    assert {entry.label: entry.value for entry in metrics(twins)}["Epoch"].startswith("0 + ")
