"""How a page shows a gradient check's report: verdict, table of parameters, one element."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import takewhile
from typing import Any

import numpy as np
import streamlit as st

from mlpviz.gradcheck.readings.reading import Reading
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_text import unresolved_text
from mlpviz.gradcheck.row import SOURCE_TITLES, VERDICTS, ParameterRow
from mlpviz.ui import state
from mlpviz.words import (
    SIGNS,
    counted,
    duration,
    element_name,
    listed,
    loss_number,
    number,
    percent,
    shape_text,
)

# As long as the heading of a column may be.
SHORT_TITLES = SOURCE_TITLES | {"central": "central"}
RELATIVE_ERROR = "|a − b| / max(|a|, |b|), where 0 / 0 counts as 0"


def verdict_words(report: GradientReport) -> str:
    """``✗ 2 of 6 gradients fail: W1, b1``."""
    n = len(report.rows)
    named = {verdict: [r.name for r in report.rows if r.verdict == verdict] for verdict in SIGNS}
    wrong, vague = named["fail"], named["unresolved"]
    fail = "fails" if len(wrong) == 1 else "fail"
    parts = [f"{len(wrong)} of {n} gradients {fail}: {listed(wrong)}"] if wrong else []
    if vague:
        parts.append(f"{len(vague)} of {n} cannot be resolved: {listed(vague)}")
    if not parts:
        passes = "The gradient passes" if n == 1 else f"All {n} gradients pass"
        parts = [passes + (", but the check found a fault" if report.faults else "")]
    return f"{SIGNS[report.verdict]} {'; '.join(parts)}"


def report_facts(report: GradientReport) -> list[str]:
    """What was checked and how: loss, samples, precision, h, time."""
    facts = [
        f"loss {loss_number(report.loss)}",
        counted(report.n, "sample") if report.n is not None else "",
        report.dtype,
        f"h = {number(report.h)}" if report.h is not None else "",
        f"checked in {duration(report.seconds)}",
    ]
    return [fact for fact in facts if fact]


def verdict_line(
    report: GradientReport, *, before: Iterable[str] = (), reading: Reading | None = None
) -> None:
    """Draw the verdict, the facts of the check, what its errors look like, and what else is wrong.

    ``before`` are facts to stand before the report's own.
    """
    vague = report.verdict == "unresolved" and reading is None
    why = [f"{unresolved_text(report).capitalize()}."] if vague else []
    sentences = [*report.faults, *why, *report.notes]
    lines = [escape(sentence) for sentence in sentences]
    if reading is not None:
        lines.insert(0, f"{escape(reading.sentence)} <small>({escape(reading.evidence)})</small>")
    facts = " · ".join([*before, *report_facts(report)])
    st.html(
        f'<div class="mlpviz-verdict" data-verdict="{report.verdict}">'
        f"<strong>{escape(verdict_words(report))}</strong> <small>{escape(facts)}</small>"
        + "".join(f"<p>{line}</p>" for line in lines)
        + "</div>"
    )


def parameter_table(report: GradientReport, name: str) -> str:
    """Draw one line per parameter; the parameter whose line is selected.

    ``name`` is that of the table, under which ``Session.selected`` keeps what the visitor selects;
    as long as nothing is, or it isn't there any more, it is the first parameter that fails, else
    the first that is unresolved, else the first.
    """
    names = [row.name for row in report.rows]
    selected = names.index(selected_parameter(report, name))
    selection: Any = {"selection": {"rows": [selected], "columns": [], "cells": []}}
    pairs = report.rows[0].pairs
    columns: dict[str, list[str]] = {
        "Parameter": names,
        "Verdict": [f"{SIGNS[row.verdict]} {row.verdict}" for row in report.rows],
        "Shape": [shape_text(row.shape) for row in report.rows],
    }
    for pair in pairs:
        title = " – ".join(SHORT_TITLES[source] for source in pair)
        columns[title] = [number(row.worst_relative_error(*pair)) for row in report.rows]
    columns["Error / tolerance"] = [number(float(row.excess[row.worst])) for row in report.rows]
    columns["Failing"] = [percent(row.failing_share) for row in report.rows]
    columns["Tolerance"] = [number(row.resolution) for row in report.rows]
    helps = {
        "Error / tolerance": "The largest of any element and source. Above 1 the gradient is "
        "wrong. Every element has a tolerance of its own, derived from round-off and truncation",
        "Failing": "Share of elements beyond their tolerance",
        "Tolerance": "The largest of any element, over the largest gradient: whatever is wrong by "
        "more than this share of it is caught",
    }
    worst = f"Largest relative error of any element: {RELATIVE_ERROR}"
    st.dataframe(
        columns,
        hide_index=True,
        column_config={
            title: st.column_config.TextColumn(
                help=helps.get(title, worst if i >= 3 else None),
                pinned=title == "Parameter",
                alignment="right" if i >= 3 else "left",
            )
            for i, title in enumerate(columns)
        },
        key=state.key(name, selection),
        selection_mode=["single-row-required", "single-cell"],
        selection_default=selection,
        on_select=lambda: state.select(name, names),
        alt="Gradient check of every parameter; the selected line is looked at below",
    )
    return names[selected]


def selected_parameter(report: GradientReport, name: str) -> str:
    """The parameter that is selected in the table ``name``; see ``parameter_table``."""
    names = [row.name for row in report.rows]
    chosen = state.session().selected.get(name)
    if chosen in names:
        return str(chosen)
    return max(report.rows, key=lambda row: VERDICTS.index(row.verdict)).name


def element_details(row: ParameterRow, index: Sequence[int]) -> None:
    """Draw all that is known of one element: every source's number, every pair's errors.

    Of numbers that differ from the analytic one the digits stand out, from the first such one on.
    """
    at = tuple(index)
    verdict = VERDICTS[int(row.verdicts[at])]
    kink = "; ±h crosses a kink here" if row.kinks[at] else ""
    excess = float(row.excess[at])
    st.html(
        f'<div class="mlpviz-element"><strong>{element_name(row.name, at)}</strong> '
        f'<span data-verdict="{verdict}">{SIGNS[verdict]} {verdict}</span>'
        f"<small>tightest tolerance {number(float(row.tolerance[at]))} · error / tolerance "
        f'{number(excess)}{kink}</small></div><div class="mlpviz-tables">'
        + html_table(
            ["Source", "Gradient", "Known to"],
            [
                [SOURCE_TITLES[source], digits, f"± {number(float(row.bounds[source][at]))}"]
                for source, digits in zip(row.sources, _digits(row, at), strict=True)
            ],
        )
        + html_table(
            ["Pair", "Absolute error", "Relative error"],
            [
                [
                    " – ".join(SHORT_TITLES[source] for source in pair),
                    number(float(row.absolute_error(*pair)[at])),
                    number(float(row.relative_error(*pair)[at])),
                ]
                for pair in row.pairs
            ],
        )
        + f"</div><small>Relative error of a and b: {RELATIVE_ERROR}.</small>"
    )


def worst_elements(row: ParameterRow, count: int) -> list[tuple[int, ...]]:
    """Indices of the ``count`` elements that come closest to their tolerance or exceed it most."""
    order = np.argsort(row.excess, axis=None, kind="stable")[::-1][:count]
    return [tuple(int(i) for i in np.unravel_index(flat, row.shape)) for flat in order]


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
