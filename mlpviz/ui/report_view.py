"""How a page shows a gradient check's report: verdict, table of parameters, one element."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import streamlit as st

from mlpviz.charts.palette import FAINT
from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_summary import facts, remarks, summary
from mlpviz.gradcheck.report_table import Column, columns, pair_title
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow
from mlpviz.gradcheck.verdict import VERDICTS
from mlpviz.ui import state
from mlpviz.words import SIGNS, element_name, number

if TYPE_CHECKING:
    from pandas import DataFrame
    from pandas.io.formats.style import Styler

PAIR_WORDS = (
    "Error: |a − b|. Tolerance: what a and b are known to together. Both are over the largest "
    "entry of the gradient. Relative error: |a − b| / max(|a|, |b|), where 0 / 0 counts as 0. "
    "Grey: these two cannot judge each other here."
)

POWER = re.compile(r"\d[\d.]*e-\d+")  # a browser may break the line at its minus


def verdict_line(
    report: GradientReport, *, before: Iterable[str] = (), reading: Reading | None = None
) -> None:
    """Draw the verdict, the facts of the check, what its errors look like, and what else is wrong.

    ``before`` are facts to stand before the report's own.
    """
    explained = reading is not None and reading.kind == "unresolved"
    remarked = remarks(report, explained=explained)
    lines = [escape(sentence) for sentence in (*report.faults, *remarked)]
    if reading is not None:
        lines.insert(0, f"{escape(reading.sentence)} <small>({escape(reading.evidence)})</small>")
    *firsts, last = [escape(fact) for fact in (*before, *facts(report))]
    told = " ".join(f"<span>{fact}</span>" for fact in (*(f"{fact} ·" for fact in firsts), last))
    st.html(
        f'<div class="mlpviz-verdict" data-verdict="{report.verdict}">'
        f"<strong>{SIGNS[report.verdict]} {escape(summary(report))}</strong> "
        f"<small>{told}</small>"
        + "".join(f"<p>{POWER.sub(_unbroken, line)}</p>" for line in lines)
        + "</div>"
    )


def parameter_table(report: GradientReport, name: str) -> str:
    """Draw one line per parameter; the parameter whose line is selected.

    ``name`` is that of the table, under which ``Session.selected`` keeps what the visitor selects;
    as long as nothing is, or it isn't there any more, it is the first parameter that fails, else
    the first that is unresolved, else the first.
    """
    from pandas import DataFrame  # which Streamlit loads with its first table

    names = [row.name for row in report.rows]
    selected = names.index(selected_parameter(report, name))
    selection: Any = {"selection": {"rows": [selected], "columns": [], "cells": []}}
    table = columns(report)
    shown = DataFrame({column.title: [cell.text for cell in column.cells] for column in table})
    st.dataframe(
        _in_grey(shown, table),
        hide_index=True,
        column_config={
            column.title: st.column_config.TextColumn(
                help=column.help or None,
                pinned=column.title == "Parameter",
                alignment="right" if column.right else "left",
            )
            for column in table
        },
        selection_mode=["single-row-required", "single-cell"],
        selection_default=selection,
        alt="Gradient check of every parameter; the selected line is looked at below",
        **state.choice(name, selection, _select, name, names, event="on_select"),
    )
    return names[selected]


def _select(table: str, lines: Sequence[str]) -> None:
    """Callback: take the selected line, one of ``lines``, or that of a selected cell."""
    selection = state.get(table)["selection"]
    rows = [row for row, _ in selection["cells"]] or selection["rows"]
    if rows and rows[0] < len(lines):
        state.session().selected[table] = lines[rows[0]]


def selected_parameter(report: GradientReport, name: str) -> str:
    """The parameter that is selected in the table ``name``; see ``parameter_table``."""
    names = [row.name for row in report.rows]
    chosen = state.session().selected.get(name)
    if chosen in names:
        return str(chosen)
    return max(report.rows, key=lambda row: VERDICTS.index(row.verdict)).name


def element_details(row: ParameterRow, index: Sequence[int], where: str = "") -> None:
    """Draw all that is known of one element: every source's number, every pair's errors.

    ``where`` says what it connects: ``petal width → unit 2 of layer 1``.
    Of numbers that differ from the analytic one the digits stand out, from the first such one on.
    """
    at = tuple(index)
    verdict = VERDICTS[int(row.verdicts[at])]
    ratio = f"error / tolerance {number(float(row.excess[at]))}"
    kink = "±h crosses a kink here" if row.kinks[at] else ""
    told = " · ".join(filter(None, (where, ratio, kink)))
    sources = [
        [SOURCE_TITLES[source], digits, f"± {number(float(row.bounds[source][at]))}"]
        for source, digits in zip(row.sources, _digits(row, at), strict=True)
    ]
    pairs = [_pair_line(row, first, second, at) for first, second in row.pairs]
    headings = ["Pair", "Error / tolerance", "Error", "Tolerance", "Relative error"]
    st.html(
        f'<div class="mlpviz-element"><strong>{element_name(row.name, at)}</strong> '
        f'<span data-verdict="{verdict}">{SIGNS[verdict]} {verdict}</span>'
        f"<small>{escape(told)}</small></div>"
        '<div class="mlpviz-tables" tabindex="0">'  # it may scroll, by keyboard too
        f"{html_table(['Source', 'Gradient', 'Known to'], sources)}"
        f"{html_table(headings, pairs)}</div><small>{PAIR_WORDS}</small>"
    )


def _unbroken(found: re.Match[str]) -> str:
    return f"<span>{found[0]}</span>"


def _pair_line(row: ParameterRow, first: str, second: str, at: tuple[int, ...]) -> list[str]:
    """Two sources at one element; in grey if they cannot judge each other there."""
    pair = row.pair_at(first, second, at)
    numbers = [pair.ratio, pair.error, pair.tolerance, float(row.relative_error(first, second)[at])]
    cells = [pair_title((first, second)), *(number(value, 2) for value in numbers)]
    if pair.verdict == "unresolved":
        cells[0] += f" {SIGNS['unresolved']}"
        cells = [f'<span class="mlpviz-unable">{cell}</span>' for cell in cells]
    return cells


def html_table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table as HTML: the first column names the lines; cells may hold markup."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    body = "".join(
        f'<tr><th scope="row">{line[0]}</th>'
        + "".join(f"<td>{cell}</td>" for cell in line[1:])
        + "</tr>"
        for line in lines
    )
    return (
        f'<table class="mlpviz-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _in_grey(shown: "DataFrame", table: Sequence[Column]) -> "DataFrame | Styler":
    """The table with the cells of sources that cannot judge in grey, if there are any.

    To Streamlit a styled table is twice the work of a plain one.
    """
    grey = f"color: {FAINT[st.context.theme.type or 'light']}"
    unable = {
        column.title: [grey if cell.verdict == "unresolved" else "" for cell in column.cells]
        for column in table
        if column.title != "Verdict"
    }
    if not any(any(styles) for styles in unable.values()):
        return shown
    colors = shown.assign(Verdict="", **unable)
    return shown.style.apply(lambda _: colors, axis=None)


def _digits(row: ParameterRow, at: tuple[int, ...]) -> list[str]:
    """Each source's number with 17 digits; what differs from the analytic one in bold."""
    analytic, *others = (f"{float(row.values[source][at]):.16e}" for source in row.sources)
    same = [_shared(analytic, other) for other in others]
    return [
        analytic,
        *(
            other if other == analytic else f"{other[:end]}<b>{other[end:]}</b>"
            for other, end in zip(others, same, strict=True)
        ),
    ]


def _shared(first: str, second: str) -> int:
    """How many characters two texts begin with in common."""
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    )
