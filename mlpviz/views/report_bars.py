"""A gradient check's report as bars, one for each parameter."""

from mlpviz import charts
from mlpviz.charts import Chart
from mlpviz.gradcheck.report import GradientReport
from mlpviz.words import SIGNS


def check_bars(report: GradientReport) -> Chart:
    """A report as bars, or what is wrong beside the gradients."""
    if report.faults:
        return charts.Note(f"{SIGNS['fail']} {' '.join(report.faults)}")
    return report_bars(report)


def report_bars(report: GradientReport) -> Chart:
    """A report's rows as bars."""
    rows = report.rows
    return charts.GradientCheckBars(
        [row.name for row in rows],
        [row.error for row in rows],
        [row.allowed for row in rows],
        [row.verdict for row in rows],
    )
