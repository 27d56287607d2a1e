"""``GradientReport``: what a gradient check found, in words, as a table and as a figure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.mistakes.subject import Subject, name_in_network
from mlpviz.gradcheck.reading import UNKNOWN, Reading
from mlpviz.gradcheck.readings import TELLING, read_pattern
from mlpviz.gradcheck.readings.coverage import read_partial
from mlpviz.gradcheck.report_html import report_html
from mlpviz.gradcheck.report_summary import worst_text
from mlpviz.gradcheck.report_text import report_text
from mlpviz.gradcheck.result import CheckResult

if TYPE_CHECKING:
    import plotly.graph_objects as go


class GradientCheckError(AssertionError):
    """A gradient is wrong. The message names parameter, element and numbers.

    ``report`` is the report that says so.
    """

    __module__ = "mlpviz"  # as it is imported, and so as tracebacks and pytest name it

    def __init__(self, message: str, report: "GradientReport | None" = None) -> None:
        super().__init__(message)
        self.report = report


@dataclass(frozen=True, eq=False)
class GradientReport(CheckResult):
    """A ``CheckResult`` that tells what it means.

    ``report["W1"]`` is a row, ``print(report)`` a table, ``report.reading`` what the errors look
    like, ``report.figure("W1")`` a heatmap of them. Where the network is known, ``named`` is the
    reading of mistakes that were run on it, or ``subject`` what they are run on once that is asked.
    """

    named: Reading | None = field(default=None, repr=False)
    subject: Subject | None = field(default=None, repr=False)

    @cached_property
    def reading(self) -> Reading:
        """What the errors look like, in one sentence: where to look for the mistake."""
        return self.read()

    def read(self, between: Callable[[], object] = unheard) -> Reading:
        """``reading``, anew: ``between`` is called between two trials of a search for the mistake.

        There are hundreds, in up to some seconds. What ``between`` raises ends the search.
        """
        named, read = self.named, read_partial if self.partial else read_pattern
        if self.subject is not None:
            named = name_in_network(self.subject._replace(between=between))
        if named is not None and named.kind != UNKNOWN:
            return named
        pattern = read(self)
        return pattern if named is None or pattern.kind in TELLING else named

    def raise_if_failed(self, *, unresolved: bool = False) -> None:
        """Raise GradientCheckError that names what is wrong, if the verdict is "fail".

        With ``unresolved`` also if it is "unresolved": the message is the reason, and what to do.
        """
        if unresolved and self.verdict == "unresolved":
            raise GradientCheckError(self.reading.sentence, self)
        if self.verdict == "fail":
            wrong = [worst_text(row).removeprefix("element ") for row in self.failing]
            lines = ["the gradient check failed", *wrong, *self.faults]
            raise GradientCheckError("\n".join(lines), self)

    def __str__(self) -> str:
        """The report as a table for the terminal."""
        return report_text(self, self._told)

    def _repr_html_(self) -> str:
        """The report as a table for notebooks."""
        return report_html(self, self._told)

    def figure(self, name: str) -> "go.Figure":
        """Heatmap of error / tolerance of parameter ``name``, shaped like it.

        Raises KeyError that lists the names.
        """
        from mlpviz.charts.figure import to_figure
        from mlpviz.gradcheck.report_figure import error_heatmap

        return to_figure(error_heatmap(self[name]).figure())

    @property
    def _told(self) -> str:
        """What the errors look like, if something is wrong; else nothing.

        With the wrong line of every mistake that is named, and the right one, a line each.
        """
        if not self.failing and self.named is None and self.subject is None:
            return ""
        lines = (
            f"    {mark}: {line.code}"
            for wrong, right in ((each.wrong, each.right) for each in self.reading.lines)
            for mark, line in (("wrong", wrong), ("right", right))
        )
        return "\n".join([self.reading.sentence, *lines])
