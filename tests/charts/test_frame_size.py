"""A frame of the live board fits into 40 kB, whatever the network and however long the run.

Gradients and views over time stand below the others and are off the screen when those are on it:
each of them fits into 16 kB.
"""

import json

import numpy as np
import pytest

from mlpviz import charts
from mlpviz.charts.density import density_of

BUDGET = 40_000
OVER_TIME = 16_000

RNG = np.random.default_rng(0)


def size(figures):
    return sum(len(json.dumps(figure, separators=(",", ":")).encode()) for figure in figures)


def curves(epochs, score="accuracy"):
    x = np.arange(epochs + 1)
    noise = RNG.normal(1, 0.05, (4, epochs + 1))
    return charts.LearningCurves(
        x, *(np.exp(-x / 900) * noise + 0.01), score=score, chance=0.1
    ).figure()


def about_the_network(sizes, params, weights, biases, activations, class_names):
    names = list(params)
    count = len(names)
    return [
        charts.ParameterHistograms(params).figure(),
        charts.GradientCheckBars(
            names, RNG.uniform(1e-12, 1e-9, count), np.full(count, 1e-8), ["pass"] * count
        ).figure(),
        charts.NetworkDiagram(
            sizes, weights, biases, activations, class_names=class_names
        ).figure(),
    ]


def about_the_classes(n_classes, names):
    shares = RNG.dirichlet(np.ones(n_classes), 4)
    return [
        charts.PredictionDistribution(
            names, *shares, RNG.beta(4, 1, 1437), RNG.beta(3, 1, 360)
        ).figure()
    ]


@pytest.mark.parametrize("epochs", [10, 5_000, 200_000])
@pytest.mark.parametrize(
    ("sizes", "side"), [((64, 50, 10), 8), ((784, 50, 10), 28), ((784, 392, 196, 98, 10), 28)]
)
def test_images(sizes, side, epochs, network):
    weights, biases, params = network(sizes)
    names = [str(k) for k in range(10)]
    # A ring in shades of grey on an empty ground, as in handwriting: noise would not compress.
    axis = np.linspace(-1, 1, side)
    radius = np.hypot(*np.meshgrid(axis, axis))
    ink = [np.clip(1 - 5 * np.abs(radius - size), 0, 1) for size in np.linspace(0.2, 0.8, 12)]
    images = charts.ImageGrid(
        np.array(ink),
        np.arange(12) % 10,
        np.arange(12) % 9,
        RNG.uniform(size=12),
        class_names=names,
    ).figure()
    activations = ["relu"] * (len(sizes) - 2) + ["softmax"]
    frame = [
        curves(epochs),
        *about_the_network(sizes, params, weights, biases, activations, names),
        *about_the_classes(10, names),
        images,
    ]
    assert size(frame) <= BUDGET


@pytest.mark.parametrize("n_classes", [2, 3])
def test_planes(n_classes, network):
    sizes = (2, 8, 8, n_classes)
    weights, biases, params = network(sizes)
    names = ["first", "second", "third"][:n_classes]
    grid = np.linspace(-1, 1, 50)
    distance = grid[:, None] ** 2 + grid**2
    probabilities = np.stack([np.exp(-((distance - k) ** 2)) for k in range(n_classes)], axis=-1)
    probabilities /= probabilities.sum(axis=-1, keepdims=True)
    X, labels = RNG.uniform(-1, 1, (400, 2)), RNG.integers(0, n_classes, 400)
    surface = charts.DecisionSurface(
        *(grid, grid, probabilities, X, labels, X, labels),
        class_names=names,
        feature_names=["x1", "x2"],
    ).figure()
    activations = ["tanh", "tanh", "softmax"]
    frame = [
        curves(5_000),
        *about_the_network(sizes, params, weights, biases, activations, names),
        *about_the_classes(n_classes, names),
        surface,
    ]
    assert size(frame) <= BUDGET


def test_regression(network):
    sizes = (2, 8, 8, 1)
    weights, biases, params = network(sizes)
    grid = np.linspace(-1, 1, 50)
    X = RNG.uniform(-1, 1, (400, 2))
    y = X[:, 0] * X[:, 1]
    frame = [
        curves(5_000, "R²"),
        *about_the_network(sizes, params, weights, biases, ["tanh", "tanh", "identity"], []),
        charts.PredictedVsTrue(y, y, y, y).figure(),
        charts.RegressionSurface(
            *(grid, grid, np.outer(grid, grid), X, y, X, y), feature_names=["x1", "x2"]
        ).figure(),
    ]
    assert size(frame) <= BUDGET


def test_gradients(network):
    params = network((784, 392, 196, 98, 10))[2]
    assert size([charts.ParameterHistograms(params, kind="gradients").figure()]) <= OVER_TIME


@pytest.mark.parametrize("n_classes", [2, 10, 30])
@pytest.mark.parametrize("epochs", [10, 50_000, 200_000])
@pytest.mark.parametrize("seed", range(3))
def test_class_shares(n_classes, epochs, seed):
    names = [f"class {k}" for k in range(n_classes)]
    shares = np.random.default_rng(seed).dirichlet(np.ones(n_classes), (2, epochs + 1))
    even = np.full(n_classes, 1 / n_classes)
    x = np.arange(epochs + 1)
    figure = charts.ClassShares(x, names, shares[0], even, shares[1], even, marker=5).figure()
    assert size([figure]) <= OVER_TIME * max(1, n_classes / 10)


@pytest.mark.parametrize("sizes", [(2, 4, 1), (64, 50, 10), (20, *[8] * 10, 3)])
@pytest.mark.parametrize("epochs", [1, 40, 1_000])
def test_ridges(sizes, epochs, network):
    params = network(sizes)[2]
    kept = charts.ridge_epochs(range(epochs + 1), marker=1)
    names = [name for name in params if name.startswith("W")]
    densities = {
        name: [density_of(params[name] * (1 + epoch / 7)) for epoch in kept] for name in names
    }
    assert size([charts.Ridges(kept, densities, marker=1).figure()]) <= OVER_TIME


@pytest.mark.parametrize("layers", [2, 8, 20])
@pytest.mark.parametrize("epochs", [10, 200, 50_000, 200_000])
def test_layer_ratios(layers, epochs):
    names = [f"W{k + 1}" for k in range(layers)]
    ratio, gradient = 10.0 ** RNG.normal(-3, 1, (2, epochs, layers))
    figure = charts.LayerRatios(
        np.arange(1, epochs + 1), names, ratio, gradient, limits=(1e-5, 0.1), marker=5
    ).figure()
    assert size([figure]) <= OVER_TIME
