"""The charts of the Predict page with long names, many classes and features, and odd numbers."""

from collections.abc import Iterator

import numpy as np

from mlpviz import charts
from mlpviz.charts import Chart

RNG = np.random.default_rng(1)
LONG = ("chicken-and-egg", "Iris versicolor", "a class of images", "W" * 16)
FEATURES = ("mean fractal dimension", "s1", "od280/od315_of_diluted_wines", "x")


def names(kinds: tuple[str, ...], count: int) -> list[str]:
    """So many names, all of them long."""
    return [f"{kinds[k % len(kinds)]} {k}" for k in range(count)]


def of_predictions() -> Iterator[tuple[str, Chart]]:
    """Names and charts."""
    for count in (2, 3, 10, 24):
        yield from _of_classes(count)
    for d in (1, 2, 4, 13, 30):
        yield from _of_features(d)
    targets = RNG.normal(size=200)
    yield "number", charts.NumberAnswer(0.3, targets, -1.2345e-7, "a target with a long name " * 3)
    yield "number: infinite", charts.NumberAnswer(np.inf, targets)
    for shape in ((8, 8), (3, 6, 6)):
        image = RNG.uniform(size=shape)
        yield (
            f"change: {len(shape)} axes",
            charts.ChangedImage(
                image,
                np.clip(image + 0.1, 0, 1),
                0.0,
                1.0,
                (LONG[0], LONG[3]),
                [[0.9, 0.1], [0.4999, 0.5001]],
                1.2345,
                "standard deviations",
            ),
        )


def _of_classes(count: int) -> Iterator[tuple[str, Chart]]:
    classes, scores = names(LONG, count), RNG.dirichlet(np.ones(count))
    yield f"answer: {count} long names", charts.ClassAnswer(scores, classes, 1)
    values = RNG.normal(size=(count, 8, 8))
    logits = 1000 * RNG.normal(size=count)
    yield f"seen: {count} images", charts.ContributionImages(values, logits, classes)
    counts = np.rint(1200 * RNG.dirichlet(np.full(count, 0.2), count))
    yield f"confusion: {count} long names", charts.ConfusionMatrix(counts, classes)
    digits = [str(k) for k in range(count)]
    yield f"confusion: {count} digits", charts.ConfusionMatrix(counts, digits)
    shares = RNG.uniform(size=(2, count))
    shares[0, 0] = np.nan
    yield (
        f"classes: {count} long names",
        charts.ClassMeasures(shares[0], shares[1], np.full(count, 10), classes),
    )
    images = RNG.uniform(size=(20, 6, 6))
    pairs = [f"{classes[0]}→{classes[1]}"] * 20
    title = f"{classes[0]} taken for {classes[1]}, 1,234"
    yield f"samples: {count} images", charts.SampleImages(images, pairs, pairs, title)
    sure = RNG.uniform(size=10)
    told = ["99.9%"] * 10
    yield (
        f"samples: {count} long names",
        charts.SampleList([f"#123 {pairs[0]}"] * 10, sure, told, pairs[:10], "how sure", title),
    )
    bins = np.linspace(0.05, 0.95, 10)
    share = np.where(bins > 1 / count, 0.1, np.nan)
    yield (
        f"calibration: {count}",
        charts.ReliabilityCurve(bins, bins**2, share, 0.123, "probability"),
    )


def _of_features(d: int) -> Iterator[tuple[str, Chart]]:
    features = names(FEATURES, d)
    classes = names(LONG, 3)
    values = np.tile(np.linspace(-1e5, 1e5, 21), (d, 1))
    curves = RNG.dirichlet(np.ones(3), (d, 21))
    present, now = np.zeros(d), curves[0, 10]
    yield (
        f"along: {d}",
        charts.PartialCurves(values, curves, present, now, features, classes, "probability"),
    )
    one = 1e4 * curves[..., :1]
    yield f"along: a number, {d}", charts.PartialCurves(values, one, present, one[0, 10], features)
    inputs = [f"{x:.3g}" for x in 1e4 * RNG.normal(size=d)]
    yield (
        f"seen: {d} features",
        charts.ContributionTable(RNG.normal(size=(3, d)), features, inputs, classes),
    )
    step = RNG.normal(size=d)
    yield (
        f"change: {d} features",
        charts.ChangedFeatures(
            1e4 * present,
            1e4 * (present + step),
            np.full(d, 1e4),
            features,
            (classes[0], classes[1]),
            [[0.9, 0.1], [0.4999, 0.5001]],
            0.00123,
            "in the network's inputs",
        ),
    )
