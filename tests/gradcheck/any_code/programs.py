"""Programs with gradients of their own, as anyone writes them."""

import itertools

import numpy as np

# A student's NumPy network: every function with its derivative, from z and a.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0).astype(z.dtype)),
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda z, a: a * (1 - a)),
    "softplus": (lambda z: np.logaddexp(z, 0), lambda z, a: np.exp(z - a)),
    "leaky": (lambda z: np.maximum(z, z / 8), lambda z, a: np.where(z > 0, z.dtype.type(1), 1 / 8)),
}


def mse(a, Y):
    return ((a - Y) ** 2).sum() / len(Y), 2 * (a - Y) / len(Y)


def huber(a, Y):
    d = a - Y
    return np.where(abs(d) <= 1, d * d / 2, abs(d) - 0.5).sum() / len(Y), np.clip(d, -1, 1) / len(Y)


def cross_entropy(z, Y):
    z = z - z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -(Y * (z - log_sum)).sum() / len(Y), (np.exp(z - log_sum) - Y) / len(Y)


LOSSES = (mse, huber, cross_entropy)


def network(seed, dtype=np.float64, activation=None):
    """``loss`` (no arguments), params and correct gradients of random network number ``seed``.

    Depth 0 to 3, weights of scale 1e-6 to 3, inputs of 0.1 to 10. A third of the batches has a row
    of zeros, which with zero biases puts a ReLU exactly on its kink.
    """
    rng = np.random.default_rng([seed, 77])
    f, df = ACTIVATIONS[activation or list(ACTIVATIONS)[seed % 5]]
    loss_of = LOSSES[seed // 5 % 3]
    sizes = [*rng.integers(1, 8, rng.integers(1, 5)), int(rng.integers(2, 5))]
    n, depth = int(rng.integers(1, 30)), len(sizes) - 1
    scale = float(rng.choice([1e-6, 0.1, 1.0, 1.0, 3.0]))
    params = {}
    for layer, (i, o) in enumerate(itertools.pairwise(sizes), 1):
        params[f"W{layer}"] = (rng.normal(0, scale, (i, o)) / np.sqrt(i)).astype(dtype)
        params[f"b{layer}"] = (rng.normal(0, 0.5, o) * rng.integers(2)).astype(dtype)
    X = rng.normal(0, rng.choice([0.1, 1.0, 10.0]), (n, sizes[0])).astype(dtype)
    X[0] *= rng.integers(3) > 0
    Y = rng.normal(size=(n, sizes[-1])).astype(dtype)
    if loss_of is cross_entropy:
        Y = np.eye(sizes[-1], dtype=dtype)[rng.integers(sizes[-1], size=n)]

    def forward(p):
        z, a = [], [X]
        for layer in range(1, depth + 1):
            z.append(a[-1] @ p[f"W{layer}"] + p[f"b{layer}"])
            a.append(f(z[-1]) if layer < depth else z[-1])
        return z, a

    def loss(p=params):
        return loss_of(forward(p)[1][-1], Y)[0]

    z, a = forward(params)
    _, delta = loss_of(a[-1], Y)
    grads = {}
    for layer in range(depth, 0, -1):
        grads[f"W{layer}"], grads[f"b{layer}"] = a[layer - 1].T @ delta, delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * df(z[layer - 2], a[layer - 1])
    return loss, params, {name: grads[name] for name in params}


def scaled(grads, name, factor):
    return {**grads, name: grads[name] * grads[name].dtype.type(factor)}


def quadratic(n=3):
    W = np.arange(1.0, n + 1.0)
    return (lambda: float(np.sum(W**2))), W
