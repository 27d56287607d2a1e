"""What can be odd about the labels of made-up data: rare classes, wrong labels, shuffled ones.

Each draws from a generator of its own. With all of them at their defaults the data are the maker's,
to the bit.
"""

from collections.abc import Callable

import numpy as np

from mlpviz.data.spec import RawData, Values
from mlpviz.engine.options import Option

SHARE, WRONG, SHUFFLED = 1, 2, 3  # tell the generators apart

Maker = Callable[[int, int, float], RawData]


def label_options(n_classes: int) -> dict[str, Option]:
    """The options of made-up data with so many classes; 0 is regression."""
    if not n_classes:
        return {
            "label_noise": Option(
                "Wrong targets", 0.0, 0.0, 0.5, 0.05, "Share of samples with another one's target."
            ),
            "shuffle_labels": Option(
                "Shuffle targets", 0, 0, 1, 1, "Then nothing can be learned but by heart."
            ),
        }
    return {
        "share": Option(
            "Share of the first class", 1 / n_classes, 0.01, 0.99, 0.05, "0.05 makes it rare."
        ),
        "label_noise": Option(
            "Wrong labels", 0.0, 0.0, 0.5, 0.05, "Share of samples with another class's label."
        ),
        "shuffle_labels": Option(
            "Shuffle labels", 0, 0, 1, 1, "Then nothing can be learned but by heart."
        ),
    }


def class_counts(n_samples: int, share: float, n_classes: int) -> list[int]:
    """Samples of each class where the first has ``share`` of them, the others as many each."""
    first = round(share * n_samples)
    rest, others = n_samples - first, n_classes - 1
    return [first, *(rest // others + (i < rest % others) for i in range(others))]


def made(
    make: Maker,
    n_classes: int,
    seed: int,
    *,
    n_samples: int,
    noise: float,
    share: float | None = None,
    label_noise: float = 0.0,
    shuffle_labels: int = 0,
) -> RawData:
    """What ``make(seed, n_samples, noise)`` gives, then as the options say; 0 classes: regression.

    ``share`` is that of the first class; None, or 1 / n_classes, is as ``make`` has it. A share
    ``label_noise`` of every class is labelled as one of the others, evenly among them; of
    regression, so many samples have the target of another one. ``shuffle_labels`` 1 permutes them.
    """
    if share is None or share == 1 / n_classes:
        raw = make(seed, n_samples, noise)
    else:
        raw = _uneven(make, seed, noise, class_counts(n_samples, share, n_classes))
    y = raw.y
    if label_noise:
        rng = np.random.default_rng([seed, WRONG])
        y = (
            _relabelled(y, label_noise, n_classes, rng)
            if n_classes
            else _moved(y, label_noise, rng)
        )
    if shuffle_labels:
        y = np.random.default_rng([seed, SHUFFLED]).permutation(y)
    return RawData(raw.X, y, raw.feature_names, raw.class_names)


def _uneven(make: Maker, seed: int, noise: float, counts: list[int]) -> RawData:
    """As many samples of every class, drawn from more of them: of each the most that one needs."""
    raw = make(seed, len(counts) * max(counts), noise)
    rng = np.random.default_rng([seed, SHARE])
    rows = np.sort(
        np.concatenate(
            [
                rng.choice(np.flatnonzero(raw.y == k), count, replace=False)
                for k, count in enumerate(counts)
            ]
        )
    )
    return RawData(raw.X[rows], raw.y[rows], raw.feature_names, raw.class_names)


def _relabelled(y: Values, share: float, n_classes: int, rng: np.random.Generator) -> Values:
    """Labels [n] of which this share of every class is now one of the others."""
    new = y.copy()
    for k in range(n_classes):
        rows = np.flatnonzero(y == k)
        wrong = rng.choice(rows, round(share * len(rows)), replace=False)
        new[wrong] = (k + 1 + np.arange(len(wrong)) % (n_classes - 1)) % n_classes
    return new


def _moved(y: Values, share: float, rng: np.random.Generator) -> Values:
    """Targets [n] of which this share has changed places, each to another sample."""
    new = y.copy()
    rows = rng.choice(len(y), round(share * len(y)), replace=False)
    new[rows] = y[np.roll(rows, 1)]
    return new
