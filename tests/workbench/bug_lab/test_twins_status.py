from mlpviz import RunConfig
from mlpviz.run import load_run_dataset
from mlpviz.workbench.bug_lab.challenge import Challenge
from mlpviz.workbench.bug_lab.curve_lesson import DEFINITION, CurveGaps
from mlpviz.workbench.bug_lab.twins import PLAIN, Twins
from mlpviz.workbench.bug_lab.twins_status import (
    HIDDEN,
    START,
    TOO_WIDE,
    comparison,
    left_out,
    message,
    metrics,
    without,
)
from mlpviz.workbench.protocol import Message

MOONS = RunConfig(dataset="moons", preprocessing="none", hidden_sizes=(6,), lr=0.3)


def make(bug="skips-w2", config=MOONS, epochs=0):
    twins = Twins(config, load_run_dataset(config), bug)
    for _ in range(epochs):
        twins.advance(0.0, 10.0)
    twins.check(playing=False)
    return twins


def test_numbers_stand_still_only_when_the_run_does():
    twins = make(epochs=3)
    told = comparison(twins, busy=False)
    newest = twins.buggy.history.newest
    assert told.startswith(f"After 3 epochs: the buggy twin has loss {newest.train_loss:.4g} (")
    assert f"test accuracy {newest.test_accuracy:.1%} (healthy" in told
    assert CurveGaps.of(twins.curves()).sentence in told
    assert comparison(twins, busy=True) == CurveGaps.of(twins.curves()).sentence


def test_what_a_run_has_and_the_twins_have_not_is_said():
    assert without(MOONS) == without(MOONS.changed(l2=0.1, l1=0.01, optimizer="adam")) == ""
    config = MOONS.changed(dropout=0.2, schedule="cosine", patience=7)
    assert without(config) == (
        "Both twins do without what your run has beside L1 and L2: dropout 0.2, cosine "
        "schedule, early stopping 7."
    )
    assert set(PLAIN) <= set(RunConfig.model_fields)


def test_without_a_finding_nothing_is_concluded():
    twins = make("no-l2", epochs=2)  # which cannot show without L2
    assert twins.checks.buggy.passed
    assert comparison(twins, busy=False).endswith("%).")
    assert comparison(twins, busy=True) == ""


def test_a_loss_that_is_another_one_is_told_before_any_step():
    twins = make("loss-mean-twice")
    assert message(twins, busy=False).text.endswith(f"{START} {DEFINITION}")


def test_at_the_start():
    twins = make()
    assert message(twins, busy=False).text == f"{twins.checks.reading}\n{START}"
    assert message(twins, busy=False, challenge=Challenge()).text == HIDDEN


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
