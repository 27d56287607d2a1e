"""``Trainer``: what one epoch does, batch by batch, and how many are trained."""

import copy
import types

import numpy as np
import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import MLP
from tests.engine.epochs import batches_of_an_epoch, each_optimizer, one_weight_per_sample

# What an epoch is


def test_full_batch_is_one_plain_gradient_step(make_classifier):
    for batch_size in (None, 50, 51, 10**6):
        trainer = make_classifier(batch_size=batch_size, lr=0.3, l2=0.01)
        assert trainer.batches_per_epoch == 1
        twin = copy.deepcopy(trainer.network)
        _, gradients = twin.loss_and_gradients(
            trainer.train_split.X, trainer.train_split.Y, loss="cross_entropy", l2=0.01
        )
        trainer.step_epoch()
        for name, values in trainer.network.params.items():
            expected = twin.params[name] - 0.3 * gradients[name]
            np.testing.assert_allclose(values, expected, rtol=1e-12, atol=1e-15)


def test_every_sample_is_used_exactly_once_and_batches_are_averaged_over_their_own_size(
    make_trainer,
):
    trainer = one_weight_per_sample(make_trainer, n=10, batch_size=4)
    assert trainer.batches_per_epoch == 3
    trainer.step_epoch()
    # W_i = 0 - 0.01 * (2 / size) * (0 - Y_i); batches of 4, 4 and 2
    size = 0.01 * 2 * np.arange(1.0, 11) / trainer.network.flat
    assert sorted(size.round(9)) == [2.0] * 2 + [4.0] * 8


def test_the_epoch_permutes_samples_not_batches(make_trainer):
    trainer = one_weight_per_sample(make_trainer, n=12, batch_size=3)
    epochs = [batches_of_an_epoch(trainer) for _ in range(6)]
    for batches in epochs:
        assert [len(batch) for batch in batches] == [3, 3, 3, 3]
        assert set.union(*map(set, batches)) == set(range(12))
    companies = {frozenset(batches) for batches in epochs}
    assert len(companies) == 6
    in_order = frozenset(frozenset(range(i, i + 3)) for i in range(0, 12, 3))
    assert in_order not in companies


def test_without_shuffling_batches_follow_the_data(make_trainer):
    """Every epoch the same, the last batch smaller; back to an epoch, and on from within one."""
    X = np.arange(10.0)[:, None]
    network = MLP([1, 1], output="identity", bias=False)
    trainer = make_trainer(network, (X, X), (X, X), lr=1e-12, batch_size=4, shuffle=False)
    losses = [trainer.step_batch() for _ in range(6)]
    slope = 1.0 - float(network.flat[0])
    expected = [slope**2 * np.mean(part**2) for part in (X[:4], X[4:8], X[8:])]
    assert losses == pytest.approx(expected * 2, rel=1e-6)
    trainer.rewind(1)
    assert trainer.step_batch() == pytest.approx(expected[0], rel=1e-6)
    trainer.step_epoch()
    assert [trainer.step_batch() for _ in range(2)] == pytest.approx(expected[:2], rel=1e-6)


def test_the_full_batch_knows_no_order(make_classifier, records_agree):
    plain, shuffled = (make_classifier(batch_size=None, shuffle=s) for s in (False, True))
    for _ in range(3):
        assert records_agree(plain.step_epoch(), shuffled.step_epoch())
    with pytest.raises(FaultsError, match="shuffle cannot be set to True: make another trainer"):
        plain.shuffle = True


def test_the_order_depends_on_the_seed_alone(make_trainer):
    orders = [
        batches_of_an_epoch(one_weight_per_sample(make_trainer, batch_size=3, seed=seed))
        for seed in (5, 5, 6)
    ]
    assert orders[0] == orders[1] != orders[2]


@each_optimizer
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_batch_by_batch_is_the_same_epoch_to_the_bit(
    make_classifier, records_agree, optimizer, dtype
):
    whole, stepped = (
        make_classifier(optimizer=optimizer, dtype=dtype, lr=0.01, l2=0.001) for _ in range(2)
    )
    for epoch in range(1, 4):
        record = whole.step_epoch()
        progress = []
        for _ in range(stepped.batches_per_epoch):
            progress.append(stepped.progress)
            assert stepped.epoch == epoch - 1
            stepped.step_batch()
        assert progress == [8 * i / 50 for i in range(7)]
        assert (stepped.epoch, stepped.progress) == (epoch, 0.0)
        np.testing.assert_array_equal(whole.network.flat, stepped.network.flat)
        assert records_agree(record, stepped.history.newest)


def test_step_epoch_finishes_what_step_batch_began(make_classifier):
    whole, stepped = make_classifier(), make_classifier()
    stepped.step_batch()
    stepped.step_batch()
    assert stepped.step_epoch().epoch == 1
    whole.step_epoch()
    np.testing.assert_array_equal(whole.network.flat, stepped.network.flat)


def test_step_batch_returns_the_loss_before_the_step(make_classifier):
    trainer = make_classifier(batch_size=None, l2=0.02)
    before = trainer.history.newest.train_loss
    assert trainer.step_batch() == pytest.approx(before, rel=1e-12)
    assert trainer.history.newest.train_loss < before


# Ways to run


def test_run_is_a_lazy_generator_of_records(make_classifier):
    trainer = make_classifier()
    records = trainer.run(3)
    assert isinstance(records, types.GeneratorType)
    assert trainer.epoch == 0
    assert next(records).epoch == 1
    assert trainer.epoch == 1
    assert [record.epoch for record in records] == [2, 3]
    assert list(trainer.run(0)) == []


def test_train_for_trains_at_least_one_whole_epoch(make_classifier, make_clock):
    trainer, twin = make_classifier(), make_classifier()
    record = trainer.train_for(0.0)
    assert record is trainer.history.newest
    assert (record.epoch, trainer.progress) == (1, 0.0)
    looks = trainer.batches_per_epoch + 3  # with every batch; to begin, to end, to go on
    record = trainer.train_for(3.5 * looks, clock=make_clock(1.0))
    assert record.epoch == trainer.epoch == 1 + 4
    assert record.seconds == trainer.batches_per_epoch + 1
    for _ in range(trainer.epoch):
        twin.step_epoch()
    np.testing.assert_array_equal(trainer.network.flat, twin.network.flat)


def test_patience_leaves_an_epoch_between_batches_and_goes_on_with_it(
    make_classifier, records_agree
):
    patient, whole = make_classifier(), make_classifier()
    calls = 0
    while patient.epoch < 2:
        epoch, progress = patient.epoch, patient.progress
        record = patient.train_for(0.0, patience=0.0, clock=lambda: 7.0)
        calls += 1
        assert record is patient.history.newest
        assert (patient.epoch, patient.progress) > (epoch, progress)
    assert calls == 2 * whole.batches_per_epoch
    list(whole.run(2))
    np.testing.assert_array_equal(patient.network.flat, whole.network.flat)
    assert records_agree(patient.history.newest, whole.history.newest)
