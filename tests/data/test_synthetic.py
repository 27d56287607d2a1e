"""The made-up patterns, without noise: every point is where the formula puts it."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_circles, make_moons

from mlpviz.data import DATASETS, Dataset, load_dataset, synthetic
from tests.rounding import KERNEL, gamma

MADE_UP = [name for name, spec in DATASETS.items() if "noise" in spec.options]


def everything(d: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """All points and their labels (classification) or targets (regression)."""
    X = np.vstack([d.X_train, d.X_test])
    if d.is_regression:
        return X, np.vstack([d.Y_train, d.Y_test])[:, 0]
    assert d.labels_train is not None
    assert d.labels_test is not None
    return X, np.concatenate([d.labels_train, d.labels_test])


@pytest.mark.parametrize("n_samples", [31, 300, 302])
@pytest.mark.parametrize("name", [n for n in MADE_UP if DATASETS[n].n_classes])
def test_classes_are_equal_in_size_to_within_one(name: str, n_samples: int) -> None:
    _, labels = everything(load_dataset(name, n_samples=n_samples))
    counts = np.bincount(labels, minlength=DATASETS[name].n_classes)
    assert counts.sum() == n_samples
    assert np.ptp(counts) <= 1


@pytest.mark.parametrize("name", MADE_UP)
def test_noise_is_the_standard_deviation_of_what_is_added(name: str) -> None:
    """Same seed, same clean points in the same order, so the difference is the noise itself."""
    spec = DATASETS[name]
    clean_X, clean_y = everything(load_dataset(name, n_samples=2000, noise=0.0))
    X, y = everything(load_dataset(name, n_samples=2000, noise=0.2))
    added = X - clean_X
    if spec.task == "regression":
        assert np.array_equal(X, clean_X)
        added = y - clean_y
    else:
        assert np.array_equal(y, clean_y)
    assert abs(added.std() / 0.2 - 1) < 0.06
    assert abs(added.mean()) < 0.02


@pytest.mark.parametrize("name", MADE_UP)
def test_the_noise_depends_on_the_seed(name: str) -> None:
    sums = {float(np.sum(everything(load_dataset(name, seed=seed))[0])) for seed in range(3)}
    assert len(sums) == 3


def test_xor_is_the_sign_of_the_product() -> None:
    X, labels = everything(load_dataset("xor", noise=0.0))
    assert np.array_equal(labels, (X.prod(axis=1) < 0).astype(int))
    assert np.abs(X).min() >= 0.1
    assert np.abs(X).max() <= 1.0
    quadrants = np.unique(np.sign(X), axis=0, return_counts=True)[1]
    assert quadrants.tolist() == [75, 75, 75, 75]


def test_circles_have_radius_one_and_a_half() -> None:
    X, labels = everything(load_dataset("circles", noise=0.0))
    radius = np.hypot(*X.T)
    np.testing.assert_allclose(radius, np.where(labels == 0, 1.0, 0.5))


@pytest.mark.parametrize("name", ["two_gaussians", "three_gaussians"])
def test_clouds_without_noise_are_their_centres_and_lie_apart(name: str) -> None:
    X, labels = everything(load_dataset(name, noise=0.0))
    centers = np.array([X[labels == k][0] for k in range(DATASETS[name].n_classes)])
    assert np.array_equal(X, centers[labels])
    np.testing.assert_allclose(
        centers.mean(axis=0), 0, atol=gamma(KERNEL + 4) * np.abs(centers).max()
    )
    gaps = np.sqrt(((centers[:, None] - centers) ** 2).sum(axis=2))
    assert gaps[~np.eye(len(centers), dtype=bool)].min() > 2.5


@pytest.mark.parametrize(("name", "arms", "turns"), [("spiral", 2, 1.5), ("spiral3", 3, 1.0)])
def test_spiral_arms_are_archimedean_and_alike(name: str, arms: int, turns: float) -> None:
    X, labels = everything(load_dataset(name, noise=0.0))
    radius, angle = np.hypot(*X.T), np.arctan2(X[:, 1], X[:, 0])
    expected = 2 * np.pi * (turns * radius + labels / arms)
    np.testing.assert_allclose(np.cos(angle - expected), 1.0)
    np.testing.assert_allclose([radius.min(), radius.max()], [0.1, 1.0])


def test_spiral_arms_never_touch_at_the_default_noise() -> None:
    """Gap between neighbouring arms along a ray: 1 / (turns * arms), over six deviations wide."""
    for name, gap in [("spiral", 1 / 3), ("spiral3", 1 / 3)]:
        assert gap / 2 > 3 * DATASETS[name].options["noise"].default


def test_regression_targets_follow_their_formulas() -> None:
    X, y = everything(load_dataset("plane", noise=0.0))
    np.testing.assert_allclose(y, (X[:, 0] + X[:, 1]) / 2, atol=1e-15)
    X, y = everything(load_dataset("sine", noise=0.0))
    np.testing.assert_allclose(y, np.sin(2 * X[:, 0]))
    X, y = everything(load_dataset("hills", n_samples=5000, noise=0.0))
    near = {(-0.5, 0.5): 1, (0.5, -0.5): 1, (0.5, 0.5): -1, (-0.5, -0.5): -1}
    for center, height in near.items():
        closest = np.argmin(((X - center) ** 2).sum(axis=1))
        # The hollows next door take 2 exp(-1 / (2 * 0.25^2)) = 0.0007 off the top.
        assert abs(y[closest] - height) < 0.02


@pytest.mark.parametrize("n_samples", [30, 31, 302])
@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_moons_circles_and_clouds_are_scikit_learns(
    seed: int, noise: float, n_samples: int
) -> None:
    """Their seeds are in links: the same bits for good."""
    own = [
        getattr(synthetic, name)(seed, n_samples, noise)
        for name in ("moons", "circles", "two_gaussians", "three_gaussians")
    ]
    angle = np.pi / 2 + 2 * np.pi / 3 * np.arange(3)
    corners = 1.5 * np.column_stack([np.cos(angle), np.sin(angle)])
    theirs = [
        make_moons(n_samples, noise=noise, random_state=seed),
        make_circles(n_samples, noise=noise, factor=0.5, random_state=seed),
        *(
            make_blobs(n_samples, centers=centers, cluster_std=noise, random_state=seed)
            for centers in (np.array([[-1.0, -1.0], [1.0, 1.0]]), corners)
        ),
    ]
    for raw, (X, y) in zip(own, theirs, strict=True):
        assert np.array_equal(raw.X, X)
        assert np.array_equal(raw.y, y)
