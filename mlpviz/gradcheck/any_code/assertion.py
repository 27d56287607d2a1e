"""``assert_gradients``: ``check_gradients`` as a statement of a test."""

from collections.abc import Callable, Sequence
from typing import Any

from mlpviz.gradcheck.any_code.check import check_gradients
from mlpviz.gradcheck.report import GradientCheckError, GradientReport


def assert_gradients(
    loss_fn: Callable[..., Any],
    params: Any,
    grads: Any,
    h: float | None = None,
    sources: str | Sequence[str] | None = None,
    *,
    unresolved: bool = False,
    **options: Any,
) -> GradientReport:
    """Check gradients as ``check_gradients`` does, and raise if one is wrong; else the report.

    All arguments are those of ``check_gradients``; ``options`` are ``X``, ``Y``, ``limit`` and what
    else it takes by name. With ``unresolved``, a check that could not decide raises, too.

    Raises GradientCheckError, an AssertionError, whose message is the whole report with its reading
    and whose ``report`` is the report itself. Raises GradientCheckInputError if nothing can be
    compared, as ``check_gradients`` does.

    Examples
    --------
    >>> W = np.array([[1.0, -2.0], [0.5, 3.0]])
    >>> assert_gradients(lambda: np.sum(W**2), {"W": W}, {"W": 2.0 * W}).verdict
    'pass'
    """
    __tracebackhide__ = True  # pytest shows the line of the test, not this one
    report = check_gradients(loss_fn, params, grads, h, sources, **options)
    if report.verdict == "fail" or (unresolved and not report.passed):
        raise GradientCheckError(str(report), report)
    return report
