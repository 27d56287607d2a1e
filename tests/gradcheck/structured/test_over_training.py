import numpy as np
import pytest

from mlpviz.engine.evaluation import Split
from mlpviz.engine.history import History
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.trainer import Trainer
from mlpviz.gradcheck import check_network
from mlpviz.gradcheck.structured.over_training import GradientErrors, fixed_batch
from mlpviz.gradcheck.verdict import VERDICTS

PASS, FAIL = VERDICTS.index("pass"), VERDICTS.index("fail")


class Forgetful(MLP):
    """Its backward pass forgets the last bias from the moment that a weight is large."""

    def backpropagate(self, X, Y, loss, l2=0.0):
        value = super().backpropagate(X, Y, loss, l2)
        if np.abs(self.flat).max() > 1.5:
            self.grads["b2"].fill(0.0)
        return value


def make_trainer(kind=MLP, history=None, dtype="float64"):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3))
    labels = (X[:, 0] * X[:, 1] > 0.0).astype(int)
    split = Split(X, np.eye(2)[labels], labels)
    network = kind([3, 6, 2], "tanh", "softmax", seed=1, dtype=dtype)
    return Trainer(
        network,
        split,
        split,
        loss="cross_entropy",
        optimizer=OPTIMIZERS["adam"](network.n_parameters, network.dtype),
        lr=0.1,
        l2=0.001,
        batch_size=10,
        n_classes=2,
        history=history,
    )


def errors_of(trainer, n=8):
    X, Y = fixed_batch(trainer.train_split.X, trainer.train_split.Y, n)
    return GradientErrors(X, Y, loss=trainer.loss, l2=trainer.l2)


def watched(trainer, errors):
    """``errors`` brought up to date with the trainer's history."""
    assert errors.update(trainer.history, trainer.network.copy(), seconds=60.0) == 0
    return errors.found


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_kept_epoch_is_checked(dtype):
    trainer = make_trainer(dtype=dtype)
    list(trainer.run(10))
    errors = errors_of(trainer)
    found = watched(trainer, errors)
    assert found.names == tuple(trainer.network.params)
    assert found.epochs.tolist() == list(range(11))
    assert found.errors.shape == found.tolerances.shape == found.verdicts.shape == (11, 4)
    assert np.all(found.verdicts == PASS)
    assert np.all(found.errors <= found.tolerances)
    assert np.all(found.tolerances < (1e-11 if dtype == "float64" else 1e-2))
    assert np.all(found.tolerances > 0.0)


def test_the_numbers_are_those_of_the_gradient_check():
    trainer = make_trainer()
    list(trainer.run(3))
    errors = errors_of(trainer)
    watched(trainer, errors)
    report = check_network(
        trainer.network, errors.X, errors.Y, loss=trainer.loss, l2=trainer.l2,
        sources=("complex_step",),
    )  # fmt: skip
    assert errors.found.errors[-1].tolist() == [row.error for row in report.rows]
    assert errors.found.tolerances[-1].tolist() == [row.allowed for row in report.rows]


def test_a_gradient_that_goes_wrong_later_is_seen_from_there_on():
    trainer = make_trainer(Forgetful)
    sizes = [np.abs(trainer.network.flat).max()]
    for _ in trainer.run(30):
        sizes.append(np.abs(trainer.network.flat).max())
    found = watched(trainer, errors_of(trainer))
    wrong = np.array(sizes) > 1.5
    assert wrong.any()
    assert not wrong.all()
    failing = found.verdicts == FAIL
    np.testing.assert_array_equal(failing[:, found.names.index("b2")], wrong)
    assert not failing[:, :3].any()
    assert np.all(found.errors[wrong, 3] > 0.5)


def test_it_computes_only_what_is_missing_newest_first():
    trainer = make_trainer()
    list(trainer.run(5))
    errors, viewer = errors_of(trainer), trainer.network.copy()
    assert errors.seconds is None
    assert errors.found.epochs.tolist() == []
    for left in (5, 4, 3):
        assert errors.update(trainer.history, viewer, seconds=0.0) == left
    assert errors.found.epochs.tolist() == [3, 4, 5]
    assert errors.seconds > 0.0
    trainer.step_epoch()
    assert errors.update(trainer.history, viewer, seconds=0.0) == 3
    assert errors.found.epochs.tolist() == [3, 4, 5, 6]
    before = errors.found.errors[0]
    watched(trainer, errors)
    np.testing.assert_array_equal(errors.found.errors[3], before)
    viewer.flat.fill(np.nan)  # nothing is missing: nothing is computed, nothing overwritten
    assert errors.update(trainer.history, viewer) == 0
    assert np.isnan(viewer.flat).all()


def test_what_was_rewound_and_trained_anew_is_checked_anew():
    trainer = make_trainer()
    list(trainer.run(6))
    errors = errors_of(trainer)
    first = watched(trainer, errors)
    trainer.rewind(3)
    assert watched(trainer, errors).epochs.tolist() == [0, 1, 2, 3]
    trainer.change(lr=1.0)
    list(trainer.run(3))
    second = watched(trainer, errors)
    np.testing.assert_array_equal(second.errors[:4], first.errors[:4])
    assert np.all(second.tolerances[4:] != first.tolerances[4:])
    fresh = watched(trainer, errors_of(trainer))
    np.testing.assert_array_equal(second.tolerances, fresh.tolerances)


def test_rewinding_and_retraining_between_two_updates_leaves_nothing_stale():
    trainer = make_trainer()
    list(trainer.run(6))
    errors = errors_of(trainer)
    watched(trainer, errors)
    trainer.rewind(2)
    trainer.change(lr=1.0)
    list(trainer.run(4))
    found, fresh = watched(trainer, errors), watched(trainer, errors_of(trainer))
    assert found.epochs.tolist() == list(range(7))
    np.testing.assert_array_equal(found.tolerances, fresh.tolerances)


def test_epochs_that_are_no_longer_kept_are_forgotten():
    trainer = make_trainer(history=History(snapshot_bytes=12 * 8000))
    errors = errors_of(trainer)
    for _ in trainer.run(40):
        errors.update(trainer.history, trainer.network.copy(), seconds=60.0)
        assert tuple(errors.found.epochs) == trainer.history.kept_epochs
    assert len(errors.found.epochs) < 20


def test_the_training_network_and_the_history_stay_as_they_are():
    trainer, alone = make_trainer(), make_trainer()
    errors, viewer = errors_of(trainer), trainer.network.copy()
    for _ in range(4):
        trainer.step_epoch()
        alone.step_epoch()
        errors.update(trainer.history, viewer)
    np.testing.assert_array_equal(trainer.network.flat, alone.network.flat)
    np.testing.assert_array_equal(trainer.history.parameters(2), alone.history.parameters(2))


def test_a_fixed_batch_is_always_the_same():
    X, Y = np.arange(40.0).reshape(20, 2), np.arange(20.0)[:, None]
    first, second = fixed_batch(X, Y), fixed_batch(X, Y)
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[0][:, 0], 2.0 * first[1][:, 0])  # rows belong together
    assert len(np.unique(first[1])) == len(first[1]) == 8
    assert not np.array_equal(first[1], fixed_batch(X, Y, seed=1)[1])
    assert len(fixed_batch(X, Y, 100)[0]) == 20
    with pytest.raises(ValueError, match="n = 0"):
        fixed_batch(X, Y, 0)
