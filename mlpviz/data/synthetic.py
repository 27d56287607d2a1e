"""Made-up problems in one and two dimensions. Same seed and options: the same bits.

Each maker takes a seed, a number of samples and a noise level, and returns raw data whose classes
are equal in size to within one sample. With noise 0 the points lie exactly on the pattern.
"""

from collections.abc import Callable

import numpy as np

from mlpviz.data.dataset import Floats, RawData

_PLANE_AXES = ("x1", "x2")


def moons(seed: int, n_samples: int, noise: float) -> RawData:
    """Two interleaved half circles; `noise` is the standard deviation of the points."""
    from sklearn.datasets import make_moons

    X, y = make_moons(n_samples, noise=noise, random_state=seed)
    return RawData(X, y, _PLANE_AXES, ("upper", "lower"))


def circles(seed: int, n_samples: int, noise: float) -> RawData:
    """A circle of radius 1/2 inside one of radius 1; `noise` as in `moons`."""
    from sklearn.datasets import make_circles

    X, y = make_circles(n_samples, noise=noise, factor=0.5, random_state=seed)
    return RawData(X, y, _PLANE_AXES, ("outer", "inner"))


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
    from sklearn.datasets import make_blobs

    X, y = make_blobs(n_samples, centers=centers, cluster_std=noise, random_state=seed)
    return RawData(X, y, _PLANE_AXES, ("A", "B", "C")[: len(centers)])


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
