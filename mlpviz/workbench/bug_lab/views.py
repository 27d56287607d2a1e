"""The bug lab's charts: curves of both twins, both gradient checks, one parameter's errors."""

from collections.abc import Collection
from typing import NamedTuple

from mlpviz import charts
from mlpviz.charts import Chart
from mlpviz.gradcheck.report_figure import error_heatmap, gradient_scatter
from mlpviz.views.report_bars import check_bars
from mlpviz.views.sides import sides
from mlpviz.views.view import View
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.cards import cards
from mlpviz.workbench.protocol import Card

_UNCHECKED = charts.Note("Not checked while it plays, which would take too long: press Pause.")


class Scene(NamedTuple):
    """What the charts of one moment show: the twins, one parameter, the kind of loss axis."""

    twins: Twins
    parameter: str | None
    log: bool


def figures(scene: Scene, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data (``None``: all are built)."""
    return cards(LAB_VIEWS, scene, visible)


def _twins(scene: Scene) -> Chart:
    return scene.twins.curves(log=scene.log)


def _buggy(scene: Scene) -> Chart:
    checks = scene.twins.checks
    return _UNCHECKED if checks is None else check_bars(checks.buggy)


def _scatter(scene: Scene) -> Chart:
    checks = scene.twins.checks
    return _UNCHECKED if checks is None else gradient_scatter(checks.buggy.rows)


def _healthy(scene: Scene) -> Chart:
    checks = scene.twins.checks
    return _UNCHECKED if checks is None else check_bars(checks.healthy)


def _errors(scene: Scene) -> Chart:
    checks = scene.twins.checks
    if checks is None or scene.parameter is None:
        return _UNCHECKED
    trainer = scene.twins.healthy
    named = sides(trainer, scene.parameter)
    return error_heatmap(checks.buggy[scene.parameter], sides=named)


LAB_VIEWS: dict[str, View[Scene]] = {
    "twins": View(
        "Both twins",
        "Loss on the training data and score on the test data after each epoch, of the healthy "
        "twin and of the buggy one. Both start from the same weights and see the samples in the "
        "same order.",
        _twins,
        wide=True,
    ),
    "buggy": View(
        "Check of the buggy twin",
        "The buggy gradient against independent ones, on a few samples at the present weights. A "
        "bar above its dash, the tolerance, is a wrong gradient.",
        _buggy,
    ),
    "healthy": View(
        "Check of the healthy twin",
        "The same check of the twin without the bug: what a right gradient looks like.",
        _healthy,
    ),
    "scatter": View(
        "Gradient against reference, buggy twin",
        "Every weight's gradient over the reference that is sharpest. All on the grey line, of "
        "slope 1: it is right. All on another line: a factor is wrong, such as 1/n (flat), n "
        "(steep) or a sign (falling). Scattered: a step of the backward pass is another one.",
        _scatter,
        wide=True,
    ),
    "errors": View(
        "Errors of one parameter, buggy twin",
        "Error / tolerance of every single weight: above 1 it is wrong, and crossed. Which "
        "parameter it is, is chosen in the table below.",
        _errors,
        wide=True,
        pick=True,
    ),
}
