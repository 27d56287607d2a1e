"""Where a run stood is kept within bounds, and is the same to the bit."""

import numpy as np
import pytest

from mlpviz import RunConfig
from mlpviz.run import Trainer
from mlpviz.workbench.train.kept_run import RECORDS, SNAPSHOTS, KeptRun

CONFIG = RunConfig(dataset="moons", dataset_options={"n_samples": 40}, hidden_sizes=(3,), lr=0.3)


@pytest.fixture(scope="module")
def run():
    """A run that is long enough to be thinned, with a change on its way."""
    trainer = Trainer(CONFIG)
    list(trainer.run(RECORDS))
    trainer.change(lr=0.1)
    list(trainer.run(53))
    return trainer


def opened(kept):
    trainer = Trainer(CONFIG)
    kept.resume(trainer)
    return trainer


def test_it_goes_on_to_the_same_bits(run):
    again = opened(KeptRun.of(run, 1e7))
    assert (again.epoch, again.lr) == (run.epoch, 0.1)
    np.testing.assert_array_equal(again.network.flat, run.network.flat)
    assert again.history.newest == run.history.newest
    assert again.history.changes == run.history.changes
    ahead = run.twin()
    list(ahead.run(2))
    list(again.run(2))
    np.testing.assert_array_equal(again.network.flat, ahead.network.flat)


def test_its_history_is_thinned_evenly(run):
    again = opened(KeptRun.of(run, 1e7))
    assert len(again.history) <= RECORDS
    kept = again.history.kept_epochs
    assert len(kept) <= SNAPSHOTS
    assert len({*np.diff(kept)}) == 1, "the slider goes by even steps"
    assert kept[0] == 0, "Reset goes there"
    list(again.run(200))
    assert len({*np.diff(again.history.kept_epochs)}) == 1


def test_its_weights_stay_within_the_bytes_allowed_or_are_left_out(run):
    most = 5 * run.moment().nbytes
    kept = KeptRun.of(run, most)
    assert kept is not None
    assert sum(snapshot.nbytes for snapshot in (*kept.history.snapshots, kept.moment)) <= most
    assert kept.nbytes < KeptRun.of(run, 1e7).nbytes
    assert KeptRun.of(run, 1.0) is None
