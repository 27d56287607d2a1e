"""``Batches``: the right samples, whatever was asked before, and as few copies as fit."""

import copy
import pickle

import numpy as np
import pytest

from mlpviz.engine import batches
from mlpviz.engine.batches import Batches

X = np.arange(40.0).reshape(20, 2)
Y = -np.arange(20.0)[:, None]
SAMPLE = X[0].nbytes + Y[0].nbytes


@pytest.mark.parametrize("fit", [0, 1, 3, 7, 100])
def test_any_sequence_of_batches_holds_the_samples_of_the_order(monkeypatch, fit):
    monkeypatch.setattr(batches, "BLOCK_BYTES", fit * SAMPLE)
    rng = np.random.default_rng(fit)
    source, order = Batches(X, Y), rng.permutation(20)
    for _ in range(200):
        if rng.random() < 0.1:
            order = rng.permutation(20)
        start = int(rng.integers(20))
        stop = int(rng.integers(start + 1, 21))
        got_X, got_Y = source.batch(order, start, stop)
        np.testing.assert_array_equal(got_X, X[order[start:stop]])
        np.testing.assert_array_equal(got_Y, Y[order[start:stop]])
        assert got_X.flags.c_contiguous
        assert got_X.dtype == X.dtype


@pytest.mark.parametrize(("fit", "copies"), [(0, 5), (4, 5), (8, 3), (20, 1), (1000, 1)])
def test_an_epoch_copies_as_many_samples_at_once_as_fit(monkeypatch, fit, copies):
    monkeypatch.setattr(batches, "BLOCK_BYTES", fit * SAMPLE)
    made = []
    monkeypatch.setattr(
        Batches,
        "_copy",
        lambda self, *args, copy=Batches._copy: (made.append(args), copy(self, *args)),
    )
    source, order = Batches(X, Y), np.random.default_rng(0).permutation(20)
    for start in range(0, 20, 4):
        source.batch(order, start, start + 4)
    assert len(made) == copies
    assert source._X.nbytes <= max(fit, 4) * X[0].nbytes


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda b: pickle.loads(pickle.dumps(b))])
def test_a_copy_goes_on_by_itself(clone):
    source, rng = Batches(X, Y), np.random.default_rng(0)
    first, second = rng.permutation(20), rng.permutation(20)
    source.batch(first, 0, 4)
    twin = clone(source)
    np.testing.assert_array_equal(twin.batch(second, 0, 4)[0], X[second[:4]])
    np.testing.assert_array_equal(source.batch(first, 0, 4)[1], Y[first[:4]])
