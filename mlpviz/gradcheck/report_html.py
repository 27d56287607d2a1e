"""A gradient check's report as HTML: a table for notebooks and pages, light or dark."""

from collections.abc import Iterable
from html import escape

from mlpviz.gradcheck.report_summary import facts, remarks, summary, worst_text
from mlpviz.gradcheck.report_table import Cell, Column, columns, explanations
from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.verdict import Verdict
from mlpviz.words import SIGNS

# Colours of text and background are the page's own: it may be light or dark.
_CELL = (
    "padding:0.25em 0.7em;border:0;border-bottom:1px solid rgba(128,128,128,0.35);"
    "background:transparent;color:inherit;white-space:nowrap;vertical-align:baseline;"
)
_LEFT, _RIGHT = (f"{_CELL}text-align:{side};" for side in ("left", "right"))
_NUMBER = _RIGHT + "font-variant-numeric:tabular-nums;"
_ROW = "background:transparent;"
_UNABLE = "color:color-mix(in srgb, currentcolor 70%, transparent);"  # legible on any page
_LINE = "margin:0.3em 0;color:inherit;"


def report_html(report: CheckResult, reading: str) -> str:
    """Verdict, facts and a table with one row per parameter; self-contained, without scripts.

    ``reading`` is a sentence on what the errors look like, with lines of code below it, or empty.
    A parameter that fails has a second row with all numbers of its worst element. Faults and notes
    are lists. Whatever comes from outside is escaped.
    """
    verdict = f"Gradient check: {_mark(report.verdict)}. {escape(summary(report))}"
    parts = [
        f'<p style="{_LINE}font-size:1.1em">{verdict}</p>',
        f'<p style="{_LINE}opacity:0.75">{escape(", ".join(facts(report)))}</p>',
        _list(report.faults, "what is wrong beside the gradients"),
        _read(reading) if reading else "",
        _table(report) if report.rows else "",
        _list(remarks(report), "notes"),
    ]
    return f'<div style="max-width:100%;color:inherit">{"".join(parts)}</div>'


def _color(verdict: Verdict) -> str:
    from mlpviz.charts import palette

    return {"pass": palette.PASS, "unresolved": palette.UNRESOLVED, "fail": palette.FAIL}[verdict]


def _read(reading: str) -> str:
    """The sentence, and the lines of code below it."""
    sentence, _, code = reading.partition("\n")
    below = f'<pre style="{_LINE}white-space:pre-wrap">{escape(code)}</pre>' if code else ""
    return f'<p style="{_LINE}">{escape(sentence)}</p>{below}'


def _mark(verdict: Verdict) -> str:
    sign = f'<span aria-hidden="true" style="color:{_color(verdict)}">{SIGNS[verdict]}</span>'
    return f"<strong>{sign} {verdict}</strong>"


def _list(sentences: Iterable[str], title: str) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    style = f"{_LINE}padding-left:1.4em;"
    return f'<ul aria-label="{title}" style="{style}">{items}</ul>' if items else ""


def _table(report: CheckResult) -> str:
    table = columns(report)
    head = "".join(_head(column) for column in table)
    lines = zip(report.rows, *(column.cells for column in table), strict=True)
    body = "".join(_line(table, *line) for line in lines)
    told = " ".join(f"{title}: {text}." for title, text in explanations(table).items())
    # A region that scrolls has to be reachable by keyboard.
    return (
        '<div role="region" aria-label="gradient check, parameter by parameter" tabindex="0" '
        'style="overflow-x:auto;max-width:100%">'
        '<table style="border-collapse:collapse;margin:0.5em 0;color:inherit;font-size:0.95em">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<p style="{_LINE}font-size:0.85em;opacity:0.75">{escape(told)}</p>'
    )


def _head(column: Column) -> str:
    style = f"{_RIGHT if column.right else _LEFT}font-weight:600"
    return f'<th scope="col" style="{style}">{column.title.replace(" – ", " –<br>")}</th>'


def _line(table: list[Column], row: ParameterRow, *cells: Cell) -> str:
    """One parameter; if it fails, with its worst element below."""
    name, *others = cells
    text = (
        f'<tr style="{_ROW}"><th scope="row" style="{_LEFT}">{escape(name.text)}</th>'
        + "".join(_cell(column, cell) for column, cell in zip(table[1:], others, strict=True))
        + "</tr>"
    )
    if row.verdict != "fail":
        return text
    worst = f"worst {escape(worst_text(row))}"
    return (
        f'{text}<tr style="{_ROW}"><td colspan="{len(table)}" '
        f'style="{_LEFT}padding-left:2em;white-space:normal;font-variant-numeric:tabular-nums">'
        f"{worst}</td></tr>"
    )


def _cell(column: Column, cell: Cell) -> str:
    """A cell; of sources that cannot judge in grey."""
    if column.title == "Verdict" and cell.verdict is not None:
        return f'<td style="{_LEFT}">{_mark(cell.verdict)}</td>'
    style = _NUMBER if column.right else _LEFT
    if cell.verdict == "unresolved":
        style += _UNABLE
    return f'<td style="{style}">{escape(cell.text)}</td>'
