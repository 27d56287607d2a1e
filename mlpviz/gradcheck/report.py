"""What a gradient check found: one row per parameter, a verdict, and a table for the terminal."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, Any]

Verdict = Literal["pass", "fail", "unresolved"]
COARSE = 1e-3  # a check that cannot see an error of this share of the largest entry says so


@dataclass(frozen=True, eq=False)
class ParameterRow:
    """The comparison of one parameter's gradient with the numerical one.

    Attributes
    ----------
    name, shape : of the parameter
    verdict : "fail" if any element is off by more than its tolerance, or not finite; else
        "unresolved" if ``resolution`` exceeds 1e-3; else "pass"
    analytic, numerical, tolerance : arrays of the parameter's shape; the tolerance is derived from
        truncation and round-off, element by element
    kinks : where the nudge crosses a kink of ReLU for some sample (the derivative is then that of
        the smooth piece that contains the current point)
    worst : index of the element with the largest error / tolerance
    max_abs_error : max |analytic - numerical|
    relative_error, relative_tolerance : at ``worst``, error and tolerance over the largest
        |numerical| entry of the parameter; the first exceeds the second exactly if the row fails
    resolution : largest tolerance over the largest |numerical|: any element that is wrong by more
        than this share of the largest entry is caught. 0 where the gradient is exactly zero
    failing_share, kink_share : shares of elements in [0, 1]
    """

    name: str
    shape: tuple[int, ...]
    verdict: Verdict
    analytic: Array = field(repr=False)
    numerical: Array = field(repr=False)
    tolerance: Array = field(repr=False)
    kinks: Array = field(repr=False)
    worst: tuple[int, ...]
    max_abs_error: float
    relative_error: float
    relative_tolerance: float
    resolution: float
    failing_share: float
    kink_share: float

    @classmethod
    def compare(
        cls, name: str, analytic: Array, numerical: Array, tolerance: Array, kinks: Array
    ) -> "ParameterRow":
        """Judge ``analytic`` by ``numerical`` and ``tolerance`` > 0, arrays of one shape."""
        analytic = np.asarray(analytic, dtype=np.float64)
        with np.errstate(all="ignore"):
            error = np.abs(analytic - numerical)
            excess = error / tolerance
            if not np.isfinite(tolerance.max()):
                excess[~np.isfinite(tolerance)] = np.nan
            worst = np.unravel_index(int(np.argmax(excess)), error.shape)  # NaN counts as largest
            failing_share = 1.0 - np.count_nonzero(excess <= 1.0) / error.size
            max_abs_error = float(error.max())
            largest = np.abs(numerical).max()
            exact = largest == 0.0 and max_abs_error == 0.0
            unit = np.float64(1.0) if exact else largest
            resolution = 0.0 if exact else float(tolerance.max() / unit)
            relative_error = float(error[worst] / unit)
            relative_tolerance = float(tolerance[worst] / unit)
        verdict: Verdict = "pass"
        if failing_share > 0.0:
            verdict = "fail"
        elif resolution > COARSE:
            verdict = "unresolved"
        return cls(
            name=name,
            shape=tuple(error.shape),
            verdict=verdict,
            analytic=analytic,
            numerical=numerical,
            tolerance=tolerance,
            kinks=kinks,
            worst=tuple(int(i) for i in worst),
            max_abs_error=max_abs_error,
            relative_error=relative_error,
            relative_tolerance=relative_tolerance,
            resolution=resolution,
            failing_share=failing_share,
            kink_share=np.count_nonzero(kinks) / kinks.size,
        )

    @property
    def max_rel_error(self) -> float:
        """max of |analytic - numerical| / max(|analytic|, |numerical|), 0/0 being 0."""
        error = np.abs(self.analytic - self.numerical)
        size = np.maximum(np.abs(self.analytic), np.abs(self.numerical))
        with np.errstate(all="ignore"):
            return float(np.where(error == 0.0, 0.0, error / size).max())


@dataclass(frozen=True, eq=False)
class GradientReport:
    """Verdict on all parameters of a network; ``report["W1"]`` is a row, ``print(report)`` a table.

    Attributes
    ----------
    rows : one ``ParameterRow`` per parameter, in the network's order
    faults : sentences on what is wrong beside the gradients (forward pass, loss value, spot checks)
    loss, checker_loss : the engine's loss and the checker's own, both with the L2 term
    h : largest nudge of a pre-activation; n : samples; dtype : the network's
    spots : how many single weights were checked through the engine's own loss
    seconds : time taken
    """

    rows: tuple[ParameterRow, ...]
    faults: tuple[str, ...]
    loss: float
    checker_loss: float
    h: float
    n: int
    dtype: str
    spots: int
    seconds: float

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

    def __getitem__(self, name: str) -> ParameterRow:
        """The row of parameter ``name``. Raises KeyError that lists the names."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"no parameter {name!r}; there are: {', '.join(r.name for r in self.rows)}")

    def __str__(self) -> str:
        """The report as a table for the terminal."""
        head = (
            f"gradient check: {self.verdict.upper()}   analytic against central differences\n"
            f"{self.n} samples, {self.dtype}, h = {self.h:.3g}, loss {self.loss:.6g}, "
            f"{self.spots} weights spot-checked, {1e3 * self.seconds:.1f} ms"
        )
        table = [_HEADINGS, *(_cells(row) for row in self.rows)]
        widths = [max(len(line[i]) for line in table) for i in range(len(_HEADINGS))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in table
        ]
        notes = [f"! {fault}" for fault in self.faults]
        if self.verdict == "unresolved":
            notes.append(
                "unresolved: the tolerance exceeds 0.001 of the largest entry, because the gradient"
                " is tiny beside the loss or changes too sharply"
            )
        rule = "-" * max(len(line) for line in lines)
        return "\n".join([head, "", lines[0], rule, *lines[1:], *notes])


_HEADINGS = (
    "parameter",
    "shape",
    "verdict",
    "max |error|",
    "error/max",
    "tolerance",
    "resolution",
    "failing",
    "kinks",
    "worst element: analytic, numerical",
)


def _cells(row: ParameterRow) -> tuple[str, ...]:
    where = ", ".join(str(i) for i in row.worst)
    return (
        row.name,
        " x ".join(str(size) for size in row.shape),
        row.verdict,
        f"{row.max_abs_error:.1e}",
        f"{row.relative_error:.1e}",
        f"{row.relative_tolerance:.1e}",
        f"{row.resolution:.1e}",
        f"{row.failing_share:.1%}",
        f"{row.kink_share:.1%}",
        f"[{where}]: {row.analytic[row.worst]:.9g}, {row.numerical[row.worst]:.9g}",
    )
