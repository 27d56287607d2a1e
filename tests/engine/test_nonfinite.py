"""Non-finite numbers: where the first one came from, and that nothing is lost.

The origin is checked against an independent replay: the same steps with plain formulas in the
order in which they are computed, every array looked at.
"""

import pickle
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.evaluation import Split
from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError, Origin
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.trainer import Trainer

# The smallest network for each origin: sizes, parameters, X, Y, and what must be named.
BIG = {
    "z": ([1, 1, 1], "tanh", {"W1": 1e200}, 1e200, 0.0, Origin("z", 1)),
    "z of the second layer": (
        [1, 1, 1],
        "identity",
        {"W1": 1e200, "W2": 1e200},
        1.0,
        0.0,
        Origin("z", 2),
    ),
    "loss": ([1, 1], "tanh", {}, 1.0, 1e200, Origin("loss", 1)),
    "delta": ([1, 1, 1], "tanh", {"W2": 1e200}, 0.0, 1e150, Origin("delta", 1)),
    "dW": ([1, 1], "tanh", {}, 1e200, 1e150, Origin("dW", 1)),
    "dW of both layers": (  # the backward pass comes to the last layer first
        [1, 1, 1],
        "identity",
        {"W1": 1e-50, "W2": 1e-60},
        1e250,
        1e150,
        Origin("dW", 2),
    ),
    "db": ([1, 1, 1], "tanh", {"W2": 0.25e159}, 0.0, 1e150, Origin("db", 1)),
    "update": ([1, 1], "tanh", {}, 1e150, 1e150, Origin("W", 1)),
}


@pytest.fixture
def broken(make_trainer):
    """``broken(key, **choices) -> Trainer`` about to meet a number that is not finite."""

    def make(key, n=1, **choices):
        sizes, activation, params, x, y, _ = BIG[key]
        network = MLP(sizes, activation, init="zeros")
        for name, value in params.items():
            network.params[name][...] = value
        data = np.full((n, 1), x), np.full((n, 1), y)
        return make_trainer(network, data, data, lr=1e9, **choices)

    return make


@pytest.mark.parametrize("key", BIG)
@pytest.mark.parametrize("way", ["step_epoch", "step_batch", "train_for"])
def test_every_origin_is_named_and_nothing_moves(broken, key, way):
    trainer = broken(key, n=100 if key == "db" else 1)  # db: a hundred finite deltas of 5e306
    before = trainer.network.flat.copy()
    for _ in range(2):  # and again: the state really is the one from before
        with pytest.raises(NonFiniteError) as error:
            getattr(trainer, way)(*([0.0] if way == "train_for" else []))
        assert error.value.origin == BIG[key][-1]
        assert (error.value.epoch, error.value.batch, error.value.lr) == (1, 1, 1e9)
        np.testing.assert_array_equal(trainer.network.flat, before)
        assert (trainer.epoch, trainer.progress) == (0, 0.0)
        assert len(trainer.history) == 1


def test_an_activation_that_overflows_is_named(make_trainer, monkeypatch):
    row = ACTIVATIONS["identity"]._replace(f=np.exp, df=lambda z, a, out: np.positive(a, out))
    monkeypatch.setitem(ACTIVATIONS, "exp", row)
    network = MLP([1, 1, 1], "exp", init="zeros")
    network.params["W1"][...] = 1000.0
    data = np.ones((3, 1)), np.zeros((3, 1))
    trainer = make_trainer(network, data, data)
    with pytest.raises(NonFiniteError) as error:
        trainer.step_epoch()
    assert error.value.origin == Origin("a", 1)


def test_float32_overflows_where_float64_does_not(make_trainer):
    data = np.full((2, 1), 1.0), np.full((2, 1), 1e25)
    for dtype in ("float32", "float64"):
        network = MLP([1, 2, 1], dtype=dtype)
        trainer = make_trainer(network, data, data, lr=1e-3)
        if dtype == "float64":
            assert trainer.step_epoch().train_loss > 1e40
        else:
            with pytest.raises(NonFiniteError) as error:
                trainer.step_epoch()
            assert error.value.origin == Origin("loss", 2)


def test_a_loss_that_only_the_evaluation_meets(make_trainer):
    """The one step is finite; the weights it leads to give an infinite loss."""
    data = np.ones((2, 1)), np.full((2, 1), 1e150)
    trainer = make_trainer(MLP([1, 1], init="zeros"), data, data, lr=1e9)
    with pytest.raises(NonFiniteError) as error:
        trainer.step_epoch()
    assert (error.value.epoch, error.value.batch) == (1, None)
    assert error.value.origin == Origin("loss", 1)
    assert "evaluation" in str(error.value)
    assert not trainer.network.flat.any()


def test_the_test_split_is_looked_at_too(make_trainer):
    network = MLP([1, 1], init="zeros")
    train, test = (np.full((2, 1), x) for x in (1.0, 1e200))
    trainer = make_trainer(network, (train, train), (test, np.zeros((2, 1))), lr=0.1)
    with pytest.raises(NonFiniteError) as error:
        trainer.step_epoch()
    assert (error.value.batch, error.value.origin) == (None, Origin("loss", 1))


def test_an_infinity_that_tanh_hides_is_found(make_trainer):
    """z overflows, a = 1 and the loss look harmless."""
    network = MLP([1, 1, 1])
    network.params["W1"] = [[1e200]]
    data = np.array([[1e200]]), np.array([[0.5]])
    trainer = make_trainer(network, data, data, lr=1e-3)
    assert np.isfinite(trainer.history.newest.train_loss)
    with pytest.raises(NonFiniteError) as error:
        trainer.step_epoch()
    assert error.value.origin == Origin("z", 1)


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam", "adamw"])
def test_an_optimiser_state_that_overflows_is_found(make_trainer, optimizer):
    """g^2 = inf makes every further update 0: training would stand still and not say why."""
    data = np.array([[1e120]]), np.array([[1e120]])
    trainer = make_trainer(MLP([1, 1], init="zeros"), data, data, optimizer=optimizer)
    with pytest.raises(NonFiniteError, match="state") as error:
        trainer.step_epoch()
    assert error.value.origin.layer == 1
    assert np.isfinite(trainer.optimizer.state["mean_square"]).all()


def test_the_batch_is_counted_within_the_epoch(make_trainer):
    """One sample of forty is too large; the batch that holds it is named, in every epoch."""
    n, seed = 40, 4
    X, Y = np.eye(n), np.zeros((n, 1))
    for poison in (3, 17, 39):
        Y[:] = 1.0
        order = np.random.default_rng(seed).permutation(n)
        expected = int(np.flatnonzero(order == poison)[0]) // 8 + 1
        Y[poison] = 1e200
        trainer = make_trainer(
            MLP([n, 1], bias=False), (X, Y), (X[:1], Y[:1] * 0), batch_size=8, seed=seed
        )
        with pytest.raises(NonFiniteError) as error:
            trainer.step_epoch()
        assert error.value.batch == expected
        for batch in range(1, expected):
            trainer.step_batch()
            assert trainer.progress == batch * 8 / n
        with pytest.raises(NonFiniteError) as error:
            trainer.step_batch()
        assert error.value.batch == expected
        assert trainer.progress == (expected - 1) * 8 / n


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"])
def test_training_goes_on_as_if_the_failed_epoch_had_never_been(
    make_classifier, records_agree, optimizer
):
    failed, spared = (make_classifier(optimizer=optimizer, lr=0.01) for _ in range(2))
    for trainer in (failed, spared):
        list(trainer.run(2))
    clean = failed.train_split.X.copy()
    failed.train_split.X[13] = np.inf  # so is z wherever this sample comes
    with pytest.raises(NonFiniteError) as error:
        failed.step_epoch()
    assert error.value.epoch == 3
    assert error.value.origin.operation == "z"
    assert [record.epoch for record in failed.history] == [0, 1, 2]
    np.testing.assert_array_equal(failed.network.flat, spared.network.flat)
    for name, values in spared.optimizer.state.items():
        np.testing.assert_array_equal(failed.optimizer.state[name], values)
    failed.train_split.X[...] = clean
    for _ in range(3):
        assert records_agree(failed.step_epoch(), spared.step_epoch())
    np.testing.assert_array_equal(failed.network.flat, spared.network.flat)


def test_a_lower_learning_rate_mends_it(make_trainer, raw_digits):
    network = MLP([64, 20, 10], "identity", seed=2)
    trainer = make_trainer(
        network, *raw_digits, n_classes=10, loss="mse", lr=1e6, batch_size=32, seed=2
    )
    with pytest.raises(NonFiniteError, match="epoch 1,"):
        list(trainer.run(5))
    trainer.change(lr=1e-4)
    start = trainer.history.newest.train_loss
    losses = [record.train_loss for record in trainer.run(60)]
    assert losses[-1] < 0.1 * losses[0] < 0.1 * start


def test_a_failed_run_can_be_rewound(make_classifier):
    trainer = make_classifier()
    list(trainer.run(3))
    trainer.change(lr=1e9, l2=100.0)
    with pytest.raises(NonFiniteError):
        list(trainer.run(200))
    trainer.rewind(1)
    assert (trainer.epoch, trainer.lr) == (1, 0.1)
    assert trainer.step_epoch().epoch == 2


def test_the_message_says_where_and_what_to_do(broken):
    with pytest.raises(ArithmeticError) as error:
        broken("dW").step_epoch()
    message = str(error.value)
    for words in ("cannot start", "dW", "layer 1", "initial weights"):
        assert words in message
    later = NonFiniteError(2, 3, Origin("dW", 1), 1e9)
    for words in ("dW", "layer 1", "epoch 2", "batch 3", "learning rate", "1e+9", "1e+8"):
        assert words in str(later)
    twin = pickle.loads(pickle.dumps(error.value))
    assert (str(twin), twin.origin) == (message, error.value.origin)


def test_a_batch_is_counted_with_a_separator():
    assert "(epoch 3, batch 1,200)" in str(NonFiniteError(3, 1200, Origin("z", 1), 0.1))


def test_a_finite_run_costs_no_replay(make_classifier, monkeypatch):
    """The watch must not double the work: the training samples pass once per epoch."""
    seen = []
    row = ACTIVATIONS["tanh"]
    counting = SimpleNamespace(f=lambda z, out=None: (seen.append(len(z)), row.f(z, out))[1])
    monkeypatch.setitem(ACTIVATIONS, "tanh", row._replace(f=counting.f))
    trainer = make_classifier()
    seen.clear()
    list(trainer.run(3))
    assert sum(seen) == 3 * (50 + 50 + 23)
    assert all(a > 0 for a, _ in pairwise(seen))


def test_a_slice_of_an_epoch_ends_in_a_state_to_go_back_to():
    """An overflow in Adam's state alone must not pass as the good state of the next slice."""
    X = np.full((4, 1), 1e10, np.float32)
    network = MLP([1, 1], output="identity", dtype="float32", seed=0)
    split = Split(X, np.zeros_like(X), None)
    adam = OPTIMIZERS["adam"](network.n_parameters, np.float32)
    trainer = Trainer(network, split, split, loss="mse", optimizer=adam, lr=0.1, batch_size=1)
    with pytest.raises(NonFiniteError):
        trainer.train_for(0.0, patience=0.0)
    assert all(np.isfinite(array).all() for array in adam.state.values())
    assert np.isfinite(network.flat).all()
