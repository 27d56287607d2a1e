"""Data for looking at gradients rather than for learning: a single sample, and random pixels."""

import numpy as np

from mlpviz.data.spec import RawData


def one_sample(_seed: int) -> RawData:
    """x = (0, 1, ..., 9) with label 2 of three classes, once for training and once for testing."""
    X = np.tile(np.arange(10.0), (2, 1))
    names = tuple(f"x{i}" for i in range(10))
    return RawData(X, np.array([2, 2]), names, ("class 0", "class 1", "class 2"))


def worked_example(_seed: int) -> RawData:
    """x = (0.05, 0.10) of the second of two classes, once for training and once for testing."""
    X = np.tile([0.05, 0.10], (2, 1))
    return RawData(X, np.array([1, 1]), ("x0", "x1"), ("output 0", "output 1"))


def random_pixels(seed: int, n_train: int, n_test: int) -> RawData:
    """50 random pixel values k / 255 for k in 0..255, labels that have nothing to do with them.

    Every class of ten is equally frequent in both splits to within one sample.
    """
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 256, (n_train + n_test, 50)) / 255.0
    y = np.concatenate([rng.permutation(n) % 10 for n in (n_train, n_test)])
    names = tuple(f"pixel_{i}" for i in range(50))
    return RawData(X, y, names, tuple(f"class {i}" for i in range(10)))
