"""A gradient check's report as HTML: a table for notebooks and pages, light or dark."""

from collections.abc import Iterable, Sequence
from html import escape

from mlpviz.gradcheck.report_text import element_text, facts, unresolved_text
from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow
from mlpviz.words import SIGNS, listed, number, percent, shape_text

# Colours of text and background are the page's own: it may be light or dark.
_CELL = (
    "padding:0.25em 0.7em;border:0;border-bottom:1px solid rgba(128,128,128,0.35);"
    "background:transparent;color:inherit;white-space:nowrap;vertical-align:baseline;"
)
_LEFT, _CENTRE, _RIGHT = (f"{_CELL}text-align:{side};" for side in ("left", "center", "right"))
_NUMBER = _RIGHT + "font-variant-numeric:tabular-nums;"
_ROW = "background:transparent;"
_LINE = "margin:0.3em 0;color:inherit;"

_EXPLANATION = (
    "Relative error: |a − b| / max(|a|, |b|), the largest of all elements. Error and tolerance: at "
    "the worst element, over the largest entry of the gradient. Resolution: whatever is wrong by "
    "more than this share of the largest entry is found."
)


def report_html(report: CheckResult, reading: str) -> str:
    """Verdict, facts and a table with one row per parameter; self-contained, without scripts.

    ``reading`` is a sentence on what the errors look like, or empty. A parameter that fails has a
    second row with all numbers of its worst element. Faults and notes are lists. Whatever comes
    from outside is escaped.
    """
    pairs = report.rows[0].pairs if report.rows else ()
    verdict = f"Gradient check: {_mark(report.verdict)}. {escape(_sentence(report))}"
    parts = [
        f'<p style="{_LINE}font-size:1.1em">{verdict}</p>',
        f'<p style="{_LINE}opacity:0.75">{escape(_facts(report))}</p>',
        _list(report.faults, "what is wrong beside the gradients"),
        f'<p style="{_LINE}">{escape(reading)}</p>' if reading else "",
        _table(report.rows, pairs) if report.rows else "",
        _list(_notes(report), "notes"),
    ]
    return f'<div style="max-width:100%;color:inherit">{"".join(parts)}</div>'


def _mark(verdict: str) -> str:
    from mlpviz.charts import palette

    color = {"pass": palette.PASS, "unresolved": palette.UNRESOLVED, "fail": palette.FAIL}[verdict]
    mark = f'<span aria-hidden="true">{SIGNS[verdict]}</span>'
    return f'<strong style="color:{color}">{mark} {verdict}</strong>'


def _sentence(report: CheckResult) -> str:
    """The verdict in words."""
    named = {
        verdict: [row.name for row in report.rows if row.verdict == verdict] for verdict in SIGNS
    }
    total = len(report.rows)
    parts = []
    if named["fail"]:
        parts.append(f"{len(named['fail'])} of {total} gradients wrong: {_names(named['fail'])}")
    if named["unresolved"]:
        parts.append(f"Too close to call: {_names(named['unresolved'])}")
    if total and not parts:
        parts.append(f"{total} of {total} gradients agree")
    if report.faults:
        parts.append("Something beside the gradients is wrong")
    return ". ".join(parts)


def _names(names: list[str]) -> str:
    return listed(names, most=12)


def _facts(report: CheckResult) -> str:
    references = [SOURCE_TITLES[s] for s in report.sources if s != "analytic"]
    against = [f"analytic against {listed(references)}"] if references else []
    return ", ".join([*against, *facts(report)])


def _notes(report: CheckResult) -> list[str]:
    vague = any(row.verdict == "unresolved" for row in report.rows)
    return [*report.notes, *([unresolved_text(report)] if vague else [])]


def _list(sentences: Iterable[str], title: str) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    style = f"{_LINE}padding-left:1.4em;"
    return f'<ul aria-label="{title}" style="{style}">{items}</ul>' if items else ""


def _table(rows: Sequence[ParameterRow], pairs: Sequence[tuple[str, str]]) -> str:
    before = ("parameter", "shape", "verdict")
    after = ("error", "tolerance", "resolution", "failing", "kinks")
    # A comma for those who hear it, a line break for those who see it.
    between = [f"{SOURCE_TITLES[a]},<br>{SOURCE_TITLES[b]}" for a, b in pairs]
    tall, group = 'scope="col" rowspan="2"', f'scope="colgroup" colspan="{len(pairs)}"'
    head = (
        "<thead><tr>"
        + "".join(_head(title, tall, _LEFT) for title in before)
        + _head("worst relative error between", group, _CENTRE)
        + "".join(_head(title, tall, _RIGHT) for title in after)
        + "</tr><tr>"
        + "".join(_head(title, 'scope="col"', _RIGHT) for title in between)
        + "</tr></thead>"
    )
    columns = len(before) + len(pairs) + len(after)
    body = "".join(_rows(row, pairs, columns) for row in rows)
    # A region that scrolls has to be reachable by keyboard.
    return (
        '<div role="region" aria-label="gradient check, parameter by parameter" tabindex="0" '
        'style="overflow-x:auto;max-width:100%">'
        '<table style="border-collapse:collapse;margin:0.5em 0;color:inherit;font-size:0.95em">'
        f"{head}<tbody>{body}</tbody></table></div>"
        f'<p style="{_LINE}font-size:0.85em;opacity:0.75">{escape(_EXPLANATION)}</p>'
    )


def _head(title: str, attributes: str, style: str) -> str:
    return f'<th {attributes} style="{style}font-weight:600">{title}</th>'


def _rows(row: ParameterRow, pairs: Sequence[tuple[str, str]], columns: int) -> str:
    """One parameter; if it fails, with its worst element below."""
    shape = shape_text(row.shape)
    sizes = [*(row.worst_relative_error(*pair) for pair in pairs)]
    sizes += [row.error, row.allowed, row.resolution]
    numbers = [number(size, 2) for size in sizes]
    numbers += [percent(share) for share in (row.failing_share, row.kink_share)]
    text = (
        f'<tr style="{_ROW}"><th scope="row" style="{_LEFT}">{escape(row.name)}</th>'
        f'<td style="{_LEFT}">{shape}</td><td style="{_LEFT}">{_mark(row.verdict)}</td>'
        + "".join(f'<td style="{_NUMBER}">{cell}</td>' for cell in numbers)
        + "</tr>"
    )
    if row.verdict != "fail":
        return text
    worst = f"worst element {escape(row.name)}{escape(element_text(row))}"
    return (
        f'{text}<tr style="{_ROW}"><td colspan="{columns}" '
        f'style="{_LEFT}padding-left:2em;white-space:normal;font-variant-numeric:tabular-nums">{worst}</td></tr>'
    )
