"""A gradient check's report as text: a table for the terminal."""

from mlpviz.gradcheck.report_summary import facts, remarks, summary, worst_text
from mlpviz.gradcheck.report_table import Column, columns
from mlpviz.gradcheck.result import CheckResult


def report_text(report: CheckResult, reading: str) -> str:
    """Verdict, a table with one line per parameter, the worst element of each that fails.

    ``reading`` is a sentence on what the errors look like, or empty.
    """
    lines = _table(columns(report))
    notes = [worst_text(row).removeprefix("element ") for row in report.failing]
    notes += [reading] if reading else []
    notes += [f"! {fault}" for fault in report.faults]
    notes += remarks(report)
    head = f"gradient check: {report.verdict.upper()}   {summary(report)}"
    parts = [head, ", ".join(facts(report)), "", *lines, *([""] if notes else []), *notes]
    return "\n".join(parts)


def _table(table: list[Column]) -> list[str]:
    """Two lines of headings, a rule, and one line per parameter."""
    blocks = []
    for column in table:
        first, dash, second = column.title.partition(" – ")
        above, below = (first, f"{dash.strip()} {second}") if dash else ("", first)
        cells = [above, below, *(cell.text for cell in column.cells)]
        width = max(map(len, cells))
        blocks.append([cell.ljust(width) for cell in cells])
    lines = ["  ".join(cells).rstrip() for cells in zip(*blocks, strict=True)]
    return [*lines[:2], "-" * max(map(len, lines)), *lines[2:]]
