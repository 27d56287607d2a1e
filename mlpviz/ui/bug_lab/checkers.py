"""Buggy checkers: what a wrong gradient check says of a right and of a wrong gradient."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS, PLAIN_CHECKER, Findings
from mlpviz.gradcheck.bugs import BUGS, inject
from mlpviz.gradcheck.check import check_network
from mlpviz.gradcheck.report import GradientReport
from mlpviz.run import Trainer
from mlpviz.ui.bug_lab import actions
from mlpviz.ui.report_view import MARKS, html_table
from mlpviz.words import number
from mlpviz.workbench.bug_lab.session import Lab

CONFIG = RunConfig(dataset="iris", hidden_sizes=(5,), bias_std=0.3)  # some dozen weights
SAMPLES = 10
BUG = "no-slope"  # what is wrong with the wrong gradient, unless the checker has its own


@dataclass(frozen=True)
class Trial:
    """One gradient, judged by a buggy checker, by the same one without its mistake, and by us."""

    title: str
    buggy: Findings
    plain: Findings
    ours: GradientReport


def checker_choice(lab: Lab) -> None:
    """The choice of a buggy checker."""
    st.selectbox(
        "Checker",
        list(BUGGY_CHECKERS),
        list(BUGGY_CHECKERS).index(lab.checker),
        format_func=lambda name: BUGGY_CHECKERS[name].title,
        key="lab_checker",
        on_change=actions.choose_checker,
        args=("lab_checker",),
        help="The mistake in the gradient check.",
        label_visibility="collapsed",
    )


def checker_card(name: str) -> None:
    """What is wrong with the checker ``name``, and what it says of a right and a wrong gradient."""
    checker = BUGGY_CHECKERS[name]
    with st.container(border=True, key="lab_card", gap="xsmall"):
        st.markdown(f"**{checker.help}**")
        for column, words, line in zip(
            st.columns(2),
            ("✗ as it stands", "✓ as it should be"),
            (checker.wrong, checker.right),
            strict=True,
        ):
            with column:
                st.markdown(words)
                st.code(line.replace("; ", "\n"), language="python", wrap_lines=True)
        st.markdown(checker.lesson)
    for column, trial in zip(st.columns(2, gap="large"), trials(name), strict=True):
        with column:
            st.markdown(f"**{trial.title}**")
            st.html(table(trial))
            st.markdown(conclusion(trial))
    sizes = "-".join(map(str, CONFIG.sizes))
    st.markdown(
        f":small[The gradients are those of a {sizes} network on {SAMPLES} flowers of the Iris "
        "data. The numbers are the largest relative error of each parameter under the checker's "
        "own rule; above 10⁻⁴ it calls the gradient wrong.]"
    )


@lru_cache(maxsize=len(BUGGY_CHECKERS))
def trials(name: str) -> tuple[Trial, Trial]:
    """What the checker ``name`` says of a right gradient and of a wrong one."""
    checker = BUGGY_CHECKERS[name]
    trainer = Trainer(CONFIG)
    network, loss = trainer.network, CONFIG.loss
    X, Y = trainer.train.X[:SAMPLES], trainer.train.Y[:SAMPLES]
    _, right = network.loss_and_gradients(X, Y, loss=loss)
    _, wrong = inject(network, BUG).loss_and_gradients(X, Y, loss=loss)
    what = BUGS[BUG].title
    if checker.misleads == "acquits":
        wrong, what = checker.spoil(right), "NaN in W1"

    def judge(title: str, gradients: Mapping[str, Array]) -> Trial:
        asked = X, Y, loss, 0.0, gradients
        ours = check_network(network, X, Y, loss=loss, gradients=gradients)
        return Trial(title, checker.run(network, *asked), PLAIN_CHECKER.run(network, *asked), ours)

    return judge("A right gradient", right), judge(f"A wrong gradient ({what})", wrong)


def table(trial: Trial) -> str:
    """The three verdicts on every parameter, as HTML."""
    lines = [
        [
            row.name,
            _cell(trial.buggy, row.name),
            _cell(trial.plain, row.name),
            f"{MARKS[row.verdict]} {row.verdict}",
        ]
        for row in trial.ours.rows
    ]
    headings = ["Parameter", "This checker", "Without its mistake", "mlpviz"]
    return html_table(headings, lines)


def conclusion(trial: Trial) -> str:
    """Whether the buggy checker is right about the gradient."""
    n = len(trial.ours.rows)
    wrong = {row.name for row in trial.ours.failing}
    claimed = {name for name, right in trial.buggy.claims.items() if not right}
    if claimed == wrong:
        return "✓ It is right about every parameter."
    parts = []
    if claimed - wrong:
        parts.append(f"condemns {len(claimed - wrong)} right ones")
    if wrong - claimed:
        parts.append(f"lets {len(wrong - claimed)} wrong ones pass")
    return f"✗ Of {n} gradients it {' and '.join(parts)}."


def _cell(findings: Findings, name: str) -> str:
    mark = "✓" if findings.claims[name] else "✗"
    return f"{mark} {number(findings.errors[name], 2)}"
