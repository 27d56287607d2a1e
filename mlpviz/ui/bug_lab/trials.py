"""Buggy checkers: what a wrong gradient check says of a right and of a wrong gradient."""

import streamlit as st

from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS, Findings
from mlpviz.ui.bug_lab import twins_callbacks
from mlpviz.ui.bug_lab.cards import sides
from mlpviz.ui.report_view import html_table
from mlpviz.words import SIGNS, number
from mlpviz.workbench.bug_lab.session import BugLab
from mlpviz.workbench.bug_lab.trials import CONFIG, SAMPLES, Trial, conclusion, trials


def checker_choice(own: BugLab) -> None:
    """The choice of a buggy checker."""
    st.selectbox(
        "Checker",
        list(BUGGY_CHECKERS),
        list(BUGGY_CHECKERS).index(own.checker),
        format_func=lambda name: BUGGY_CHECKERS[name].title,
        key="bug_lab_checker",
        on_change=twins_callbacks.choose_checker,
        args=("bug_lab_checker",),
        help="The mistake in the gradient check.",
        label_visibility="collapsed",
    )


def checker_card(name: str, *, answers: bool) -> None:
    """What is wrong with the checker ``name``, and what it says of a right and a wrong gradient.

    Without ``answers`` its wrong line, and what it says.
    """
    checker = BUGGY_CHECKERS[name]
    with st.container(border=True, key="bug_lab_card", gap="xsmall"):
        if answers:
            st.markdown(f"**{checker.help}**")
        lines = (checker.wrong, checker.right)
        for side, line in zip(sides(answers=answers), lines, strict=False):
            side.code(line.replace("; ", "\n"), language="python", wrap_lines=True)
        if answers:
            st.markdown(checker.lesson)
    for column, trial in zip(st.columns(2, gap="large"), trials(name), strict=True):
        with column:
            st.markdown(f"**{trial.title}**")
            st.html(table(trial))
            if answers:
                st.markdown(conclusion(trial))
    sizes = "-".join(map(str, CONFIG.sizes))
    st.markdown(
        f":small[The gradients are those of a {sizes} network on {SAMPLES} flowers of the Iris "
        "data. The numbers are the largest relative error of each parameter under the checker's "
        "own rule; above 10⁻⁴ it calls the gradient wrong.]"
    )


def table(trial: Trial) -> str:
    """The three verdicts on every parameter, as HTML."""
    lines = [
        [
            row.name,
            _cell(trial.buggy, row.name),
            _cell(trial.plain, row.name),
            f"{SIGNS[row.verdict]} {row.verdict}",
        ]
        for row in trial.ours.rows
    ]
    headings = ["Parameter", "This checker", "Without its mistake", "mlpviz"]
    return html_table(headings, lines)


def _cell(findings: Findings, name: str) -> str:
    mark = SIGNS["pass" if findings.claims[name] else "fail"]
    return f"{mark} {number(findings.errors[name], 2)}"
