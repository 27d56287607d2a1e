"""A gradient check's report as text: a table for the terminal, a line for one element."""

from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow
from mlpviz.words import (
    counted,
    duration,
    element_name,
    listed,
    loss_number,
    number,
    percent,
    shape_text,
)

OWN_SIZE = "the gradient is tiny beside the loss or changes too sharply"


def unresolved_text(report: CheckResult) -> str:
    """What "unresolved" means, and the reason."""
    tolerance = "unresolved: the tolerance exceeds 0.001 of the largest entry, because"
    return f"{tolerance} {report.limit or OWN_SIZE}"


def report_text(report: CheckResult, reading: str) -> str:
    """Verdict, a table with one line per parameter, the worst element of each that fails.

    ``reading`` is a sentence on what the errors look like, or empty.
    """
    references = [source for source in report.sources if source != "analytic"]
    against = listed(SOURCE_TITLES[source] for source in references)
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
        notes.append(unresolved_text(report))
    head = f"gradient check: {report.verdict.upper()}   analytic against {against}"
    parts = [head, ", ".join(facts(report)), "", lines[0]]
    parts += ["-" * max(len(line) for line in lines), *lines[1:], *([""] if notes else []), *notes]
    return "\n".join(parts)


def facts(report: CheckResult) -> list[str]:
    """What the check was made of: samples, dtype, h, loss, spot checks, time."""
    given = [
        "" if report.n is None else counted(report.n, "sample"),
        report.dtype,
        "" if report.h is None else f"h = {number(report.h)}",
        f"loss {loss_number(report.loss)}",
        f"{counted(report.spots, 'weight')} spot-checked" if report.spots else "",
        duration(report.seconds),
    ]
    return [fact for fact in given if fact]


def element_text(row: ParameterRow, index: tuple[int, ...] | None = None) -> str:
    """All that is known of one element, by default the worst: ``[3, 2]: analytic 0.1, ...``."""
    index = row.worst if index is None else index
    numbers = [f"{SOURCE_TITLES[s]} {number(row.values[s][index], 9)}" for s in row.sources]
    tolerance = number(row.tolerance[index], 2)
    return f"{element_name('', index)}: {', '.join(numbers)} (tolerance {tolerance})"


def _cells(row: ParameterRow, references: list[str]) -> list[str]:
    return [
        row.name,
        shape_text(row.shape),
        row.verdict,
        *(number(row.worst_relative_error("analytic", source), 2) for source in references),
        number(row.allowed, 2),
        number(row.resolution, 2),
        percent(row.failing_share),
        percent(row.kink_share),
    ]
