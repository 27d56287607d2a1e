"""One row of a gradient check's report as a heatmap."""

import numpy as np

from mlpviz.charts import ErrorHeatmap
from mlpviz.gradcheck.row import SOURCE_TITLES, VERDICTS, ParameterRow


def error_heatmap(row: ParameterRow) -> ErrorHeatmap:
    """The relative errors of a parameter's gradient, shaped like it.

    `errors` are those of the analytic gradient against the sharpest reference; `numbers` those of
    every source; `details` the absolute error and the tolerance.
    """
    sharpest = next(source for source in row.sources if row.values[source] is row.numerical)
    return ErrorHeatmap(
        row.relative_error("analytic", sharpest),
        row.name,
        verdicts=np.array(VERDICTS)[row.verdicts],
        kinks=row.kinks,
        worst=row.worst,
        numbers={SOURCE_TITLES[source]: row.values[source] for source in row.sources},
        details={
            "absolute error": row.absolute_error("analytic", sharpest),
            "tolerance": row.tolerance,
        },
    )
