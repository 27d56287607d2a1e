"""``Trainer``: the same seed gives the same bits, and a run can be rewound and copied."""

import copy
import pickle

import numpy as np
import pytest

from mlpviz.engine.nonfinite import NonFiniteError
from tests.engine.epochs import each_optimizer


@each_optimizer
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_same_seed_same_bits(make_classifier, records_agree, optimizer, dtype):
    first, second = (make_classifier(optimizer=optimizer, dtype=dtype, lr=0.01) for _ in range(2))
    for _ in range(4):
        assert records_agree(first.step_epoch(), second.step_epoch())
        np.testing.assert_array_equal(first.network.flat, second.network.flat)
    assert first.network.flat.dtype == np.dtype(dtype)


def test_another_seed_gives_another_run(make_classifier):
    weights = [make_classifier(seed=seed).step_epoch().train_loss for seed in (1, 2)]
    assert weights[0] != weights[1]


SCHEDULE = {2: {"lr": 0.02}, 3: {"batch_size": 7, "l2": 0.01}, 5: {"lr": 0.005, "batch_size": None}}


def train_by_schedule(trainer, start, stop):
    """Weights and records of the epochs after ``start`` up to ``stop``, with live changes."""
    made = []
    for epoch in range(start, stop):
        trainer.change(**SCHEDULE.get(epoch, {}))
        made.append((trainer.step_epoch(), trainer.network.flat.copy()))
    return made


@each_optimizer
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("back_to", [0, 1, 3, 4, 8])
def test_rewind_repeats_the_same_bits(make_classifier, records_agree, optimizer, dtype, back_to):
    trainer = make_classifier(optimizer=optimizer, dtype=dtype, lr=0.01)
    first = train_by_schedule(trainer, 0, 8)
    state = {name: values.copy() for name, values in trainer.optimizer.state.items()}
    trainer.change(lr=0.7, l2=0.3, batch_size=3)
    trainer.step_batch()
    assert trainer.progress > 0.0  # rewinding from the middle of an epoch
    record = trainer.rewind(back_to)
    assert record.epoch == trainer.epoch == back_to == trainer.history.newest.epoch
    assert trainer.progress == 0.0
    assert trainer.history.kept_epochs == tuple(range(back_to + 1))
    if back_to:
        np.testing.assert_array_equal(trainer.network.flat, first[back_to - 1][1])
    again = train_by_schedule(trainer, back_to, 8)
    for (old, old_weights), (new, new_weights) in zip(first[back_to:], again, strict=True):
        assert records_agree(old, new)
        np.testing.assert_array_equal(old_weights, new_weights)
    for name, values in state.items():
        np.testing.assert_array_equal(trainer.optimizer.state[name], values)


def test_rewind_restores_the_settings(make_classifier):
    trainer = make_classifier(optimizer="momentum", settings={"momentum": 0.5}, lr=0.01)
    trainer.step_epoch()
    trainer.change(lr=0.5, l2=0.1, batch_size=None, momentum=0.9)
    trainer.step_epoch()
    trainer.rewind(1)
    assert (trainer.lr, trainer.l2, trainer.batch_size) == (0.01, 0.0, 8)
    assert trainer.optimizer.settings["momentum"] == 0.5


@each_optimizer
def test_the_optimiser_counts_every_update_and_rewinds_with_the_run(make_classifier, optimizer):
    trainer = make_classifier(optimizer=optimizer, lr=0.01)  # 7 batches an epoch
    list(trainer.run(2))
    assert trainer.optimizer.steps == 14
    trainer.step_batch()
    assert trainer.optimizer.steps == 15
    trainer.rewind(1)
    assert trainer.optimizer.steps == 7
    trainer.network.flat[0] = np.inf
    with pytest.raises(NonFiniteError):
        trainer.step_epoch()
    assert trainer.optimizer.steps == 7


def test_a_rewound_run_can_be_rewound_again(make_classifier):
    trainer = make_classifier(optimizer="adam", lr=0.01)
    weights = [trainer.network.flat.copy()]
    for _ in range(5):
        trainer.step_epoch()
        weights.append(trainer.network.flat.copy())
    for epoch in (4, 2, 2, 0):
        trainer.rewind(epoch)
        np.testing.assert_array_equal(trainer.network.flat, weights[epoch])
        trainer.step_epoch()
        np.testing.assert_array_equal(trainer.network.flat, weights[epoch + 1])


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
def test_a_copy_goes_on_alike_and_apart(make_classifier, records_agree, clone):
    trainer = make_classifier(optimizer="adam", lr=0.01)
    trainer.step_epoch()
    trainer.step_batch()
    twin = clone(trainer)
    kept = trainer.network.flat.copy()
    record = twin.step_epoch()
    np.testing.assert_array_equal(trainer.network.flat, kept)
    assert records_agree(trainer.step_epoch(), record)
    assert records_agree(trainer.step_epoch(), twin.step_epoch())  # in a new order
    np.testing.assert_array_equal(trainer.network.flat, twin.network.flat)
