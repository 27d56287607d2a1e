"""``Evidence``: a gradient report as parameters, some of them wrong, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.roles import Role, roles_of
from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import SHARPEST_FIRST, ParameterRow

TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, eq=False)
class Row:
    """A parameter's gradient against the sharpest reference.

    ``tolerance`` bounds by how much rounding alone can move ``actual`` from ``right``; ``role``
    says what is known of the parameter.
    """

    name: str
    actual: Array
    right: Array
    tolerance: Array
    role: Role

    @classmethod
    def of(cls, row: ParameterRow, role: Role) -> "Row":
        """That of a report's row."""
        source = next(source for source in SHARPEST_FIRST if source in row.values)
        bound = row.bounds["analytic"] + row.bounds[source] + TINY
        return cls(row.name, row.analytic, row.numerical, bound, role)

    @property
    def layer(self) -> int:
        """Number of its layer, 0 if that is unknown."""
        return self.role.layer

    @cached_property
    def fails(self) -> Array:
        """Which numbers are wrong, beyond rounding."""
        fails: Array = ~(np.abs(self.actual - self.right) <= self.tolerance)
        return fails

    @property
    def wrong(self) -> bool:
        """Whether any number is wrong."""
        return bool(self.fails.any())

    @property
    def telling(self) -> bool:
        """Whether any number is not 0 beyond rounding: one that is would pass without proof."""
        return bool(np.any(np.abs(self.right) > self.tolerance))


@dataclass(frozen=True, eq=False)
class Evidence:
    """The numbers that readings are tested on; ``params`` are the parameters, if known."""

    report: CheckResult
    rows: tuple[Row, ...]
    params: Mapping[str, Array] | None = None

    @classmethod
    def of(cls, report: CheckResult) -> "Evidence":
        """Sort a report's numbers."""
        names, shapes = [row.name for row in report.rows], [row.shape for row in report.rows]
        roles = roles_of(names, shapes, in_out=bool(report.layers))
        rows = (Row.of(row, role) for row, role in zip(report.rows, roles, strict=True))
        return cls(report, tuple(rows), report.params)

    @cached_property
    def failing(self) -> tuple[Row, ...]:
        """The parameters that are wrong."""
        return tuple(row for row in self.rows if row.wrong)
