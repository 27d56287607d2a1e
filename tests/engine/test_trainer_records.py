"""``Trainer``: what it records of an epoch, against scikit-learn and by hand."""

import copy
import math

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, r2_score

from mlpviz.engine import evaluation
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP


def test_the_record_of_a_classifier_against_scikit_learn(make_classifier, clouds):
    trainer = make_classifier(lr=0.2, l2=0.01)
    list(trainer.run(5))
    record, network = trainer.history.newest, trainer.network
    penalty = 0.01 * sum((network.params[name] ** 2).sum() for name in ("W1", "W2"))
    for split, seed, n in (("train", 0, 50), ("test", 1, 23)):
        X, _, labels = clouds(n, seed)
        p = network.forward(X).copy()
        predicted = p.argmax(axis=1)
        loss = log_loss(labels, p, labels=range(3)) + penalty
        assert getattr(record, f"{split}_loss") == pytest.approx(loss, rel=1e-12)
        accuracy = getattr(record, f"{split}_accuracy")
        assert accuracy == accuracy_score(labels, predicted)
        for which, classes in (("predicted", predicted), ("true", labels)):
            share = getattr(record, f"{which}_share_{split}")
            np.testing.assert_allclose(share, [np.mean(classes == c) for c in range(3)])
        assert getattr(record, f"{split}_r2") is None
    assert 1 / 3 < record.test_accuracy < 1
    assert (record.epoch, record.lr) == (5, 0.2)
    assert 0 < record.seconds < 10


def test_the_record_of_a_regression_against_scikit_learn(make_trainer):
    rng = np.random.default_rng(0)
    X, test_X = rng.normal(size=(40, 3)), rng.normal(size=(15, 3))
    target = rng.normal(size=(3, 2))
    Y, test_Y = X @ target, test_X @ target + 0.1
    network = MLP([3, 4, 2], "tanh")
    trainer = make_trainer(network, (X, Y), (test_X, test_Y), batch_size=16, lr=0.05)
    record = list(trainer.run(4))[-1]
    assert record.train_r2 == pytest.approx(r2_score(Y, network.forward(X)), rel=1e-12)
    assert record.test_r2 == pytest.approx(r2_score(test_Y, network.forward(test_X)), rel=1e-12)
    assert 0 < record.train_r2 < 1
    squared = ((network.forward(test_X) - test_Y) ** 2).sum(axis=1).mean()
    assert record.test_loss == pytest.approx(squared, rel=1e-12)
    assert record.train_accuracy is record.test_accuracy is None
    assert record.predicted_share_train is record.predicted_share_test is None
    assert record.true_share_train is record.true_share_test is None


def test_an_output_that_never_varies_counts_zero(make_trainer):
    X = np.array([[0.0], [1.0], [2.0]])
    Y = np.hstack([X, np.ones_like(X)])
    network = MLP([1, 2], init="zeros")
    network.params["W1"] = [[1.0, 0.0]]
    record = make_trainer(network, (X, Y), (X, Y)).history.newest
    assert record.train_r2 == 0.5  # (1 + 0) / 2


@pytest.mark.parametrize(
    ("output", "threshold", "expected"),
    [("sigmoid", 0.5, [0, 0, 1]), ("sigmoid", 0.1, [0, 1, 1]), ("identity", 0.0, [0, 0, 1])],
)
def test_one_output_tells_two_classes_apart_at_the_threshold(
    make_trainer, output, threshold, expected
):
    network = MLP([1, 1], output=output, init="zeros")
    network.params["W1"] = [[1.0]]
    X = np.array([[-3.0], [-1.0], [2.0]])
    labels = np.array(expected)
    split = X, labels[:, None].astype(float), labels
    trainer = make_trainer(network, split, split, n_classes=2, threshold=threshold)
    record = trainer.history.newest
    assert record.train_accuracy == 1.0
    np.testing.assert_allclose(record.predicted_share_train[1], np.mean(expected))


def test_epoch_zero_is_the_untrained_network(make_classifier):
    trainer = make_classifier()
    record = trainer.history.newest
    assert (record.epoch, len(trainer.history), record.seconds) == (0, 1, 0.0)
    loss = trainer.network.loss(trainer.train_split.X, trainer.train_split.Y, "cross_entropy")
    assert record.train_loss == pytest.approx(loss)
    for norms in (record.grad_norm, record.update_norm):
        assert norms.keys() == trainer.network.params.keys()
        assert all(math.isnan(norm) for norm in norms.values())
    assert all(norm > 0 for name, norm in record.param_norm.items() if name[0] == "W")


@pytest.mark.parametrize("batch_size", [None, 8])
def test_norms_are_those_of_the_last_step(make_classifier, batch_size):
    trainer = make_classifier(batch_size=batch_size, optimizer="momentum", lr=0.05)
    list(trainer.run(2))
    for _ in range(trainer.batches_per_epoch - 1):
        trainer.step_batch()
    before = {name: values.copy() for name, values in trainer.network.params.items()}
    velocity = trainer.optimizer.state["velocity"].copy()
    trainer.step_batch()
    record = trainer.history.newest
    gradient = trainer.network.named(trainer.optimizer.state["velocity"] - 0.9 * velocity)
    for name, values in trainer.network.params.items():
        assert record.param_norm[name] == pytest.approx(np.linalg.norm(values))
        update = np.linalg.norm(values - before[name])
        assert record.update_norm[name] == pytest.approx(update, rel=1e-9)
        assert record.grad_norm[name] == pytest.approx(np.linalg.norm(gradient[name]), rel=1e-9)


def test_dead_and_saturated_units_of_hand_made_nets(make_trainer):
    X = np.linspace(0.5, 2.5, 20)[:, None]
    Y = np.zeros_like(X)

    def health(activation, W, b):
        network = MLP([1, len(b), 1], activation)
        network.params["W1"], network.params["b1"] = [W], b
        record = make_trainer(network, (X, Y), (-X, Y)).history.newest
        return record.dead_share, record.saturated_share

    # z = w x + b: on for all, off for all, off for all, on for the largest x alone
    assert health("relu", [1.0, -1.0, 1.0, 1.0], [0.0, 0.0, -3.0, -2.45]) == ((0.5,), (0.0,))
    # tanh z for z in 5..25, -25..-5, 0.05..0.25; the last is beyond ±2.18 on 18 samples of 20
    assert health("tanh", [10.0, -10.0, 0.1, 3.2], [0.0] * 4) == ((0.0,), (0.5,))
    # the sigmoid needs |z| > 4.36; no unit of it is ever exactly 0
    assert health("sigmoid", [10.0, -10.0, 1.0, 0.0], [0.0] * 4) == ((0.0,), (0.5,))
    # elu saturates on the left only
    assert health("elu", [10.0, -10.0], [0.0] * 2) == ((0.0,), (0.5,))
    # a unit whose incoming weights are all 0 is off as well
    assert health("tanh", [0.0, 1.0], [0.0] * 2) == ((0.5,), (0.0,))


def test_saturated_means_on_more_than_95_percent_of_the_samples(make_trainer):
    for n_flat, expected in ((19, 0.0), (20, 1.0)):
        X = np.array([[10.0]] * n_flat + [[0.1]] * (20 - n_flat))
        network = MLP([1, 1, 1])
        network.params["W1"] = [[1.0]]
        trainer = make_trainer(network, (X, X), (X, X))
        assert trainer.history.newest.saturated_share == (expected,)


def test_health_is_per_hidden_layer_over_the_training_split(make_trainer):
    network = MLP([1, 2, 4, 1], ["relu", "tanh"])
    network.params["W1"] = [[1.0, -1.0]]
    network.params["W2"] = np.full((2, 4), 50.0)
    X = np.linspace(1.0, 2.0, 10)[:, None]
    trainer = make_trainer(network, (X, X), (-X, X))
    record = trainer.history.newest
    assert record.dead_share == (0.5, 0.0)
    assert record.saturated_share == (0.0, 1.0)
    linear = make_trainer(MLP([1, 1]), (X, X), (X, X)).history.newest
    assert linear.dead_share == linear.saturated_share == ()


def test_the_test_split_never_influences_training(make_trainer, clouds):
    weights = []
    for seed, n in ((1, 23), (2, 7)):
        network = MLP([4, 5, 3], output="softmax")
        trainer = make_trainer(
            network,
            clouds(50, seed=0),
            clouds(n, seed),
            loss="cross_entropy",
            optimizer="adam",
            batch_size=8,
            n_classes=3,
        )
        list(trainer.run(4))
        weights.append((network.flat.copy(), trainer.history.newest.train_loss))
    np.testing.assert_array_equal(weights[0][0], weights[1][0])
    assert weights[0][1] == weights[1][1]


@pytest.mark.parametrize("batch_size", [None, 8])
def test_evaluation_is_one_forward_pass_per_split(make_classifier, monkeypatch, batch_size):
    seen = []
    row = ACTIVATIONS["tanh"]

    def counting(z, out=None):
        seen.append(len(z))
        return row.f(z, out)

    monkeypatch.setitem(ACTIVATIONS, "tanh", row._replace(f=counting))
    trainer = make_classifier(batch_size=batch_size)
    assert sum(seen) == 50 + 23
    seen.clear()
    trainer.step_epoch()
    assert sum(seen) == 50 + (50 + 23)  # the steps; the evaluation


def test_evaluation_in_chunks_gives_the_same_record(make_classifier, monkeypatch):
    whole = make_classifier(activation="relu", l2=0.01).step_epoch()
    monkeypatch.setattr(evaluation, "CHUNK_BYTES", 2000)
    trainer = make_classifier(activation="relu", l2=0.01)
    sizes = [len(X) for X, *_ in evaluation.chunks(trainer.network, trainer.train_split)]
    assert len(sizes) > 3
    assert sum(sizes) == 50
    chunked = trainer.step_epoch()
    for split in ("train", "test"):
        loss = getattr(whole, f"{split}_loss")
        assert getattr(chunked, f"{split}_loss") == pytest.approx(loss, rel=1e-13)
        share = getattr(whole, f"predicted_share_{split}")
        np.testing.assert_array_equal(getattr(chunked, f"predicted_share_{split}"), share)
    assert chunked.train_accuracy == whole.train_accuracy
    assert chunked.dead_share == whole.dead_share
    assert chunked.saturated_share == whole.saturated_share


def test_records_are_frozen_and_keep_their_numbers(make_classifier):
    trainer = make_classifier()
    record = trainer.step_epoch()
    kept = copy.deepcopy(record)
    with pytest.raises(AttributeError):
        record.train_loss = 0.0
    list(trainer.run(3))
    np.testing.assert_array_equal(record.predicted_share_train, kept.predicted_share_train)
    assert record.param_norm == kept.param_norm
