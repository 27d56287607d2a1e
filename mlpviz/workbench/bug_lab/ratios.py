"""The buggy twin's gradient over its reference, in numbers that tell n from 1/n."""

import numpy as np

from mlpviz.charts.slopes import Slope, fitted_slope, ratio_text
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.words import SIGNS, number, percent


def slope_of(row: ParameterRow) -> Slope:
    """The line through a parameter's gradient over its reference, where both are finite."""
    finite = np.isfinite(row.analytic) & np.isfinite(row.numerical)
    return fitted_slope(row.analytic[finite], row.numerical[finite])


def relative_to_reference(row: ParameterRow) -> float:
    """||a - r|| / ||r|| of the gradient a and its reference r: n - 1 for n r, 1 - 1/n for r / n.

    0 / 0 is 0, all else over 0 is infinite.
    """
    size = max(float(np.abs(array).max(initial=0.0)) for array in (row.analytic, row.numerical))
    if size == 0.0:
        return 0.0
    with np.errstate(all="ignore"):
        a, r = row.analytic / size, row.numerical / size
        return float(np.linalg.norm(a - r) / np.float64(np.linalg.norm(r)))


def ratio_lines(report: GradientReport) -> list[list[str]]:
    """For each parameter: name and verdict, slope, how far entries are off it, relative error."""
    lines = []
    for row in report.rows:
        slope = slope_of(row)
        lines.append(
            [
                f"{row.name} {SIGNS[row.verdict]}",
                slope.text if slope.on_line else f"≈ {slope.text}",
                "0" if slope.on_line else percent(slope.off, 0),
                number(relative_to_reference(row), 3),
            ]
        )
    return lines


def element_ratio(row: ParameterRow, index: tuple[int, ...]) -> str:
    """The gradient of one element over its reference, as text."""
    with np.errstate(all="ignore"):
        return ratio_text(float(row.analytic[index] / row.numerical[index]))
