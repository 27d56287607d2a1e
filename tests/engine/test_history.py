"""``History``: bounded records and snapshots however long the run, and exact rewinds."""

import pickle
import re
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.history import History
from mlpviz.engine.network import MLP


@pytest.fixture
def quick(make_trainer):
    """``quick(history, ...) -> Trainer`` whose epochs cost a tenth of a millisecond."""

    def make(history, optimizer="adam", n=3, batch_size=None, sizes=(1, 1)):
        X = np.linspace(-1.0, 1.0, n)[:, None]
        network = MLP(list(sizes), seed=1)
        return make_trainer(
            network,
            (X, 2 * X),
            (X[:2], 2 * X[:2]),
            optimizer=optimizer,
            lr=1e-3,
            batch_size=batch_size,
            history=history,
        )

    return make


def test_every_kept_epoch_of_a_long_run_rewinds_exactly(quick):
    history = History(max_records=100, snapshot_bytes=100_000)
    trainer = quick(history)
    weights = {0: trainer.network.flat.copy()}
    most_kept = 0
    for record in trainer.run(3000):
        weights[record.epoch] = trainer.network.flat.copy()
        assert history.newest is record
        most_kept = max(most_kept, len(history.kept_epochs))
    assert 10 < most_kept <= 100_000 // 4096
    assert len(history.kept_epochs) > most_kept // 3
    assert evenly_spread(history.kept_epochs)
    assert history.kept_epochs[0] == 0
    for epoch in reversed(history.kept_epochs):
        assert trainer.rewind(epoch).epoch == epoch
        np.testing.assert_array_equal(trainer.network.flat, weights[epoch])
        if epoch < 3000:
            trainer.step_epoch()
            np.testing.assert_array_equal(trainer.network.flat, weights[epoch + 1])


def test_tens_of_thousands_of_epochs_stay_bounded(quick):
    trainer = quick(History())
    record, snapshot = trainer.history.newest, trainer.history.rewind(0)
    history = History(max_records=100, snapshot_bytes=100_000)
    sizes = []
    for epoch in range(50_001):
        history.append(replace(record, epoch=epoch))
        if history.wants_snapshot(epoch):
            flat = snapshot.flat + epoch
            history.keep(replace(snapshot, record=history.newest, flat=flat))
        if epoch % 5000 == 4999:
            assert history[-1].epoch == history.newest.epoch == epoch
            sizes.append(len(pickle.dumps(history)))
    epochs = [record.epoch for record in history]
    assert 50 < len(epochs) == len(history) <= 101
    assert epochs[0] == 0
    assert epochs[-1] == 50_000
    assert evenly_spread(epochs)
    assert evenly_spread(history.kept_epochs)
    assert max(sizes) < 200_000  # 100 kB of snapshots and a hundred records
    for epoch in reversed(history.kept_epochs):
        np.testing.assert_array_equal(history.rewind(epoch).flat, snapshot.flat + epoch)


def evenly_spread(epochs):
    """Multiples of one power of two; only the newest may lie off that grid."""
    gaps = np.diff(epochs)
    interval = gaps[0]
    on_grid = (interval & (interval - 1)) == 0 and (gaps[:-1] == interval).all()
    return on_grid and 0 < gaps[-1] <= interval


@pytest.mark.parametrize("max_records", [2, 3, 8])
def test_the_interval_doubles_when_full(quick, max_records):
    history = History(max_records=max_records)
    trainer = quick(history)
    interval = 1
    for epoch in range(1, 70):
        trainer.step_epoch()
        while epoch // interval + 1 > max_records:
            interval *= 2
        expected = list(range(0, epoch + 1, interval))
        expected += [epoch] if epoch % interval else []
        assert [record.epoch for record in history] == expected
        assert len(history) == len(expected)
        assert history[-1] is history.newest
        assert history[0].epoch == 0


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize(
    ("n", "sizes", "epochs"),
    [(3, (1, 1), 600), (5000, (1, 2, 1), 200), (3, (1, *[2] * 14, 1), 300)],
    ids=["tiny", "many samples", "many layers"],
)
def test_snapshots_stay_within_their_budget(quick, optimizer, n, sizes, epochs):
    """Whatever is large: the weights, the samples (their order) or the record."""
    budget = 200_000
    history = History(max_records=2, snapshot_bytes=budget)
    trainer = quick(history, optimizer, n, batch_size=max(2, n // 2), sizes=sizes)
    list(trainer.run(epochs))
    assert len(history.kept_epochs) >= 2
    assert len(pickle.dumps(history)) < budget + 20_000  # the two records beside the snapshots


def test_at_least_two_snapshots_are_kept(quick):
    history = History(snapshot_bytes=1)
    trainer = quick(history)
    for epoch in range(1, 40):
        trainer.step_epoch()
        assert 1 <= len(history.kept_epochs) <= 2
        assert history.kept_epochs[0] == 0
        assert history.kept_epochs[-1] > epoch / 4 or epoch < 2


def test_an_epoch_that_is_not_kept_names_the_nearest(quick):
    history = History(snapshot_bytes=10 * 5000)
    trainer = quick(history)
    list(trainer.run(100))
    kept = history.kept_epochs
    step = kept[1] - kept[0]
    assert step > 1
    flat = trainer.network.flat.copy()
    with pytest.raises(KeyError) as error:
        trainer.rewind(step * 2 + 1)
    numbers = [int(number) for number in re.findall(r"\d+", str(error.value))]
    assert numbers == [step * 2 + 1, step * 2, step * 3]
    for epoch in (-1, 101, 10**9):
        with pytest.raises(KeyError, match=str(kept[0] if epoch < 0 else kept[-1])):
            trainer.rewind(epoch)
    assert trainer.epoch == 100
    np.testing.assert_array_equal(trainer.network.flat, flat)


def test_the_parameters_of_kept_epochs_can_be_read_without_rewinding(quick):
    history = History(snapshot_bytes=20 * 5000)
    trainer = quick(history)
    weights = {0: trainer.network.flat.copy()}
    weights |= {record.epoch: trainer.network.flat.copy() for record in trainer.run(60)}
    assert 2 < len(history.kept_epochs) < 60
    for epoch in history.kept_epochs:
        np.testing.assert_array_equal(history.parameters(epoch), weights[epoch])
        assert history.record(epoch).epoch == epoch
    with pytest.raises(ValueError, match="read-only"):
        history.parameters(history.kept_epochs[1])[0] = 0.0
    with pytest.raises(KeyError, match=f"epoch = 61: .* nearest: .*{history.kept_epochs[-1]}"):
        history.parameters(61)
    assert trainer.epoch == 60


def test_an_epoch_that_is_trained_anew_has_other_parameters(quick):
    history = History()
    trainer = quick(history)
    list(trainer.run(3))
    second, third = history.parameters(2), history.parameters(3)
    trainer.rewind(2)
    assert history.parameters(2) is second
    trainer.change(lr=1e-2)
    trainer.step_epoch()
    assert history.parameters(3) is not third
    assert not np.array_equal(history.parameters(3), third)


def test_rewinding_forgets_what_came_later(quick):
    history = History()
    trainer = quick(history)
    list(trainer.run(6))
    trainer.rewind(2)
    assert [record.epoch for record in history] == [0, 1, 2]
    assert history.kept_epochs == (0, 1, 2)
    trainer.step_epoch()
    assert [record.epoch for record in history] == [0, 1, 2, 3]


def test_rewinding_to_a_snapshot_whose_record_was_thinned_out(quick):
    history = History(max_records=4)
    trainer = quick(history)
    list(trainer.run(20))
    assert 3 not in [record.epoch for record in history]
    assert trainer.rewind(3).epoch == 3
    assert history.newest.epoch == history[-1].epoch == 3
    assert all(record.epoch <= 3 for record in history)
    trainer.step_epoch()
    assert history.newest.epoch == 4


def test_it_reads_like_a_sequence(quick):
    history = History()
    trainer = quick(history)
    list(trainer.run(4))
    assert [record.epoch for record in history] == [0, 1, 2, 3, 4]
    assert history[-2].epoch == 3
    assert [record.epoch for record in history[1:3]] == [1, 2]
    with pytest.raises(IndexError):
        history[5]
    losses = [record.train_loss for record in history]
    np.testing.assert_array_equal(history.column("train_loss"), losses)
    assert np.isnan(history.column("train_accuracy")).all()
    with pytest.raises(FaultsError, match="Did you mean 'train_loss'"):
        history.column("trian_loss")


def test_an_empty_history_says_so():
    history = History()
    assert len(history) == 0
    assert list(history) == []
    assert history.kept_epochs == ()
    with pytest.raises(IndexError, match="empty"):
        history.newest  # noqa: B018
    with pytest.raises(KeyError, match="none"):
        history.rewind(0)


def test_fewer_than_two_records_are_refused():
    with pytest.raises(ValueError, match="max_records = 1"):
        History(max_records=1)


def test_it_pickles(quick):
    history = History()
    list(quick(history).run(3))
    twin = pickle.loads(pickle.dumps(history))
    assert twin.kept_epochs == history.kept_epochs
    np.testing.assert_array_equal(twin.column("train_loss"), history.column("train_loss"))
