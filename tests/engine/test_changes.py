"""Changes of a run's settings while it trains: where, and from what to what."""

import pickle
from itertools import pairwise

import numpy as np
import pytest

from mlpviz.engine.changes import MOST, Change, Changes
from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError


@pytest.fixture
def trainer(make_trainer):
    X = np.linspace(-1.0, 1.0, 6)[:, None]
    return make_trainer(
        MLP([1, 2, 1], seed=1),
        (X, 2 * X),
        (X[:2], 2 * X[:2]),
        optimizer="momentum",
        lr=0.1,
        batch_size=3,
    )


def test_what_was_changed_after_an_epoch_is_one_change_for_each_setting(trainer):
    list(trainer.run(2))
    trainer.change(lr=0.5, l2=1e-3)
    trainer.step_batch()
    trainer.change(lr=0.2, batch_size=None, momentum=0.5)
    trainer.step_epoch()
    assert trainer.history.changes == (
        Change(2, "lr", 0.1, 0.2),
        Change(2, "l2", 0.0, 1e-3),
        Change(2, "batch_size", 3, None),
        Change(2, "momentum", 0.9, 0.5),
    )
    trainer.lr = 0.3  # as well as by ``change``
    trainer.step_batch()
    assert trainer.history.changes[4:] == (Change(3, "lr", 0.2, 0.3),)
    assert pickle.loads(pickle.dumps(trainer)).history.changes == trainer.history.changes


def test_what_no_step_was_taken_with_is_no_change(trainer):
    trainer.change(lr=0.7)  # before the first step: the run begins with it
    trainer.step_epoch()
    trainer.change(lr=0.1, momentum=0.1)
    trainer.change(lr=0.7, momentum=0.9)
    trainer.step_epoch()
    assert trainer.history.changes == ()


def test_a_step_that_is_taken_back_changed_nothing(trainer):
    list(trainer.run(3))
    good = trainer.network.flat.copy()
    trainer.network.flat[:] = 1e200
    trainer.change(lr=0.5)
    with pytest.raises(NonFiniteError):
        trainer.step_epoch()
    assert trainer.history.changes == ()
    trainer.network.flat[:] = good
    trainer.change(lr=0.2)
    trainer.step_epoch()
    assert trainer.history.changes == (Change(3, "lr", 0.1, 0.2),)


def test_going_back_forgets_later_changes(trainer):
    for rate in (0.2, 0.3, 0.4):
        trainer.step_epoch()
        trainer.change(lr=rate)
    trainer.step_epoch()
    trainer.rewind(2)
    assert trainer.history.changes == (Change(1, "lr", 0.1, 0.2),)
    assert trainer.lr == 0.2
    trainer.step_epoch()
    assert len(trainer.history.changes) == 1
    trainer.rewind(1)
    trainer.change(lr=0.9)  # another branch
    trainer.step_epoch()
    assert trainer.history.changes == (Change(1, "lr", 0.1, 0.9),)
    trainer.rewind(0)
    trainer.change(lr=0.5)
    trainer.step_epoch()
    assert trainer.history.changes == ()


def test_however_many_there_are_few_are_kept_and_none_is_lost():
    changes = Changes()
    for epoch in range(1000):
        changes.note(epoch, {"lr": float(epoch)}, {"lr": epoch + 1.0})
    kept = changes.all()
    assert MOST // 2 <= len(kept) <= MOST
    assert (kept[0].before, kept[-1].after) == (0.0, 1000.0)
    assert all(one.after == two.before for one, two in pairwise(kept))


def test_what_is_changed_back_at_the_same_epoch_is_gone():
    changes = Changes()
    changes.note(4, {"lr": 0.1, "l2": 0.0}, {"lr": 0.2, "l2": 0.5})
    changes.note(4, {"lr": 0.2, "l2": 0.5}, {"lr": 0.1, "l2": 0.5})
    assert changes.all() == (Change(4, "l2", 0.0, 0.5),)
    changes.note(4, {"l2": 0.5}, {"l2": 0.0})
    assert changes.all() == ()
