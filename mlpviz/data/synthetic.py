"""Made-up problems in one and two dimensions. Same seed and options: the same bits.

Each maker takes a seed, a number of samples and a noise level, and returns raw data whose classes
are equal in size to within one sample. With noise 0 the points lie exactly on the pattern.
Moons, circles and Gaussians are scikit-learn's bit for bit, without importing it.
"""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.data.spec import Floats, RawData

_PLANE_AXES = ("x1", "x2")


def moons(seed: int, n_samples: int, noise: float) -> RawData:
    """Two interleaved half circles; `noise` is the standard deviation of the points."""
    upper, lower = (np.linspace(0.0, np.pi, n) for n in _halves(n_samples))
    arcs = [(np.cos(upper), np.sin(upper)), (1.0 - np.cos(lower), 1.0 - np.sin(lower) - 0.5)]
    return _shuffled(seed, arcs, noise, ("upper", "lower"))


def circles(seed: int, n_samples: int, noise: float) -> RawData:
    """A circle of radius 1/2 inside one of radius 1; `noise` as in `moons`."""
    outer, inner = (np.linspace(0.0, 2.0 * np.pi, n, endpoint=False) for n in _halves(n_samples))
    rings = [(np.cos(outer), np.sin(outer)), (0.5 * np.cos(inner), 0.5 * np.sin(inner))]
    return _shuffled(seed, rings, noise, ("outer", "inner"))


def _halves(n_samples: int) -> tuple[int, int]:
    return n_samples // 2, n_samples - n_samples // 2


def _shuffled(
    seed: int, curves: Sequence[tuple[Floats, Floats]], noise: float, class_names: tuple[str, ...]
) -> RawData:
    """Points (x1, x2) of one curve a class, in random order, each moved by noise."""
    rng = np.random.RandomState(seed)
    X = np.concatenate([np.column_stack(curve) for curve in curves])
    y = np.repeat(np.arange(len(curves)), [len(x1) for x1, _ in curves])
    order = rng.permutation(len(X))
    return RawData(
        X[order] + rng.normal(scale=noise, size=X.shape), y[order], _PLANE_AXES, class_names
    )


def xor(seed: int, n_samples: int, noise: float) -> RawData:
    """Four squares; opposite ones share a class. Noise moves points after they got their class.

    Class 0 where x1 and x2 have the same sign, class 1 where they differ.
    """
    rng = np.random.default_rng(seed)
    quadrant = np.arange(n_samples) % 4
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])[quadrant]
    X = signs * rng.uniform(0.1, 1.0, (n_samples, 2))
    X += noise * rng.standard_normal(X.shape)
    return RawData(X, quadrant % 2, _PLANE_AXES, ("same sign", "opposite sign"))


def two_gaussians(seed: int, n_samples: int, noise: float) -> RawData:
    """Two round clouds around (-1, -1) and (1, 1) with standard deviation `noise`."""
    return _gaussians(seed, n_samples, noise, np.array([[-1.0, -1.0], [1.0, 1.0]]))


def three_gaussians(seed: int, n_samples: int, noise: float) -> RawData:
    """Three round clouds around the corners of an equilateral triangle 1.5 from the origin."""
    angle = np.pi / 2 + 2 * np.pi / 3 * np.arange(3)
    return _gaussians(seed, n_samples, noise, 1.5 * np.column_stack([np.cos(angle), np.sin(angle)]))


def _gaussians(seed: int, n_samples: int, noise: float, centers: Floats) -> RawData:
    rng, k = np.random.RandomState(seed), len(centers)
    sizes = [n_samples // k + (i < n_samples % k) for i in range(k)]
    X = np.concatenate(
        [rng.normal(center, noise, (n, 2)) for center, n in zip(centers, sizes, strict=True)]
    )
    order = rng.permutation(n_samples)
    return RawData(
        X[order], np.repeat(np.arange(k), sizes)[order], _PLANE_AXES, ("A", "B", "C")[:k]
    )


def spiral(seed: int, n_samples: int, noise: float) -> RawData:
    """Two arms wound one and a half times round the origin."""
    return _spiral(seed, n_samples, noise, arms=2, turns=1.5)


def spiral3(seed: int, n_samples: int, noise: float) -> RawData:
    """Three arms wound once round the origin."""
    return _spiral(seed, n_samples, noise, arms=3, turns=1.0)


def _spiral(seed: int, n_samples: int, noise: float, arms: int, turns: float) -> RawData:
    """Archimedean arms, radius t at angle 2 pi (turns * t + arm / arms), t from 0.1 to 1."""
    rng = np.random.default_rng(seed)
    arm = np.arange(n_samples) % arms
    along = (np.arange(n_samples) // arms) / ((n_samples - 1) // arms)
    t = np.sqrt(0.01 + 0.99 * along)  # the root spaces points evenly along the arm
    angle = 2 * np.pi * (turns * t + arm / arms)
    X = np.column_stack([t * np.cos(angle), t * np.sin(angle)])
    X += noise * rng.standard_normal(X.shape)
    return RawData(X, arm, _PLANE_AXES, tuple(f"arm {i + 1}" for i in range(arms)))


def plane(seed: int, n_samples: int, noise: float) -> RawData:
    """y = (x1 + x2) / 2 on the square [-1, 1]^2: what a linear model can learn."""
    return _surface(seed, n_samples, noise, lambda X: X.mean(axis=1))


_HILLS = np.array([[-0.5, 0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, -0.5]])
_HEIGHTS = np.array([1.0, 1.0, -1.0, -1.0])


def hills(seed: int, n_samples: int, noise: float) -> RawData:
    """Two hills and two hollows on the square [-1, 1]^2.

    y = sum_i h_i exp(-|x - c_i|^2 / (2 * 0.25^2)) with heights +-1.
    """

    def height(X: Floats) -> Floats:
        squared = ((X[:, None, :] - _HILLS) ** 2).sum(axis=2)
        y: Floats = np.exp(-squared / (2 * 0.25**2)) @ _HEIGHTS
        return y

    return _surface(seed, n_samples, noise, height)


def _surface(seed: int, n_samples: int, noise: float, y_of: Callable[[Floats], Floats]) -> RawData:
    """Uniform points on the square; `noise` is the standard deviation added to y alone."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1.0, 1.0, (n_samples, 2))
    return RawData(X, y_of(X) + noise * rng.standard_normal(n_samples), _PLANE_AXES)


def sine(seed: int, n_samples: int, noise: float) -> RawData:
    """y = sin(2 x), two full waves on [-pi, pi]; noise on y as in the surfaces."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-np.pi, np.pi, (n_samples, 1))
    y = np.sin(2 * X[:, 0]) + noise * rng.standard_normal(n_samples)
    return RawData(X, y, ("x",))
