"""A weight that is set by hand is part of the run: of its records, snapshots and later epochs."""

import numpy as np
import pytest

from mlpviz.engine.by_hand import SetByHand, TrainerByHand
from mlpviz.engine.evaluation import Split
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.history import History
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS


@pytest.fixture
def make(clouds):
    def trainer(dtype="float64", bias=True, optimizer="momentum", **choices):
        network = MLP([4, 5, 3], "tanh", "softmax", seed=3, dtype=dtype, bias=bias)
        rule = OPTIMIZERS[optimizer](network.n_parameters, network.dtype)
        splits = Split(*clouds(50, seed=0)), Split(*clouds(23, seed=1))
        settings = {"loss": "cross_entropy", "lr": 0.1, "n_classes": 3, "batch_size": 8}
        return TrainerByHand(network, *splits, optimizer=rule, **settings | choices)

    return trainer


def test_the_newest_epoch_is_measured_anew(make):
    trainer = make()
    list(trainer.run(3))
    old, before = trainer.history.newest, float(trainer.network.params["W1"][2, 4])
    record = trainer.set_parameter("W1", (2, 4), 5)
    assert trainer.network.params["W1"][2, 4] == 5.0
    assert record is trainer.history.newest
    assert [each.epoch for each in trainer.history] == [0, 1, 2, 3]
    train = trainer.train_split
    assert record.train_loss == pytest.approx(
        trainer.network.loss(train.X, train.Y, "cross_entropy")
    )
    assert record.train_loss != old.train_loss
    assert record.test_loss != old.test_loss
    weights = trainer.network.params["W1"]
    assert record.param_norm["W1"] == pytest.approx(np.linalg.norm(weights))
    assert record.param_norm["W2"] == old.param_norm["W2"]
    assert (record.grad_norm, record.update_norm) == (old.grad_norm, old.update_norm)
    assert (record.lr, record.seconds) == (old.lr, old.seconds)
    assert trainer.by_hand == (SetByHand(3, "W1", (2, 4), before, 5.0),)
    assert str(SetByHand(3, "W1", (2, 4), 0.1234567, 5.0)) == "W1[2, 4] 0.123 → 5"


def test_a_bias_has_one_index_however_it_is_written(make):
    trainer = make()
    trainer.set_parameter("b1", 4, 0.5)
    trainer.set_parameter("b1", (3,), -0.5)
    trainer.set_parameter("b1", np.int64(2), np.float32(0.25))
    assert trainer.network.params["b1"].tolist() == [0, 0, 0.25, -0.5, 0.5]
    assert trainer.history.newest.epoch == 0


def test_going_back_and_on_repeats_the_run_with_what_was_set(make, records_agree):
    trainer = make()
    list(trainer.run(2))
    trainer.set_parameter("W2", (0, 1), 2.0)
    flat = trainer.network.flat.copy()
    first = list(trainer.run(3))
    trainer.set_parameter("b2", 0, 1.0)
    trainer.rewind(2)
    assert np.array_equal(trainer.network.flat, flat)
    assert np.array_equal(trainer.history.parameters(2), flat)
    assert [change.name for change in trainer.by_hand] == ["W2"]
    assert all(map(records_agree, first, trainer.run(3)))
    trainer.rewind(1)
    assert trainer.by_hand == ()
    assert trainer.network.params["W2"][0, 1] != 2.0


def test_an_epoch_without_a_snapshot_is_set_all_the_same(make):
    trainer = make(history=History(max_records=2, snapshot_bytes=0))
    list(trainer.run(3))
    assert 3 not in trainer.history.kept_epochs
    record = trainer.set_parameter("W1", (0, 0), 9.0)
    assert trainer.history.newest is record
    assert 3 not in trainer.history.kept_epochs
    assert trainer.step_epoch().epoch == 4


def state(trainer):
    return trainer.network.flat.tobytes(), trainer.history.newest, trainer.by_hand


@pytest.mark.parametrize(
    ("name", "index", "value", "said"),
    [
        ("W9", (0, 0), 1.0, "name = 'W9' is unknown.* Legal: W1, b1, W2, b2"),
        (
            "W1",
            (4, 0),
            1.0,
            r"index = \(4, 0\) must be whole numbers for W1: input 0 to 3 and unit",
        ),
        ("W1", (0, -1), 1.0, r"index = \(0, -1\) must be"),
        ("W1", 3, 1.0, "index = 3 must be whole numbers for W1: input 0 to 3 and unit 0 to 4"),
        ("b1", (0, 1), 1.0, "for b1: unit 0 to 4"),
        ("b1", 0.5, 1.0, "index = 0.5"),
        ("W1", (0, True), 1.0, r"index = \(0, True\)"),
        ("b1", 0, float("nan"), "value = nan must be a number between -1.7"),
        ("b1", 0, "0.5", "value = '0.5' must be a number"),
        ("b1", 0, None, "value = None must be"),
    ],
)
def test_what_there_is_not_is_named_with_what_there_is(make, name, index, value, said):
    trainer = make()
    before = state(trainer)
    with pytest.raises(FaultsError, match=said):
        trainer.set_parameter(name, index, value)
    assert state(trainer) == before


def test_all_that_is_wrong_is_told_at_once(make):
    with pytest.raises(FaultsError) as raised:
        make(dtype="float32").set_parameter("W1", (9, 9), 1e39)
    assert [fault.field for fault in raised.value.faults] == ["index", "value"]
    assert "is too large: choose between -3.4" in str(raised.value)


def test_a_network_without_biases_has_none_to_set(make):
    with pytest.raises(FaultsError, match="Legal: W1, W2"):
        make(bias=False).set_parameter("b1", 0, 1.0)


def test_what_overflows_is_refused_and_nothing_changes(make):
    trainer = make(l2=0.1)
    trainer.step_epoch()
    before = state(trainer)
    with pytest.raises(FaultsError, match=r"W2\[0, 0\] = 1e\+300: .* is then not finite"):
        trainer.set_parameter("W2", (0, 0), 1e300)
    assert state(trainer) == before
    assert trainer.step_epoch().epoch == 2


def test_a_norm_that_overflows_is_refused_though_the_outputs_do_not(make):
    with pytest.raises(FaultsError, match="the norm of W1 is then not finite"):
        make().set_parameter("W1", (0, 0), 1e200)


def test_in_the_middle_of_an_epoch_nothing_is_set(make):
    trainer = make()
    trainer.step_batch()
    before = state(trainer)
    with pytest.raises(FaultsError, match=r"W1\[0, 0\] = 1: an epoch is under way"):
        trainer.set_parameter("W1", (0, 0), 1.0)
    assert state(trainer) == before
    trainer.step_epoch()
    assert trainer.set_parameter("W1", (0, 0), 1.0).epoch == 1
