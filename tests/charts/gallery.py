"""Every chart of every page with every kind of data: long names, many classes, inputs and layers.

``gallery()`` is what tests of the charts' look draw. Nothing here is random from run to run.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from mlpviz import DATASETS, RunConfig, Trainer, charts
from mlpviz.charts import Chart
from mlpviz.charts.tensor_sides import Side
from mlpviz.follow import follow
from mlpviz.views.frame import Frame
from mlpviz.views.table import VIEWS
from tests.charts.of_predictions import of_predictions

RNG = np.random.default_rng(0)
LONG = ("chicken-and-egg", "Iris versicolor", "a class of images", "W" * 16)

# A dataset, what is chosen beside it, how many epochs are trained, and which one is looked at.
RUNS = {
    "moons at first": ("moons", {}, 0, None),
    "moons": ("moons", {"hidden_sizes": (8, 8)}, 30, 12),
    "three": ("three_gaussians", {"hidden_sizes": (4, 3)}, 5, None),
    "plane": ("plane", {"hidden_sizes": (16,) * 8}, 3, None),
    "sine": ("sine", {"hidden_sizes": (6,)}, 20, None),
    "digits": ("digits", {"hidden_sizes": (32, 16)}, 4, 2),
    "iris": ("iris", {"hidden_sizes": ()}, 3, None),
    "wine": ("wine", {"hidden_sizes": (12, 12, 12)}, 6, 3),
    "breast_cancer": ("breast_cancer", {"hidden_sizes": (8, 8, 8, 8)}, 2, None),
    "diabetes": ("diabetes", {"hidden_sizes": (200,)}, 3, None),
    "one_sample": ("one_sample", {}, 8, None),
    "random_pixels": ("random_pixels", {}, 2, None),
    "sixteen layers": ("moons", {"hidden_sizes": (4,) * 15, "activation": "relu"}, 4, 2),
    "blown up": ("diabetes", {"lr": 3.0, "preprocessing": "none"}, 2, None),
}

# Of these views every network of as many layers looks alike, whatever its data.
OF_LAYERS = {"check", "weights", "gradients", "ridges", "layers"}
LAYERS = {"moons at first", "moons", "iris", "wine", "sixteen layers", "blown up"}


def gallery() -> Iterator[tuple[str, Chart]]:
    """Names and charts."""
    for name, (dataset, choices, epochs, marker) in RUNS.items():
        frame = _frame(dataset, choices, epochs, marker)
        for view in VIEWS:
            alike = view in OF_LAYERS and name not in LAYERS
            if VIEWS[view].applies(frame.dataset) and not alike:
                yield f"{view}: {name}", VIEWS[view].chart(frame)
    yield from of_predictions()
    for kind in (_of_classes, _of_curves, _of_checks, _of_elements, _of_sweeps):
        yield from kind()


def _frame(dataset: str, choices: dict, epochs: int, marker: int | None) -> Frame:
    base = follow(RunConfig().model_dump(), "dataset", dataset)
    options = {"n_samples": 60} if "n_samples" in DATASETS[dataset].options else {}
    config = RunConfig(**(base | {"dataset_options": options} | choices))
    trainer = Trainer(config)
    viewer = Trainer(config).network
    try:
        for _ in trainer.run(epochs):
            pass
    except ArithmeticError:
        pass
    return Frame(trainer, viewer, log=False, playing=False, marker=marker)


def _of_classes() -> Iterator[tuple[str, Chart]]:
    """Charts of 2 to 12 classes with long names."""
    for count in (2, 4, 7, 12):
        names = [f"{LONG[k % len(LONG)]} {k}" for k in range(count)]
        shares = RNG.dirichlet(np.ones(count), (4, 9))
        yield (
            f"shares: {count} long names",
            charts.ClassShares(
                np.arange(9) * 1000, names, shares[0], shares[1, 0], shares[2], shares[3, 0], 3000
            ),
        )
        certainty = RNG.uniform(size=40)
        yield (
            f"predictions: {count} long names",
            charts.PredictionDistribution(
                names, shares[0, 0], shares[1, 0], shares[2, 0], shares[3, 0], certainty, certainty
            ),
        )
        grid = np.linspace(-1e5, 1e5, 12)
        X, classes = RNG.uniform(-1e5, 1e5, (50, 2)), np.arange(50) % count
        surface = RNG.dirichlet(np.ones(count), (12, 12))
        yield (
            f"decision: {count} long names",
            charts.DecisionSurface(
                grid, grid, surface, X, classes, X, classes, names, ["a" * 40, "b" * 40]
            ),
        )
        images = RNG.uniform(size=(12, 4, 4))
        yield (
            f"images: {count} long names",
            charts.ImageGrid(
                images,
                np.arange(12) % count,
                np.arange(12) * 5 % count,
                RNG.uniform(size=12),
                names,
            ),
        )
    yield "images: one", charts.ImageGrid(np.eye(3)[None], [0], [0], [1.0], LONG)


def _of_curves() -> Iterator[tuple[str, Chart]]:
    """Curves of several runs, and those that leave their axes."""
    x = np.arange(40)
    fall = np.exp(-x / 9)
    past = [
        charts.PastRun(f"run {k}, lr 0.00{k}", "#2f7fd0", mark, x, fall * k, fall * k, fall, fall)
        for k, mark in enumerate("abc", 1)
    ]
    yield (
        "curves: past runs",
        charts.LearningCurves(
            x, fall, fall, 1 - fall, 1 - fall, chance=0.5, past=past, branch=8, marker=20
        ),
    )
    yield (
        "curves: R² far below",
        charts.LearningCurves(
            x * 25_000, 1e9 * fall, 1e9 * fall, -3e4 * fall, -4e5 * fall, "R²", log=False
        ),
    )
    yield "curves: tiny", charts.LearningCurves(x, *[1e-7 * fall] * 2, fall, fall, log=False)
    for score, end in (("accuracy", 1 - fall), ("R²", -1e4 * fall - 2)):
        yield f"twins: {score}", charts.TwinCurves(x, fall, 5e8 * fall, end, end, score)
    for runs in (2, 5, 12):
        racers = [
            charts.Racer(
                f"Nesterov momentum, lr 0.00{k}", x[: 30 + k], (fall + k)[: 30 + k], fall[: 30 + k]
            )
            for k in range(runs)
        ]
        yield f"race: {runs} runs", charts.RaceCurves(racers, last=40)
    rates = np.geomspace(1e-6, 10, 60)
    losses = 2 + 0.4 * np.sin(np.arange(60))
    yield (
        "lr_range: diverged",
        charts.LrRangeCurve(
            rates[:50], losses[:50], losses[:50] * 0.9, (1e-6, 10.0), 0.00123, 0.0345, 1.234
        ),
    )


def _of_checks() -> Iterator[tuple[str, Chart]]:
    """Bars, scatters and errors over training of 1 to 32 parameters, in all verdicts."""
    for count in (1, 3, 8, 32):
        names = [f"{'Wb'[k % 2]}{k // 2 + 1}" for k in range(count)]
        if count == 3:
            names = ["encoder.weight", "encoder.bias", "classifier.weight"]
        errors = np.geomspace(1e-17, 1.0, count)
        verdicts = [("pass", "fail", "unresolved")[k % 3] for k in range(count)]
        limits = np.full(count, 1e-9)
        errors[::5] = 0.0
        yield f"bars: {count}", charts.GradientCheckBars(names, errors, limits, verdicts)
        values = [RNG.normal(size=(5, 4)) for _ in names]
        analytic = [value * (1 + k % 3) / 1.7 for k, value in enumerate(values)]
        failing = [np.full((5, 4), k % 3 > 0) for k in range(count)]
        yield f"scatter: {count}", charts.GradientScatter(names, analytic, values, failing)
        over = np.tile(errors, (6, 1))
        yield (
            f"history: {count}",
            charts.ErrorHistory(
                np.arange(6) * 2_000,
                names,
                over,
                np.full((6, count), 1e-9),
                shapes=[(3, 2) if name[0] in "We" else (3,) for name in names],
                time="check 2.1 ms, 35% of an epoch",
            ),
        )


def _of_elements() -> Iterator[tuple[str, Chart]]:
    """The errors of single parameters."""
    for shape in ((), (7,), (13, 12), (3, 2), (64, 32), (2, 3, 4, 4)):
        ratios = 10.0 ** RNG.uniform(-4, 12, shape)
        verdicts = np.where(ratios > 1, "fail", "pass")
        verdicts[ratios < 1e-3] = "unresolved"
        rows = [f"mean {LONG[k % 4]} {k}" for k in range(shape[0] if shape else 0)]
        across = [f"{LONG[k % 4]} {k}" for k in range(shape[1] if len(shape) > 1 else 0)]
        sides = (Side("input", rows), Side("output", across)) if len(shape) == 2 else ()
        yield (
            f"heatmap: {shape}",
            charts.ErrorHeatmap(
                ratios,
                "encoder.layers.0.weight",
                verdicts,
                kinks=np.asarray(ratios > 1e9),
                worst=np.unravel_index(int(np.argmax(ratios)), shape),
                **({"sides": sides} if sides else {}),
            ),
        )


class Sweep(NamedTuple):
    """A curve of the h sweep."""

    label: str
    method: str
    dtype: str
    errors: Any
    best: int | None = None
    truncation: float = math.nan
    roundoff: float = math.nan
    missing: tuple[str, ...] = ()


def _of_sweeps() -> Iterator[tuple[str, Chart]]:
    """The V of truncation and round-off."""
    h = 10.0 ** -np.arange(1, 14)
    curves = [
        Sweep(method, method, dtype, errors, int(np.argmin(errors)), order, -1.0)
        for dtype, unit in (("float64", 1e-16), ("float32", 6e-8))
        for method, order in (("central", 2), ("richardson", 4), ("complex_step", 0))
        for errors in [0.1 * h**order + unit / h if order else np.full(13, unit)]
    ]
    for name, moved, size in (("W1", 40, 40), ("encoder.weight", 300, 12_544)):
        yield (
            f"sweep: {name}",
            charts.StepSweepCurves(h, curves, 2.0**-8, 3, parameter=name, moved=moved, size=size),
        )
    yield "note", charts.Note(f"Nothing has been checked yet: {' '.join(LONG)}.")
