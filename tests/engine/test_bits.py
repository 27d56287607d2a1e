"""The engine's fast loops against the plainest ones that say the same: equal to the last bit.

Both run on the machine at hand, through the same products and functions of NumPy, so that nothing
hangs on its kernels. What is fast must not be another number: copies, repeated biases, buffers and
views may change when something is computed, never what.
"""

import numpy as np
import pytest

from mlpviz.engine import batches
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS


def forward(network, params, X):
    """z and a of every layer; the output function is not applied."""
    z, a = [], [X]
    for layer in range(1, len(network.sizes)):
        z.append(a[-1].dot(params[f"W{layer}"]))
        if network.bias:
            z[-1] = z[-1] + params[f"b{layer}"]
        if layer < len(network.sizes) - 1:
            a.append(ACTIVATIONS[network.activations[layer - 1]].f(z[-1]))
    return z, a


def loss_and_delta(network, logits, Y, loss):
    """Value of the loss without L2, and d loss / d logits."""
    if LOSSES[loss].fused:
        return LOSSES[loss].f(logits, Y)
    output = OUTPUTS[network.output]
    a = output.f(logits)
    value, delta = LOSSES[loss].f(a, Y)
    return value, delta * output.activation.df(logits, a)


def gradient(network, params, X, Y, loss, l2):
    """The gradient as one vector, by the textbook."""
    z, a = forward(network, params, X)
    _, delta = loss_and_delta(network, z[-1], Y, loss)
    grads = {}
    for layer in range(len(z), 0, -1):
        grads[f"W{layer}"] = a[layer - 1].T.dot(delta) + params[f"W{layer}"] * (2.0 * l2)
        grads[f"b{layer}"] = np.ones(len(X), X.dtype).dot(delta)
        if layer > 1:
            df = ACTIVATIONS[network.activations[layer - 2]].df
            delta = delta.dot(params[f"W{layer}"].T) * df(z[layer - 2], a[layer - 1])
    return np.concatenate([grads[name].ravel() for name in params])


def plain_training(network, X, Y, loss, optimizer, lr, l2, batch_size, seed, epochs):
    """Parameters after every epoch, batch by batch as anyone would write it."""
    n, flat = len(X), network.flat.copy()
    rng, rule = np.random.default_rng(seed), OPTIMIZERS[optimizer](flat.size, flat.dtype)
    for _ in range(epochs):
        order = np.arange(n) if (batch_size or n) >= n else rng.permutation(n)
        for start in range(0, n, batch_size or n):
            batch = order[start : start + (batch_size or n)]
            params = network.named(flat)
            rule.step(flat, gradient(network, params, X[batch], Y[batch], loss, l2), lr)
        yield flat.copy()


SIZES = [
    (2, 4, 2, 1),
    (2, 8, 8, 1),
    (7, 8, 8, 8, 8, 8, 8, 1),
    (3, 60, 4),
]  # the last: more than FEW
LOSS_OF = {1: [("mse", "identity"), ("huber", "tanh"), ("binary_cross_entropy", "sigmoid")]}
LOSS_OF[4] = [("mse", "sigmoid"), ("cross_entropy", "softmax")]
CASES = [
    (sizes, loss, output, batch_size)
    for sizes in SIZES
    for loss, output in LOSS_OF[sizes[-1]]
    for batch_size in (None, 10, 45)  # of 83 samples: the last batch is smaller
]
ACTIVATION_OF = dict(zip(range(len(CASES)), list(ACTIVATIONS) * 5, strict=False))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", range(len(CASES)), ids=lambda i: "-".join(map(str, CASES[i])))
def test_training_gives_the_bits_of_plain_loops(make_trainer, dtype, case):
    sizes, loss, output, batch_size = CASES[case]
    rng, k = np.random.default_rng(case), sizes[-1]
    X = rng.normal(size=(83, sizes[0])).astype(dtype)
    Y = rng.random((83, k)).astype(dtype)
    network = MLP(
        sizes,
        ACTIVATION_OF[case],
        output,
        bias=case % 5 != 4,
        bias_std=0.3,
        seed=case,
        dtype=dtype,
    )
    choices = {"loss": loss, "optimizer": list(OPTIMIZERS)[case % 6], "lr": 0.01}
    choices |= {"l2": 0.001 * (case % 2), "batch_size": batch_size, "seed": case}
    expected = plain_training(network, X, Y, epochs=4, **choices)
    trainer = make_trainer(network.copy(), (X, Y), (X[:20], Y[:20]), **choices)
    for flat in expected:
        record = trainer.step_epoch()
        np.testing.assert_array_equal(trainer.network.flat, flat)
        params = network.named(flat)
        penalty = trainer.network.penalty(choices["l2"])
        for split, m in (("train", 83), ("test", 20)):
            z, _ = forward(network, params, X[:m])
            value, _ = loss_and_delta(network, z[-1], Y[:m], loss)
            assert getattr(record, f"{split}_loss") == value * m / m + penalty
            a = OUTPUTS[output].f(z[-1])
            spread = ((Y[:m] - Y[:m].mean(axis=0)) ** 2).sum(axis=0).astype(float)
            r2 = np.mean(1.0 - ((a - Y[:m]) ** 2).sum(axis=0).astype(float) / spread)
            assert getattr(record, f"{split}_r2") == r2
        for name, norm in record.param_norm.items():
            assert norm == np.sqrt(float(params[name].ravel().dot(params[name].ravel())))


def test_both_ways_to_add_a_bias_are_among_these_cases():
    ways = set()
    for sizes, *_ in CASES:
        network = MLP(sizes)
        for n in (10, 83):
            network.forward(np.zeros((n, sizes[0])))
            ways.add(network.buffers.bias_places is None)
    assert ways == {True, False}


@pytest.mark.parametrize("block", [1, 300, 2000, 10**6])
@pytest.mark.parametrize("batch_size", [7, 10])
def test_how_many_samples_are_copied_together_changes_nothing(
    make_classifier, records_agree, monkeypatch, block, batch_size
):
    once = make_classifier(batch_size=batch_size)
    monkeypatch.setattr(batches, "BLOCK_BYTES", block)
    often = make_classifier(batch_size=batch_size)
    for _ in range(3):
        assert records_agree(once.step_epoch(), often.step_epoch())
    for trainer in (once, often):
        trainer.step_batch()
        trainer.change(batch_size=9)
        trainer.step_epoch()
        trainer.step_batch()
        trainer.rewind(2)
        trainer.step_epoch()
        trainer.step_epoch()
    assert records_agree(once.history.newest, often.history.newest)
    np.testing.assert_array_equal(once.network.flat, often.network.flat)
