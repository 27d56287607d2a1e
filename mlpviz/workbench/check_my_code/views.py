"""The cards of the Check my code page: the table ``VIEWS``; ``figures`` builds those on screen."""

from collections.abc import Collection
from typing import NamedTuple

from mlpviz.charts import Chart
from mlpviz.charts.tensor_sides import Side
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_figure import error_heatmap, gradient_scatter
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.views.view import View
from mlpviz.workbench.cards import cards
from mlpviz.workbench.protocol import Card


class Shown(NamedTuple):
    """What the views show: the report, the row that is selected in it, and the element of that.

    ``named`` are the row's rows and columns.
    """

    report: GradientReport
    row: ParameterRow
    chosen: tuple[int, ...]
    named: tuple[Side, Side]


def figures(shown: Shown, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data (``None``: all are built)."""
    return cards(VIEWS, shown, visible)


def _heatmap(shown: Shown) -> Chart:
    return error_heatmap(shown.row, shown.chosen, shown.named)


def _scatter(shown: Shown) -> Chart:
    return gradient_scatter(shown.report.rows)


VIEWS: dict[str, View[Shown]] = {
    "heatmap": View(
        "Error heatmap",
        "Error / tolerance of every element of the selected parameter, shaped like it: above 1 it "
        "is wrong, and the colour leaps. Whole rows or columns that stand out name the unit or the "
        "input that goes wrong. Click a cell to see all its numbers.",
        _heatmap,
        wide=True,
        pick=True,
    ),
    "scatter": View(
        "Your gradient against the reference",
        "Every entry of your gradients over the exact one. All on the grey line, of slope 1: it is "
        "right. All on another line: a factor is wrong, such as 1/n (flat), n (steep) or a sign "
        "(falling). Scattered: a step of the backward pass is another one.",
        _scatter,
        wide=True,
    ),
}
