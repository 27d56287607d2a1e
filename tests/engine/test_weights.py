"""Weights of samples: one of weight w is w samples, in losses, in training and in every measure."""

import numpy as np
import pytest

from mlpviz.engine.evaluation import Split
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.passes import WHOLE, Passes
from mlpviz.engine.trainer import Trainer
from mlpviz.network import MLP

COUNTS = np.array([1, 3, 0, 2, 1, 4, 0, 1, 2, 5])
SUITED = {
    "cross_entropy": ("softmax", 3),
    "binary_cross_entropy": ("sigmoid", 1),
}


def samples(loss, seed=0):
    rng = np.random.default_rng(seed)
    output, k = SUITED.get(loss, ("identity", 2))
    X, labels = rng.normal(size=(len(COUNTS), 3)), rng.integers(max(k, 2), size=len(COUNTS))
    if loss not in SUITED:
        return output, k, X, rng.normal(size=(len(COUNTS), k)), None
    return output, k, X, np.eye(k)[labels] if k > 1 else labels[:, None].astype(float), labels


def trainer(loss, *, repeated, batch_size=None, passes=WHOLE, dtype="float64"):
    output, k, X, Y, labels = samples(loss)
    times, weights = (COUNTS, None) if repeated else (np.ones_like(COUNTS), COUNTS.astype(float))
    X, Y = X.repeat(times, 0), Y.repeat(times, 0)
    split = Split(X, Y, None if labels is None else labels.repeat(times), weights)
    network = MLP([3, 5, k], output=output, seed=1, dtype=dtype)
    return Trainer(
        network,
        split,
        split,
        loss=loss,
        optimizer=OPTIMIZERS["sgd"](network.n_parameters, network.dtype),
        lr=0.1,
        l2=0.01,
        batch_size=batch_size,
        n_classes=None if labels is None else max(k, 2),
        passes=passes,
    )


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_and_its_derivative_are_those_of_repeated_samples(loss):
    _, k, _, Y, _ = samples(loss)
    prediction = np.random.default_rng(1).normal(size=(len(Y), k))
    n = COUNTS.sum()
    value, derivative = LOSSES[loss].f(
        prediction, Y, weights=COUNTS[:, None] / COUNTS.mean()
    )  # fmt: skip
    again, each = LOSSES[loss].f(prediction.repeat(COUNTS, 0), Y.repeat(COUNTS, 0))
    assert value == pytest.approx(again, rel=1e-13)
    owner = np.arange(len(COUNTS)).repeat(COUNTS)
    summed = np.zeros_like(derivative)
    np.add.at(summed, owner, each)
    np.testing.assert_allclose(derivative, summed, rtol=1e-12, atol=1e-15 * n)


@pytest.mark.parametrize("passes", [WHOLE, Passes(rows=3)], ids=["whole", "in passes"])
@pytest.mark.parametrize("loss", LOSSES)
def test_training_and_measures_are_those_of_repeated_samples(loss, passes):
    weighted, repeated = trainer(loss, repeated=False, passes=passes), trainer(loss, repeated=True)
    for _ in range(5):
        ours, theirs = weighted.step_epoch(), repeated.step_epoch()
    np.testing.assert_allclose(weighted.network.flat, repeated.network.flat, rtol=1e-9, atol=1e-12)
    for name in ("train_loss", "train_accuracy", "train_r2", "test_loss", "predicted_share_train"):
        ours_, theirs_ = getattr(ours, name), getattr(theirs, name)
        assert (ours_ is None) == (theirs_ is None)
        if ours_ is not None:
            np.testing.assert_allclose(ours_, theirs_, rtol=1e-9)
    if ours.true_share_train is not None:
        np.testing.assert_allclose(ours.true_share_train, theirs.true_share_train)


def test_a_batch_weighs_its_own_samples_whatever_their_order():
    run = trainer("mse", repeated=False, batch_size=4)
    before = run.network.copy()
    value = run.step_batch()
    rows = run._order[:4]
    weights = COUNTS[rows] / COUNTS[rows].mean()
    split = run.train_split
    expected = before.loss(split.X[rows], split.Y[rows], "mse", 0.01, weights)
    assert value == pytest.approx(expected, rel=1e-12)


def test_a_batch_in_which_nothing_counts_moves_by_l2_alone():
    run = trainer("mse", repeated=False, batch_size=1)
    moved = []
    while run.epoch == 0:
        before = run.network.flat.copy()
        run.step_batch()
        decayed = before - 0.1 * 0.02 * before * run.network._penalty._is_weight
        moved.append(not np.allclose(run.network.flat, decayed, rtol=1e-12, atol=0))
    assert sum(moved) == np.count_nonzero(COUNTS)


def test_float32_stays_float32():
    run = trainer("huber", repeated=False, batch_size=3, dtype="float32")
    run.step_epoch()
    assert run.train_split.weights.dtype == np.float32
    assert run.train_split.batch_weights(None, 0, 3).dtype == np.float32


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (np.ones(3), "shape"),
        (-np.ones(10), r"-1\.0 at sample 0"),
        (np.full(10, np.nan), "nan at sample 0"),
        (np.zeros(10), "no sample counts"),
        (["a"] * 10, "weights"),
    ],
)
def test_weights_that_are_none_are_refused(weights, said):
    output, k, X, Y, _ = samples("mse")
    split = Split(X, Y, None, weights)
    network = MLP([3, 5, k], output=output)
    optimizer = OPTIMIZERS["sgd"](network.n_parameters, network.dtype)
    with pytest.raises(FaultsError, match=said):
        Trainer(network, split, split, loss="mse", optimizer=optimizer, lr=0.1)
