"""A gradient check's report as bars, one for each parameter."""

from mlpviz import charts
from mlpviz.charts.figure import Figure
from mlpviz.gradcheck.report import GradientReport


def check_bars(report: GradientReport) -> tuple[Figure, str]:
    """A report as bars, or what is wrong beside the gradients; and its text alternative."""
    if report.faults:
        words = "✗ " + " ".join(report.faults)
        return charts.Note(words).figure(), words
    return report_bars(report)


def report_bars(report: GradientReport) -> tuple[Figure, str]:
    """A report's rows as bars, and their text alternative."""
    rows = report.rows
    args = (
        [row.name for row in rows],
        [row.error for row in rows],
        [row.allowed for row in rows],
        [row.verdict for row in rows],
    )
    return charts.gradient_check_bars(*args), charts.gradient_check_summary(*args)
