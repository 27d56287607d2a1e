"""A loop to look at without a file of one's own: a small network with a mistake in its gradient."""

import numpy as np

from mlpviz.recorder import Recorder, Recording

NAME = "an example in NumPy, with a mistake in it"


def example() -> Recording:
    """Two moons, 2-16-2 with ReLU: the gradient is a sum over the samples, not their mean."""
    rng = np.random.default_rng(0)
    angle, y = np.pi * rng.random(240), np.arange(240) % 2
    X = np.column_stack([np.cos(angle) + y, np.sin(angle) * (1 - 2 * y) + 0.5 * y])
    X = (X - X.mean(0)) / X.std(0) + 0.1 * rng.normal(size=X.shape)
    Y, (train, test) = np.eye(2)[y], (slice(0, 160), slice(160, 240))
    params = {
        "W1": rng.normal(0, 0.7, (2, 16)),
        "b1": np.zeros(16),
        "W2": rng.normal(0, 0.25, (16, 2)),
        "b2": np.zeros(2),
    }
    rec = Recorder(
        params,
        class_names=["upper", "lower"],
        activation="relu",
        train=(X[train], y[train]),
        test=(X[test], y[test]),
    )

    def forward(rows: slice) -> tuple[np.ndarray, np.ndarray, float]:
        a = np.maximum(X[rows] @ params["W1"] + params["b1"], 0.0)
        z = a @ params["W2"] + params["b2"]
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        loss = -np.log(np.maximum((p * Y[rows]).sum(1), 1e-300)).mean()
        return a, p, float(loss)

    lr = 0.1
    for _ in range(60):
        a, p, _ = forward(train)
        delta = p - Y[train]  # the mistake: this is not divided by the number of samples
        back = delta @ params["W2"].T * (a > 0.0)
        grads = {
            "W1": X[train].T @ back,
            "b1": back.sum(0),
            "W2": a.T @ delta,
            "b2": delta.sum(0),
        }
        for name, gradient in grads.items():
            params[name] -= lr * gradient
        a, p, loss = forward(train)
        _, p_test, test_loss = forward(test)
        rec.log(
            loss,
            test_loss=test_loss,
            grads=grads,
            outputs=p,
            test_outputs=p_test,
            hidden=[a],
            lr=lr,
        )
    return rec
