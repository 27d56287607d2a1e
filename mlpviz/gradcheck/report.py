"""``GradientReport``: what a gradient check found, with a verdict, as data and as text."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mlpviz.arrays import Array
from mlpviz.gradcheck.report_text import element_text, report_text
from mlpviz.gradcheck.row import ParameterRow, Verdict

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mlpviz.gradcheck.patterns.reading import Reading


class GradientCheckError(AssertionError):
    """A gradient is wrong. The message names parameter, element and numbers."""


@dataclass(frozen=True, eq=False)
class LayerDeltas:
    """delta = d loss / d z of one layer, [n, units], divided by n, sample by sample.

    ``analytic`` is what the checked backward pass has, ``numerical`` the sharpest reference and
    ``bound`` how far both may lie apart; ``z`` are the pre-activations.
    """

    z: Array
    analytic: Array
    numerical: Array
    bound: Array


@dataclass(frozen=True, eq=False)
class GradientReport:
    """Verdict on all parameters; ``report["W1"]`` is a row, ``print(report)`` a table.

    Attributes
    ----------
    rows : one ``ParameterRow`` per parameter, in their order
    faults : sentences on what is wrong beside the gradients (forward pass, loss value, spot checks)
    notes : sentences on what limits the check, without being a fault
    loss : the loss of the code under test, L2 term included
    reference_loss : the checker's own value of it; None for foreign code
    h : largest nudge of the central differences; None without them
    n : samples; None for foreign code
    dtype : of the code under test
    spots : how many entries were also moved through the network's own loss
    seconds : time taken
    layers : delta of every layer, first layer first; empty for foreign code
    """

    rows: tuple[ParameterRow, ...]
    loss: float
    dtype: str
    seconds: float
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reference_loss: float | None = None
    h: float | None = None
    n: int | None = None
    spots: int = 0
    layers: tuple[LayerDeltas, ...] = field(default=(), repr=False)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the numbers come from, in the order of ``SOURCES``."""
        return self.rows[0].sources if self.rows else ()

    @property
    def verdict(self) -> Verdict:
        """The worst of the rows' verdicts; any fault is a "fail"."""
        verdicts = {row.verdict for row in self.rows}
        if self.faults or "fail" in verdicts:
            return "fail"
        return "unresolved" if "unresolved" in verdicts else "pass"

    @property
    def passed(self) -> bool:
        """Whether the verdict is "pass"."""
        return self.verdict == "pass"

    @property
    def failing(self) -> tuple[ParameterRow, ...]:
        """The rows that fail."""
        return tuple(row for row in self.rows if row.verdict == "fail")

    @cached_property
    def reading(self) -> "Reading":
        """What the errors look like, in one sentence: where to look for the mistake.

        ``mlpviz.gradcheck.patterns.read_pattern`` can tell more, given the network.
        """
        from mlpviz.gradcheck.patterns import read_pattern

        return read_pattern(self)

    def __getitem__(self, name: str) -> ParameterRow:
        """The row of parameter ``name``. Raises KeyError that lists the names."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"no parameter {name!r}; there are: {', '.join(r.name for r in self.rows)}")

    def raise_if_failed(self) -> None:
        """Raise GradientCheckError that names what is wrong, if the verdict is "fail"."""
        if self.verdict == "fail":
            wrong = [f"{row.name}{element_text(row)}" for row in self.failing]
            raise GradientCheckError("\n".join(["the gradient check failed", *wrong, *self.faults]))

    def __str__(self) -> str:
        """The report as a table for the terminal."""
        return report_text(self)

    def _repr_html_(self) -> str:
        """The report as a table for notebooks."""
        from mlpviz.gradcheck.report_html import report_html

        return report_html(self)

    def figure(self, name: str) -> "go.Figure":
        """Heatmap of the relative errors of parameter ``name``, shaped like it.

        Raises KeyError that lists the names.
        """
        from mlpviz.charts.figure import to_figure
        from mlpviz.gradcheck.report_figure import report_figure

        return to_figure(report_figure(self[name]))
