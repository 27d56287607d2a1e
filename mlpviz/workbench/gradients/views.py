"""The cards of the Gradients page: the table ``VIEWS``, and ``figures`` builds those on screen."""

from collections.abc import Collection
from typing import NamedTuple

from mlpviz import charts
from mlpviz.charts import Chart
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_figure import error_heatmap, gradient_scatter
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.run import Trainer
from mlpviz.views.report_bars import report_bars
from mlpviz.views.sides import sides
from mlpviz.views.view import View
from mlpviz.words import duration, percent
from mlpviz.workbench.cards import cards
from mlpviz.workbench.elements import looked_at
from mlpviz.workbench.gradients.session import Gradients
from mlpviz.workbench.protocol import Card


class Moment(NamedTuple):
    """What the views show: the report, the row that is selected in it, and the run."""

    gradients: Gradients
    trainer: Trainer
    report: GradientReport | None
    row: ParameterRow | None


def figures(moment: Moment, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data (``None``: all are built)."""
    return cards(VIEWS, moment, visible)


_UNCHECKED = charts.Note("Nothing has been checked yet.")


def _heatmap(moment: Moment) -> Chart:
    row = moment.row
    if row is None:
        return _UNCHECKED
    trainer = moment.trainer
    named = sides(trainer, row.name)
    return error_heatmap(row, looked_at(moment.gradients.element, row), named)


def _sweep(moment: Moment) -> Chart:
    sweep, h = moment.gradients.sweep, moment.gradients.choices.h
    if sweep.problem is not None:
        return charts.Note(sweep.problem)
    if sweep.found is None:
        return charts.Note(f"Trying steps: {percent(sweep.share or 0.0, 0)}")
    chosen = h if h is not None or moment.report is None else moment.report.h
    epoch = None if sweep.fresh else sweep.epoch
    elements = sweep.found.elements
    name = elements[0][0]  # all are of one parameter
    return charts.StepSweepCurves(
        sweep.found.h,
        sweep.found.curves,
        chosen,
        epoch,
        parameter=name,
        moved=len(elements),
        size=moment.trainer.network.params[name].size,
    )


def _scatter(moment: Moment) -> Chart:
    row = moment.row
    if row is None:
        return _UNCHECKED
    if row.verdict == "unresolved":
        return charts.Note(f"{row.name} cannot be resolved: no reference is known well enough.")
    return gradient_scatter([row])


def _history(moment: Moment) -> Chart:
    watch = moment.gradients.watch
    if watch.problem is not None:
        return charts.Note(watch.problem)
    if watch.errors is None:
        return _UNCHECKED
    found = watch.errors.found
    return charts.ErrorHistory(
        found.epochs,
        found.names,
        found.errors,
        found.tolerances,
        shapes=[moment.trainer.network.params[name].shape for name in found.names],
        time=_share(moment),
    )


def _share(moment: Moment) -> str:
    """What a check takes, beside the latest epoch: ``check 2.1 ms, 35% of an epoch``."""
    watch, epoch = moment.gradients.watch, moment.trainer.history.newest.seconds
    if watch.errors is None or watch.errors.seconds is None:
        return "not known yet"
    words = f"check {duration(watch.errors.seconds)}"
    if not epoch:
        return words
    return f"{words}, {percent(watch.errors.seconds / epoch, 0)} of an epoch"


def _bars(moment: Moment) -> Chart:
    return _UNCHECKED if moment.report is None else report_bars(moment.report)


VIEWS: dict[str, View[Moment]] = {
    "heatmap": View(
        "Error heatmap",
        "Error / tolerance of every element of the selected parameter, shaped like it: above 1 it "
        "is wrong, and the colour leaps. Grey cannot be judged. Whole rows or columns that stand "
        "out name the unit or the input that goes wrong. Click a cell to see all its numbers.",
        _heatmap,
        wide=True,
        pick=True,
    ),
    "scatter": View(
        "Gradient against reference",
        "Every entry of the selected parameter's gradient over the reference that is sharpest. "
        "All on the grey line, of slope 1: it is right. All on another line: a factor is wrong, "
        "such as 1/n (flat), n (steep) or a sign (falling). Scattered: a step of the backward pass "
        "is another one.",
        _scatter,
    ),
    "sweep": View(
        "Step size h",
        "The error of numerical gradients of the selected parameter against their step. Central "
        "differences make a V: to the right the step is too long for a straight line, to the left "
        "round-off is divided by it. The complex step subtracts nothing: it stays at the bottom. "
        "Dotted slopes are those of theory, where the curves have them. The vertical line is the "
        "step in use.",
        _sweep,
        wide=True,
    ),
    "bars": View(
        "Gradient check",
        "Per parameter the error that comes closest to its tolerance, over the largest gradient. "
        "The dash is the tolerance, derived from round-off and truncation. A bar above its dash is "
        "a wrong gradient.",
        _bars,
    ),
    "history": View(
        "Error over training",
        "The worst error of every parameter at every epoch, on a small fixed batch, by the complex "
        "step. A gradient may be right at first and wrong later, where units saturate or die.",
        _history,
        wide=True,
    ),
}
