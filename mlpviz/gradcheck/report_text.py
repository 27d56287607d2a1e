"""A gradient check's report as text: a table for the terminal, a line for one element."""

from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow

UNRESOLVED = (
    "unresolved: the tolerance exceeds 0.001 of the largest entry, because the gradient is tiny"
    " beside the loss or changes too sharply"
)


def report_text(report: CheckResult, reading: str) -> str:
    """Verdict, a table with one line per parameter, the worst element of each that fails.

    ``reading`` is a sentence on what the errors look like, or empty.
    """
    references = [source for source in report.sources if source != "analytic"]
    against = " and ".join(SOURCE_TITLES[source] for source in references)
    headings = ["parameter", "shape", "verdict", *(f"rel. error {s}" for s in references)]
    headings += ["tolerance", "resolution", "failing", "kinks"]
    table = [headings, *(_cells(row, references) for row in report.rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(headings))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    ]
    notes = [f"{row.name}{element_text(row)}" for row in report.failing]
    notes += [reading] if reading else []
    notes += [f"! {fault}" for fault in report.faults]
    notes += report.notes
    if report.verdict == "unresolved":
        notes.append(UNRESOLVED)
    head = f"gradient check: {report.verdict.upper()}   analytic against {against}"
    parts = [head, ", ".join(facts(report)), "", lines[0]]
    parts += ["-" * max(len(line) for line in lines), *lines[1:], *([""] if notes else []), *notes]
    return "\n".join(parts)


def facts(report: CheckResult) -> list[str]:
    """What the check was made of: samples, dtype, h, loss, spot checks, time."""
    given = [
        "" if report.n is None else f"{report.n} sample{'s' if report.n != 1 else ''}",
        report.dtype,
        "" if report.h is None else f"h = {report.h:.3g}",
        f"loss {report.loss:.6g}",
        f"{report.spots} weights spot-checked" if report.spots else "",
        f"{1e3 * report.seconds:.1f} ms",
    ]
    return [fact for fact in given if fact]


def share_text(share: float) -> str:
    """A share as a percentage; 0.0% and 100.0% only when they are exact."""
    if 0.0 < share < 1.0:
        share = min(max(share, 0.001), 0.999)
    return f"{share:.1%}"


def element_text(row: ParameterRow, index: tuple[int, ...] | None = None) -> str:
    """All that is known of one element, by default the worst: ``[3, 2]: analytic 0.1, ...``."""
    index = row.worst if index is None else index
    where = f"[{', '.join(str(i) for i in index)}]" if index else ""
    numbers = [f"{SOURCE_TITLES[s]} {float(row.values[s][index]):.9g}" for s in row.sources]
    return f"{where}: {', '.join(numbers)} (tolerance {float(row.tolerance[index]):.1e})"


def _cells(row: ParameterRow, references: list[str]) -> list[str]:
    return [
        row.name,
        " x ".join(str(size) for size in row.shape) or "scalar",
        row.verdict,
        *(f"{row.worst_relative_error('analytic', source):.1e}" for source in references),
        f"{row.allowed:.1e}",
        f"{row.resolution:.1e}",
        share_text(row.failing_share),
        share_text(row.kink_share),
    ]
