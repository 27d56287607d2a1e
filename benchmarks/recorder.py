"""Recorder table: what a log takes of an epoch of MNIST, 784-50-10, in plain NumPy."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.table import render
from mlpviz import Recorder

SHAPES = ((60_000, 100), (60_000, 2_500), (60_000, 60_000))  # samples, and those of a batch
EPOCHS = 5


def main() -> None:
    """Print the table."""
    rows = []
    for n, batch in SHAPES:
        times = np.array(list(_epochs(n, batch)))
        epoch, log, said = (median(column) for column in times.T)
        share = f"{100 * log / epoch:.1f}%"
        rows.append([f"{n:,}", f"{batch:,}", f"{epoch:.3f}", f"{log:.4f}", share, f"{said:.4f}"])
    head = ["samples", "batch", "epoch, s", "log, s", "share", "diagnose, s"]
    title = f"A log of the Recorder: MNIST 784-50-10, float64, NumPy; medians of {EPOCHS} epochs."
    print(render(title, head, rows))


def _epochs(n: int, batch: int) -> Iterator[tuple[float, float, float]]:
    """Seconds of an epoch's steps, of its log with all that there is, and of a diagnosis."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(n, 784)), rng.integers(0, 10, n)
    Y = np.eye(10)[y]
    params = {"W1": rng.normal(0, 0.03, (784, 50)), "b1": np.zeros(50)}
    params |= {"W2": rng.normal(0, 0.1, (50, 10)), "b2": np.zeros(10)}
    rec = Recorder(params, n_classes=10, activation="tanh", batch_size=batch)

    def forward(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        a = np.tanh(X @ params["W1"] + params["b1"])
        z = a @ params["W2"] + params["b2"]
        p = np.exp(z - z.max(1, keepdims=True))
        return a, p / p.sum(1, keepdims=True)

    for _ in range(EPOCHS):
        started = perf_counter()
        for start in range(0, n, batch):
            rows = slice(start, start + batch)
            a, p = forward(X[rows])
            d2 = (p - Y[rows]) / len(p)
            d1 = d2 @ params["W2"].T * (1 - a * a)
            grads = {"W1": X[rows].T @ d1, "b1": d1.sum(0), "W2": a.T @ d2, "b2": d2.sum(0)}
            for name, gradient in grads.items():
                params[name] -= 0.1 * gradient
        trained = perf_counter()
        a, p = forward(X)  # which a loop does anyway, for its loss
        loss = -np.log(p[np.arange(n), y]).mean()
        before = perf_counter()
        rec.log(
            loss,
            grads=grads,
            outputs=p,
            labels=y,
            test_outputs=p[:10_000],
            test_labels=y[:10_000],
            test_loss=loss,
            hidden=[a],
            lr=0.1,
        )
        logged = perf_counter()
        rec.diagnose()
        yield trained - started, logged - before, perf_counter() - logged


if __name__ == "__main__":
    main()
