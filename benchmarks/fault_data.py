"""The data of the public programs in ``fault_programs``: functions of a seed."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz import load_dataset
from mlpviz.data import Dataset, encode_targets

Array = np.ndarray[Any, Any]
Samples = tuple[Array, Array]


def own(
    name: str, train: Samples, test: Samples | None = None, classes: Sequence[str] = ()
) -> Dataset:
    """Inputs [n, d] and labels or targets [n] of both splits as a dataset of the kind ``name``.

    Without a test split it is the training split: most of the programs look at what they train on.
    """
    d = train[0].shape[1]
    splits = {}
    for split, (X, y) in {"train": train, "test": test or train}.items():
        labels = np.array(y, np.int64) if classes else None
        splits[f"X_{split}"] = np.array(X, float, order="C")
        splits[f"labels_{split}"] = labels
        splits[f"Y_{split}"] = (
            np.array(y, float)[:, None]
            if labels is None
            else encode_targets(labels, len(classes), "softmax", 1.0)
        )
    return Dataset(
        name=name,
        title="own data",
        task="classification" if classes else "regression",
        class_names=tuple(classes),
        feature_names=tuple(f"x{i}" for i in range(d)),
        image_shape=None,
        shift=np.zeros(d),
        scale=np.ones(d),
        **splits,
    )


def curve(x: Array, y: Array, scaled: bool) -> Dataset:
    """A target over one input; both standardised if ``scaled``."""
    if scaled:
        x, y = ((a - a.mean()) / a.std() for a in (x, y))
    return own("sine", (x[:, None], y))


def square(_seed: int, scaled: bool = False) -> Dataset:
    """y = x^2 + 3 at x = -10, -9.9, ... 10."""
    x = np.linspace(-10.0, 10.0, 201)
    return curve(x, x**2 + 3.0, scaled)


def noisy_square(seed: int, scaled: bool = False) -> Dataset:
    """y = 5 x^2 and the cube of a standard normal number, at x = 0, 0.1, ... 5."""
    x = np.linspace(0.0, 5.0, 51)
    return curve(x, 5.0 * x**2 + np.random.default_rng(seed).normal(size=51) ** 3, scaled)


def fourth_power(_seed: int, scaled: bool = False) -> Dataset:
    """y = x^4 at x = -100, -99.5, ... 100: up to 1e8."""
    x = np.linspace(-100.0, 100.0, 401)
    return curve(x, x**4, scaled)


def xor(_seed: int, rows: int = 4) -> Dataset:
    """The four corners, the first two of them once more where there are six rows."""
    X = np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])[np.arange(rows) % 4]
    return own("xor", (X, X[:, 0] != X[:, 1]), classes=("0", "1"))


def two_squares(seed: int) -> Dataset:
    """100 points in each of two unit squares, one up and to the right of the other."""
    X, labels = np.random.default_rng(seed).random((200, 2)), np.arange(200) % 2
    return own("two_gaussians", (X + labels[:, None], labels), classes=("0", "1"))


def mnist(_seed: int, times: float = 1.0) -> Dataset:
    """The 1000 + 1000 bundled digits; pixels of 0 to 1, or 0 to 255 as files have them."""
    raw = load_dataset("mnist", preprocessing="none")
    train, test = raw.X_train * times, raw.X_test * times
    return own("mnist", (train, raw.labels_train), (test, raw.labels_test), raw.class_names)


def iris(_seed: int, preprocessing: str = "none") -> Dataset:
    """The bundled irises, in cm or scaled."""
    return load_dataset("iris", preprocessing=preprocessing)


def flags(seed: int) -> Dataset:
    """200 rows of 128 inputs that are all 1, or all 0; which of the two is the class."""
    labels = np.random.default_rng(seed).integers(2, size=200)
    return own("flags", (np.repeat(labels[:, None], 128, axis=1), labels), classes=("0", "1"))
