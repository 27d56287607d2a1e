"""Rows of a gradient check's report as charts: a heatmap of one, a scatter of several."""

from collections.abc import Sequence

import numpy as np

from mlpviz.charts import ErrorHeatmap, GradientScatter
from mlpviz.charts.error_marks import NOT_LOOKED_AT
from mlpviz.charts.tensor_sides import UNNAMED, Side
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow
from mlpviz.gradcheck.verdict import VERDICTS


def error_heatmap(
    row: ParameterRow,
    chosen: Sequence[int] | None = None,
    sides: tuple[Side, Side] = (UNNAMED, UNNAMED),
) -> ErrorHeatmap:
    """A parameter's errors over their tolerances, what the verdict is made of, shaped like it.

    `numbers` are those of every source; `details` error and tolerance, both over the gradient's
    largest entry, and the relative error against the sharpest reference. ``chosen`` is the element
    that is looked at, ``sides`` what rows and columns are.
    """
    sharpest = next(source for source in row.sources if row.values[source] is row.numerical)
    error, tolerance = row.deciding()
    return ErrorHeatmap(
        np.where(row.looked_at, row.excess, np.nan),
        row.name,
        verdicts=np.where(row.looked_at, np.array(VERDICTS)[row.verdicts], NOT_LOOKED_AT),
        kinks=row.kinks,
        worst=row.worst,
        numbers={SOURCE_TITLES[source]: row.values[source] for source in row.sources},
        details={
            "error": error,
            "tolerance": tolerance,
            "relative error": row.relative_error("analytic", sharpest),
        },
        chosen=chosen,
        sides=sides,
    )


def gradient_scatter(rows: Sequence[ParameterRow]) -> GradientScatter:
    """Every entry of the parameters' gradients against its sharpest reference."""
    return GradientScatter(
        [row.name for row in rows],
        [row.analytic for row in rows],
        [row.numerical for row in rows],
        [row.verdicts == 2 for row in rows],
    )
