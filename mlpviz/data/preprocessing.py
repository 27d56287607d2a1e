"""Ways to shift and scale inputs. Each is fitted on the training split alone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.data.spec import Floats, Values


@dataclass(frozen=True)
class Preprocessing:
    """One row of the table: `fit(X_train [n, d]) -> (shift [d], scale [d])`.

    The inputs of both splits then become (X - shift) / scale. A feature that is constant on the
    training split gets scale 1, so that it is only shifted. `advice` says in the imperative what
    whoever proposes it asks for.
    """

    title: str
    help: str
    fit: Callable[[Floats], tuple[Floats, Floats]]
    advice: str


def fit_none(X: Floats) -> tuple[Floats, Floats]:
    """Leave the inputs as they are: shift 0, scale 1."""
    d = X.shape[1]
    return np.zeros(d), np.ones(d)


def fit_standardize(X: Floats) -> tuple[Floats, Floats]:
    """Give every feature mean 0 and standard deviation 1 (the biased one, dividing by n)."""
    varies = np.ptp(X, axis=0) > 0  # the spread, not the std: round-off leaves the latter above 0
    return X.mean(axis=0), np.where(varies, X.std(axis=0), 1.0)


def fit_standardize_unbiased(X: Floats) -> tuple[Floats, Floats]:
    """As ``fit_standardize``, with n - 1 in the denominator of the variance."""
    n = len(X)
    shift, scale = fit_standardize(X)
    return shift, np.where(np.ptp(X, axis=0) > 0, scale * np.sqrt(n / max(n - 1, 1)), scale)


def fit_standardize_global(X: Floats) -> tuple[Floats, Floats]:
    """Give all entries together mean 0 and standard deviation 1: one shift and scale for all."""
    d = X.shape[1]
    scale = float(X.std()) if np.ptp(X) > 0 else 1.0
    return np.full(d, X.mean()), np.full(d, scale)


def fit_minmax(X: Floats) -> tuple[Floats, Floats]:
    """Bring every feature to 0..1 on the training split; test rows may fall outside."""
    low, spread = X.min(axis=0), np.ptp(X, axis=0)
    return low, np.where(spread > 0, spread, 1.0)


def fit_targets(y: Values) -> tuple[Floats | float, Floats | float]:
    """Shift and scale that give each target mean 0 and standard deviation 1; constant ones keep 1.

    ``y`` are the training split's, [n] or [n, k]. Both are numbers, of several targets arrays [k].
    """
    if y.ndim == 2 and y.shape[1] > 1:
        return fit_standardize(y.astype(np.float64, copy=False))
    flat = y.ravel()
    return float(flat.mean()), float(flat.std()) if np.ptp(flat) > 0 else 1.0


PREPROCESSING: dict[str, Preprocessing] = {
    "none": Preprocessing("None", "Use the raw values.", fit_none, "use the raw inputs"),
    "standardize": Preprocessing(
        "Standardise",
        "Each feature gets mean 0 and standard deviation 1 on the training split.",
        fit_standardize,
        "standardise the inputs",
    ),
    "standardize_unbiased": Preprocessing(
        "Standardise (n - 1)",
        "As Standardise, with n - 1 in the denominator of the variance.",
        fit_standardize_unbiased,
        "standardise the inputs (n - 1)",
    ),
    "standardize_global": Preprocessing(
        "Standardise all together",
        "One mean and one standard deviation over all features: right for images.",
        fit_standardize_global,
        "standardise the inputs all together",
    ),
    "minmax": Preprocessing(
        "Min-max",
        "Each feature is brought to 0..1 on the training split.",
        fit_minmax,
        "bring the inputs to 0..1",
    ),
}
