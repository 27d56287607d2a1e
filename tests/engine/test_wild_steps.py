"""Wild steps on raw digits, beside a replay by plain loops: finite, or where they broke."""

import numpy as np
import pytest
from scipy import special

from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError

HIDDEN = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "identity": (lambda z: z, np.ones_like),
}


def mse(z, Y):
    return ((z - Y) ** 2).sum() / len(Y), 2 * (z - Y) / len(Y)


def huber(z, Y):
    d = z - Y
    far = np.abs(d) > 1
    return np.where(far, np.abs(d) - 0.5, d * d / 2).sum() / len(Y), np.clip(d, -1, 1) / len(Y)


def cross_entropy(z, Y):
    log_p = special.log_softmax(z, axis=1)
    return -np.where(Y > 0, Y * log_p, 0).sum() / len(Y), (special.softmax(z, axis=1) - Y) / len(Y)


LOSS = {"mse": mse, "huber": huber, "cross_entropy": cross_entropy}


class Sgd:
    """Plain gradient descent."""

    def __init__(self, lr):
        self.lr = lr

    def __call__(self, name, values, gradient):
        return values - self.lr * gradient


class Adam(Sgd):
    """Adam with its defaults, one state per parameter."""

    def __init__(self, lr):
        super().__init__(lr)
        self.state = {}

    def __call__(self, name, values, gradient):
        t, m, s = self.state.get(name, (0, 0.0, 0.0))
        t, m, s = t + 1, 0.9 * m + 0.1 * gradient, 0.999 * s + 0.001 * gradient**2
        self.state[name] = t, m, s
        return values - self.lr * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)


def look(values, operation, layer):
    """Stop at the first array that is not finite."""
    if not np.isfinite(values).all():
        raise FloatingPointError(operation, layer)
    return values


def forward(params, names, X, Y, loss):
    """Activations and delta of the last layer, looking at every array on the way."""
    a, depth = [X], len(names) + 1
    for layer in range(1, depth + 1):
        z = look(a[-1] @ params[f"W{layer}"] + params[f"b{layer}"], "z", layer)
        if layer < depth:
            a.append(look(HIDDEN[names[layer - 1]][0](z), "a", layer))
    value, delta = LOSS[loss](z, Y)
    look(value, "loss", depth)
    return a, delta


def step(params, names, X, Y, loss, update):
    """One step of training with plain formulas."""
    a, delta = forward(params, names, X, Y, loss)
    gradients = {}
    for layer in range(len(names) + 1, 0, -1):
        look(delta, "delta", layer)
        gradients[f"W{layer}"] = look(a[layer - 1].T @ delta, "dW", layer)
        gradients[f"b{layer}"] = look(delta.sum(axis=0), "db", layer)
        if layer > 1:
            z = a[layer - 2] @ params[f"W{layer - 1}"] + params[f"b{layer - 1}"]
            delta = delta @ params[f"W{layer}"].T * HIDDEN[names[layer - 2]][1](z)
    for name in params:
        params[name] = look(update(name, params[name], gradients[name]), name[0], int(name[1]))


def replay(network, train, test, loss, update, batch_size, seed, epochs):
    """(epoch, batch, operation, layer) of the first non-finite array, or None; epoch's start."""
    params = {name: values.copy() for name, values in network.params.items()}
    rng, n = np.random.default_rng(seed), len(train[0])
    for epoch in range(1, epochs + 1):
        start = {name: values.copy() for name, values in params.items()}
        order = np.arange(n) if batch_size is None else rng.permutation(n)
        firsts = range(0, n, batch_size or n)
        where = None
        try:
            for where, first in enumerate(firsts, 1):  # noqa: B007
                rows = order[first : first + (batch_size or n)]
                step(params, network.activations, train[0][rows], train[1][rows], loss, update)
            where = None
            for X, Y in (train, test):
                forward(params, network.activations, X, Y, loss)
        except FloatingPointError as error:
            return (epoch, where, *error.args), start
    return None, params


CASES = [
    (optimizer, lr, hidden, activation, loss, batch_size)
    for optimizer, lr in (("adam", 1.0), ("sgd", 1e6))
    for hidden, activation in (((), "relu"), ((20,), "relu"), ((20,), "tanh"), ((20, 10), "relu"))
    for loss in ("mse", "huber", "cross_entropy")
    for batch_size in (None, 32)
]


@pytest.mark.parametrize(
    ("optimizer", "lr", "hidden", "activation", "loss", "batch_size"), CASES, ids=str
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of the replay; the trainer is quiet
def test_wild_steps_on_raw_digits_stay_finite_or_say_where_they_broke(
    make_trainer, raw_digits, optimizer, lr, hidden, activation, loss, batch_size
):
    output = "softmax" if loss == "cross_entropy" else "identity"
    network = MLP([64, *hidden, 10], activation, output, seed=2)
    update = {"adam": Adam, "sgd": Sgd}[optimizer](lr)
    splits = [split[:2] for split in raw_digits]
    expected, weights = replay(network, *splits, loss, update, batch_size, seed=2, epochs=12)
    choices = {"loss": loss, "optimizer": optimizer, "lr": lr, "batch_size": batch_size}
    trainer = make_trainer(network, *raw_digits, n_classes=10, seed=2, **choices)
    got = None
    with np.errstate(all="raise"):  # the trainer must look, not warn
        try:
            for record in trainer.run(12):
                assert np.isfinite(record.train_loss)
                assert np.isfinite(record.test_loss)
        except NonFiniteError as error:
            got = error.epoch, error.batch, error.origin.operation, error.origin.layer
    assert got == expected
    assert np.isfinite(network.flat).all()
    if expected is not None:
        assert trainer.epoch == expected[0] - 1
        if expected[0] == 1:
            for name, values in weights.items():
                np.testing.assert_array_equal(network.params[name], values)


def test_some_of_the_wild_runs_break_and_some_do_not(make_trainer, raw_digits):
    """Otherwise the test above would prove little."""
    broke = {}
    for loss in ("mse", "huber"):
        trainer = make_trainer(MLP([64, 10]), *raw_digits, n_classes=10, loss=loss, lr=1e6)
        try:
            list(trainer.run(60))
            broke[loss] = False
        except NonFiniteError:
            broke[loss] = True
    assert broke == {"mse": True, "huber": False}
