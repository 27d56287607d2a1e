"""What two of the experiments begin with, computed while you look: pure functions to tables."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from mlpviz.gradcheck.structured.autograd import differentiate
from mlpviz.presets.warm_ups import (
    naive_logistic_loss,
    negative_log_probability,
    stable_logistic_loss,
    sum_of_squares,
)
from mlpviz.words import number, rounded

LOGITS = ((-1e11, 0.0), (40.0, 0.0), (-40.0, 1.0), (-2.0, 0.0), (0.5, 1.0))  # z2 and y


class Table(NamedTuple):
    """Headings, lines, and a sentence on what they show."""

    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    conclusion: str


class WarmUp(NamedTuple):
    """One row of ``WARM_UPS``: title, Markdown, and what computes the table and keeps it."""

    title: str
    text: str
    compute: Callable[[], Table]


@lru_cache(maxsize=1)
def logistic_losses() -> Table:
    """The naive and the stable form of the logistic loss at a few logits."""
    lines = []
    for z, y in LOGITS:
        sample = np.array([z]), np.array([y])
        values = naive_logistic_loss(*sample), stable_logistic_loss(*sample)
        lines.append((number(z), number(y), *(_loss(value) for value in values)))
    return Table(
        ("z₂", "y", "naive", "stable"),
        tuple(lines),
        "Where p rounds to 0 or 1, the naive form takes the logarithm of 0. The stable one never "
        "computes p.",
    )


@lru_cache(maxsize=1)
def closed_forms() -> Table:
    """Both gradients in closed form against autograd's; imports torch the first time.

    Raises MissingTorchError if it is not installed.
    """
    rng = np.random.default_rng(0)
    x, W, h = rng.normal(size=5), rng.normal(size=(3, 4)), rng.normal(size=4)
    label = 2
    pairs = {
        "Σ(x² + 2x)": (
            "2x + 2",
            sum_of_squares(x)[1],
            differentiate(lambda x: (x**2 + 2 * x).sum(), x),
        ),
        "−log softmax(W h)₂": (
            "(p − onehot) hᵀ",
            negative_log_probability(W, h, label)[1],
            differentiate(lambda W, h: -(W @ h).log_softmax(0)[label], W, h),
        ),
    }
    lines = []
    for function, (form, ours, autograds) in pairs.items():
        error = float(np.abs(ours - autograds).max())
        lines.append((function, form, number(error)))
    return Table(
        ("y", "gradient", "largest error"),
        tuple(lines),
        "Every entry agrees with autograd to the last bits.",
    )


def _loss(value: float) -> str:
    """As Python prints it: nan, inf, 0.0, 0.1269."""
    return repr(rounded(value, 4))


WARM_UPS: Mapping[str, WarmUp] = {
    "logistic loss": WarmUp(
        "Part a: the logistic loss, naive and stable",
        r"Naive: $-y \log p - (1-y) \log(1-p)$ with $p = 1/(1+e^{-z_2})$. Stable: "
        r"$-y z_2 + \log(1+e^{z_2})$. Here $z_2$ is the output of a 5-6-1 network without biases.",
        logistic_losses,
    ),
    "closed forms": WarmUp(
        "Warm-ups: two gradients by hand",
        "Closed forms of one line each, against torch's autograd, on random numbers: five of them "
        "in $x$, and $W$ of 3 × 4.",
        closed_forms,
    ),
}
