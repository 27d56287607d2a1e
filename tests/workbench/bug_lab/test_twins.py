import numpy as np
import pytest

from mlpviz import RunConfig
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.run import Trainer, load_run_dataset
from mlpviz.workbench.bug_lab import twin_reports
from mlpviz.workbench.bug_lab import twins as module
from mlpviz.workbench.bug_lab.fitting import fitting
from mlpviz.workbench.bug_lab.twins import Twins

MOONS = RunConfig(dataset="moons", preprocessing="none", hidden_sizes=(8, 8), lr=0.3, seed=3)


def make(bug, config=MOONS):
    return Twins(config, load_run_dataset(config), bug)


def train(twins, epochs):
    for _ in range(epochs):
        twins.advance(0.0, 10.0)
    return twins


def test_both_start_from_the_weights_of_the_run():
    twins = make("skips-w2")
    expected = Trainer(MOONS)
    for trainer in (twins.healthy, twins.buggy):
        np.testing.assert_array_equal(trainer.network.flat, expected.network.flat)
        assert trainer.history.newest.train_loss == expected.history.newest.train_loss


def test_the_healthy_twin_is_the_run_itself_and_the_buggy_one_is_not():
    twins = train(make("skips-w2"), 5)
    expected = Trainer(MOONS)
    for _ in expected.run(5):
        pass
    np.testing.assert_array_equal(twins.healthy.network.flat, expected.network.flat)
    assert not np.array_equal(twins.buggy.network.flat, expected.network.flat)


def test_without_a_bug_both_stay_the_same_to_the_bit():
    twins = make("no-l2")  # which needs l2 > 0
    assert twins.reason == "needs l2 > 0"
    train(twins, 3)
    np.testing.assert_allclose(twins.buggy.network.flat, twins.healthy.network.flat, rtol=1e-12)
    twins.check(playing=False)
    assert twins.checks.buggy.passed


def test_they_draw_the_samples_in_the_same_order():
    twins = train(make("loss-mean-twice"), 3)  # trains rightly, only reports another loss
    np.testing.assert_allclose(twins.buggy.network.flat, twins.healthy.network.flat, rtol=1e-12)
    losses = twins.buggy.history.column("train_loss") / twins.healthy.history.column("train_loss")
    assert (losses < 0.1).all(), "from epoch 0 on"


def test_an_epoch_that_takes_long_goes_on_where_it_was():
    twins, expected = make("skips-w2"), train(make("skips-w2"), 2)
    calls = 0
    while twins.epoch < 2 or twins.progress:
        twins.advance(0.0, 0.0)
        calls += 1
        assert abs(twins.healthy.epoch - twins.buggy.epoch) <= 1
    assert calls > 2
    assert twins.healthy.epoch == twins.buggy.epoch == 2
    np.testing.assert_array_equal(twins.healthy.network.flat, expected.healthy.network.flat)
    np.testing.assert_array_equal(twins.buggy.network.flat, expected.buggy.network.flat)


def test_with_time_left_more_than_one_epoch_is_trained(make_clock):
    twins, clock = make("skips-w2"), make_clock(1.0)
    # every batch of both, and of either the start and the end of a call and of an epoch
    looks = 2 * (twins.healthy.batches_per_epoch + 4) + 1
    twins.advance(3.5 * looks, 1e9, clock)
    assert twins.healthy.epoch == twins.buggy.epoch == 4
    assert clock.now == 1 + 4 * looks


DIVERGES = RunConfig(
    dataset="plane", hidden_sizes=(), lr=0.1, output="identity", loss="mse", preprocessing="none"
)


def test_a_twin_that_diverges_stops_and_the_other_goes_on():
    twins = make("sign", DIVERGES)
    train(twins, 400)
    assert set(twins.stopped) == {"buggy"}
    last = twins.buggy.epoch
    assert last < 399
    assert twins.epoch == twins.healthy.epoch == 400
    assert not twins.finished
    curves = twins.curves()
    assert len(curves.epochs) == 401
    assert np.isfinite(curves.healthy_loss).all()
    assert np.isfinite(curves.buggy_loss[: last + 1]).all()
    assert np.isnan(curves.buggy_loss[last + 1 :]).all()
    twins.check(playing=False)
    assert twins.checks.buggy.verdict != "pass"


def test_when_both_have_stopped_nothing_is_trained():
    twins = make("no-slope", MOONS.changed(lr=1e9, output="identity", loss="mse"))
    twins = train(twins, 60)
    assert twins.finished
    assert twins.progress == 0.0


@pytest.mark.parametrize("shuffle", [True, False])
def test_both_take_the_samples_in_the_same_order(shuffle):
    twins = make("loss-sum", MOONS.changed(shuffle=shuffle))  # whose gradients are right
    train(twins, 3)
    np.testing.assert_allclose(twins.healthy.network.flat, twins.buggy.network.flat, rtol=1e-9)


def test_live_choices_reach_both():
    twins = make("skips-w2")
    twins.change(MOONS.changed(lr=0.01, l2=0.5, batch_size=None), {})
    for trainer in (twins.healthy, twins.buggy):
        assert (trainer.lr, trainer.l2, trainer.batch_size) == (0.01, 0.5, None)


def test_what_makes_new_twins_necessary():
    twins = make("skips-w2")
    assert twins.matches(MOONS.changed(lr=0.1, l2=0.1, batch_size=1), "skips-w2")
    assert not twins.matches(MOONS, "sign")
    for choice in ({"seed": 4}, {"hidden_sizes": (8,)}, {"optimizer": "adam"}, {"data_seed": 1}):
        assert not twins.matches(MOONS.changed(**choice), "skips-w2")


@pytest.mark.parametrize("bug", MISTAKES)
def test_every_bug_is_caught_once_it_can_show(bug):
    config = fitting(MOONS.changed(hidden_sizes=(4,)), bug)
    twins = make(bug, config)
    assert twins.reason is None
    if twins.dormant:
        twins.check(playing=False)
        assert twins.checks.buggy.passed, "nothing to see yet"
        train(twins, 1)
    assert not twins.dormant
    twins.check(playing=False)
    failing = {row.name for row in twins.checks.buggy.failing}
    expected = MISTAKES[bug].corrupts(
        twins.network, config.loss, config.l2, twins.samples, config.l1
    )
    assert failing == expected - set(twins.checks.unchecked)
    assert failing
    assert twins.checks.healthy.passed
    assert len(twins.checks.reading) > 30


def test_large_parameters_are_left_out_where_every_weight_must_be_nudged():
    config = RunConfig(dataset="digits", hidden_sizes=(32, 16))
    twins = make("loss-mean-twice", config)
    twins.check(playing=True)
    assert twins.checks is None, "put off until Pause"
    twins.check(playing=False)
    assert twins.checks.unchecked == ("W1", "W2")
    assert [row.name for row in twins.checks.buggy.rows] == ["b1", "b2", "W3", "b3"]
    assert len(twins.checks.healthy.rows) == 6


def test_the_newest_check_is_kept_while_a_later_one_is_put_off():
    twins = make("loss-mean-twice")
    twins.check(playing=False)
    before = twins.checks
    train(twins, 1)
    twins.check(playing=True)
    assert twins.checks is before
    twins.check(playing=False)
    assert twins.checks is not before


def test_a_check_is_not_repeated_where_nothing_has_changed():
    twins = make("skips-w2")
    twins.check(playing=False)
    before = twins.checks
    twins.check(playing=False)
    assert twins.checks is before
    train(twins, 1)
    twins.check(playing=False)
    assert twins.checks is not before


def test_wide_networks_are_not_checked():
    twins = make("skips-w2", MOONS.changed(hidden_sizes=(1000, 800)))
    assert twins.samples == 0
    twins.check(playing=False)
    assert twins.checks is None


EDGES = {
    "regression": RunConfig(dataset="diabetes", hidden_sizes=(4,)),
    "no hidden layer": MOONS.changed(hidden_sizes=()),
    "no biases": MOONS.changed(bias=False),
    "float32": MOONS.changed(dtype="float32"),
    "784 inputs": RunConfig(
        dataset="mnist", hidden_sizes=(6,), dataset_options={"n_train": 100, "n_test": 50}
    ),
}


@pytest.mark.parametrize("config", EDGES.values(), ids=EDGES)
def test_whatever_the_network(config):
    for bug in ("sign", "skips-w2", "rmse", "bias-axis", "accumulated"):
        twins = train(make(bug, config), 2)
        twins.check(playing=False)
        assert twins.checks.healthy.verdict != "fail"
        if twins.reason is None:
            assert twins.checks.buggy.verdict == "fail", bug
        else:
            assert twins.checks.buggy.verdict != "fail", bug
        assert len(twins.curves().epochs) == 3


def test_others_have_their_turn_between_two_layers_and_while_a_mistake_is_named(monkeypatch):
    turns = []
    monkeypatch.setattr(module, "breathe", lambda *_: turns.append("train"))
    monkeypatch.setattr(twin_reports, "breathe", lambda *_: turns.append("check"))
    twins = make("no-slope", MOONS.changed(hidden_sizes=(8, 8, 8)))
    turns.clear()
    twins.buggy.step_epoch()
    forward, layers, measuring = 1, 4, 3
    assert len(turns) == (forward + layers + 1) * twins.buggy.batches_per_epoch + measuring
    turns.clear()
    twins.check(playing=True)
    checked = list(turns)
    assert len(checked) > layers
    assert twins.checks.reading.startswith("Exactly what this mistake gives")
    named = len(turns) - len(checked)
    assert named > 10 * len(MISTAKES)  # each is run in one layer after the other
