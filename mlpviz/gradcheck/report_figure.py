"""One row of a gradient check's report as a heatmap."""

from typing import Any

import numpy as np

from mlpviz.charts.error_heatmap import error_heatmap, error_heatmap_summary
from mlpviz.gradcheck.row import SOURCE_TITLES, VERDICTS, ParameterRow


def heatmap_arrays(row: ParameterRow) -> dict[str, Any]:
    """What `charts.error_heatmap` takes: arrays of the parameter's shape.

    `errors` are those of the analytic gradient against the sharpest reference; `numbers` those of
    every source; `details` the absolute error and the tolerance.
    """
    sharpest = next(source for source in row.sources if row.values[source] is row.numerical)
    return {
        "errors": row.relative_error("analytic", sharpest),
        "name": row.name,
        "verdicts": np.array(VERDICTS)[row.verdicts],
        "kinks": row.kinks,
        "worst": row.worst,
        "numbers": {SOURCE_TITLES[source]: row.values[source] for source in row.sources},
        "details": {
            "absolute error": row.absolute_error("analytic", sharpest),
            "tolerance": row.tolerance,
        },
    }


def report_figure(row: ParameterRow) -> dict[str, Any]:
    """The relative errors of a parameter's gradient, shaped like it, as a plain Plotly figure."""
    return error_heatmap(**heatmap_arrays(row))


def report_figure_summary(row: ParameterRow) -> str:
    """The same in words."""
    arrays = heatmap_arrays(row)
    details = arrays.pop("details")
    arrays["numbers"] |= details
    return error_heatmap_summary(**arrays)
