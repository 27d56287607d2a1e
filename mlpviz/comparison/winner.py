"""Who is best, as far as the test samples can tell: pure functions of scores."""

from math import hypot, isfinite, sqrt

from mlpviz.comparison.curves import Score

CLEAR = 2.0  # standard errors: what luck alone gives in one comparison of twenty


def standard_error(score: Score, value: float, n: int) -> float:
    """How far a test score of ``n`` samples lies from that of ever more of them, by luck alone.

    Of an accuracy sqrt(p (1 - p) / n), with two samples more, one right and one wrong, so that
    none of all right is no certainty (Agresti and Coull 1998). Of an R² (1 - R²) sqrt(2 / n), as
    the mean of n squared errors that are normal.
    """
    if score == "accuracy":
        p = (value * n + 1.0) / (n + 2.0)
        return sqrt(p * (1.0 - p) / (n + 2.0))
    return (1.0 - value) * sqrt(2.0 / max(n, 1))


def is_clear(score: Score, better: float, other: float, n: int) -> bool:
    """Whether a test score of ``n`` samples is better than another one by more than their noise."""
    if not isfinite(other):
        return isfinite(better)
    noise = hypot(standard_error(score, better, n), standard_error(score, other, n))
    return better - other > CLEAR * noise


def is_above_chance(score: Score, value: float, chance: float, n: int) -> bool:
    """Whether a test score is clearly better than that of the best constant answer."""
    return value - chance > CLEAR * standard_error(score, chance, n)
