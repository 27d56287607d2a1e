"""Sentences of reports and pages with counts of 0, 1, 2 and very many: nouns and verbs agree."""

import re
from itertools import product

import numpy as np
import pytest

from mlpviz import DATASETS, RunConfig, charts
from mlpviz.charts.tensor_sides import Side
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_figure import error_heatmap
from mlpviz.gradcheck.report_summary import facts, remarks, summary
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.presets import PRESETS
from mlpviz.views.table import VIEWS
from mlpviz.workbench.bug_lab.curve_lesson import CurveGaps
from mlpviz.workbench.bug_lab.hints import total
from mlpviz.workbench.bug_lab.twins_status import without
from mlpviz.workbench.bug_lab.views import LAB_VIEWS
from mlpviz.workbench.gradients.views import VIEWS as GRADIENT_VIEWS
from mlpviz.workbench.pages import HEADINGS
from tests.gradcheck.readings.test_any_report import any_report
from tests.gradcheck.readings.test_readings import CASES

COUNTS = (0, 1, 2, 307_328)
READ = 300  # reports
THOUSANDS = re.compile(r"(?<![\d.,×-])\b(?!(?:19|20)\d\d\b)[1-9]\d{3}\b(?!\.\d)")  # but for years
CODE = re.compile(r"\bnp(?:\.\w+)+|, \.\.\.")
AFTER_ONE = (
    "of|in|is|was|has|as|this|its|plus|times|always|passes|fails|ruins|agrees|stands|loss|class"
    "|pass"
)
WRONG = {
    "a plural after 1": r"(?<![\d.,-])(?<![Ll]ayer )(?<!L2 of )\b1 (?:[a-z]+ )?"
    rf"(?!(?:{AFTER_ONE})\b)[a-z]+s\b",
    "a plural verb after 1": r"(?<![\d.,])\b1 of [\d,]+(?: [a-z]+)* (?:fail|pass|are|have)\b",
    "a singular verb after many": r"\b(?:0|[2-9]|\d[\d,]*\d) of [\d,]+(?: [a-z]+)*? "
    r"(?:fails|passes|is|has)\b|\bnone of [\d,]+(?: [a-z]+)* fails\b",
    "a list that does something alone": r"\d and [Wb]\d (?:fails|passes|is|has|agrees)\b",
    "no separators": r"(?<![\d.e+,#×-])\b\d{5,}\b(?![.\d])",
    "all of one": r"\b[Aa]ll 1\b",
    "a plural verb after one name": r"(?:^|: |; )(?:Only )?(?!and )[Wb]\d (?:fail|pass|are|have)\b",
    "a doubled word": r"\b(\w+) \1\b(?!\])",
    "an empty list": r"\(\)|, ,|,\.| \.(?!\d)| ,| ;|: ;|  |\band (?:and|or)\b|\(,",
    "once itself": r"(?<![\d.,e+-])\b1 times\b|\bby 1 of (?:its|their) size\b",
    "several in the singular": r"\b(?:layer|unit|input) \d+(?:, \d+)* and \d"
    r"|\b(?:layer|unit) \d+(?:, \d+)+ (?:all|have|are)\b",
    "an imperative of a participle": r"\b[Uu]se [a-z]+ (?:scaled|standardised|raw)\b",
    "a number of NumPy's": r"\bnp\.|\b(?:nan|inf)\b|e-0\d",
}


def faults(text):
    """What is wrong with the numbers in a text."""
    return [(what, found[0]) for what, rule in WRONG.items() if (found := re.search(rule, text))]


@pytest.mark.parametrize(
    "text",
    [
        "it lets 1 wrong ones pass",
        "Only W1, W2 and W3 fails",
        "none of 307328 fails",
        "none of 307,328 fails",
        "checked at 1 epochs, from 0 to 0",
        "1 of 6 elements fail",
        "2 of 6 elements fails",
        "all 1 pass",
        "Only W1 fail: look",
        "is is wrong",
        "Wrong: . It begins",
        "the first is W1[0] = nan",
        "off by 1e-05",
        "its gradient is 1 times as large",
        "Each step changes W3 by 1 of its size",
        "hidden layer 1, 2 all have the same weights",
        "the units of layer 1 and 2 are dead",
        "Use inputs scaled (standardise)",
    ],
)
def test_the_rules_find_what_was_wrong(text):
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 of 6 elements fails",
        "1 of 1 gradient fails: W1",
        "1 class",
        "h = 1e-13",
        "0.12345 s",
        "0.1 times the mean",
        "layers 1 and 2",
        "2 fail",
    ],
)
def test_and_leave_alone_what_is_right(text):
    assert faults(text) == []


def row(name, n, wrong, vague=0):
    """A row of ``n`` elements, of which ``wrong`` fail and ``vague`` cannot be judged."""
    analytic, bound = np.ones(n), np.full(n, 1e-9)
    analytic[:wrong] = 2.0
    bound[wrong : wrong + vague] = 0.1
    values = {"analytic": analytic, "central": np.ones(n), "complex_step": np.ones(n)}
    bounds = {"analytic": np.full(n, 1e-15), "central": np.full(n, 0.1), "complex_step": bound}
    shape = (n // 784, 784) if n > 784 else (n,)
    parts = ({s: a.reshape(shape) for s, a in each.items()} for each in (values, bounds))
    return ParameterRow.compare(name, *parts, (np.arange(n) < wrong).reshape(shape))


def report(*rows):
    found = {"loss": 0.5, "dtype": "float64", "seconds": 1.0, "spots": 1, "n": 1, "h": 1e-13}
    return GradientReport(rows=rows, **found)


def of_reports():
    """Everything a report says, with so many elements of which so many fail or are unresolved."""
    for n in COUNTS[1:]:
        for wrong in {min(count, n) for count in COUNTS}:
            for vague in {min(count, n - wrong) for count in COUNTS}:
                found = row("W1", n, wrong, vague)
                yield summary(report(found))
                yield " ".join(remarks(report(found)))
                chart = error_heatmap(found, sides=(Side(), Side("unit of layer 1")))
                yield chart.summary()
                yield chart.figure()["layout"]["annotations"][0]["text"]
    for fails in (0, 1, 2):
        for passes in (0, 1, 2):
            rows = [*[row("W1", 2, 1)] * fails, *[row("b1", 2, 0)] * passes]
            yield summary(report(*rows))
            yield " ".join(facts(report(*rows)))


def of_charts():
    """Summaries of the charts beside a check."""
    names = {count: [f"W{k}" for k in range(count)] for count in (1, 2)}
    for count, some in names.items():
        errors = [1e-3] + [0.0] * (count - 1)
        for verdicts in (["fail"] * count, ["pass"] * count, ["fail", "pass"][:count]):
            yield charts.GradientCheckBars(some, errors, [1e-9] * count, verdicts).summary()
        for epochs in ([0], [0, 1], range(2000)):
            table = np.zeros((len(epochs), count))
            for bad in (0, 1, 2):
                table[:bad] = 1.0
                limits = np.full(table.shape, 1e-9)
                yield charts.ErrorHistory(list(epochs), some, table, limits).summary()
        for size in COUNTS[1:]:
            moved = {"parameter": "W1", "moved": min(size, 8), "size": size}
            yield charts.StepSweepCurves([], [], **moved).summary()
    for answers in ([], [0], [1], [1, 2]):
        yield total(answers)
    for n in COUNTS[1:]:
        weights = [np.ones((n, 1)), np.ones((1, 1))]
        sizes, kinds = (n, 1, 1), ("relu", "identity")
        yield charts.NetworkDiagram(sizes, weights, [None, None], kinds).summary()


def of_tables():
    """What stands in the tables of the product, without the code in it."""
    views = (VIEWS, LAB_VIEWS, GRADIENT_VIEWS)
    for table in (DATASETS, MISTAKES, BUGGY_CHECKERS, PRESETS, HEADINGS, *views):
        for row in table.values():
            fields = row._asdict() if hasattr(row, "_asdict") else vars(row)
            texts = [text for text in fields.values() if isinstance(text, str)]
            yield from (
                CODE.sub("", text) for text in texts if "; " not in text or "[i]" not in text
            )


def of_twins():
    """What the bug lab says of its curves, for every way in which they can lie."""
    for flags in product((False, True), (False, True), (False, True), (-1, 0, 1), (-1, 0, 1)):
        for parted, score in product((False, True), ("accuracy", "R²")):
            yield CurveGaps(*flags, parted, score).sentence
    config = RunConfig(dataset="iris", hidden_sizes=(2,))
    for changes in ({"dropout": 0.5}, {"l1": 0.1}, {"dropout": 0.5, "l1": 0.1, "patience": 1}):
        yield without(config.changed(**changes))


def of_readings():
    """What is said of gradients that fail in all kinds of ways, where no network is known."""
    for seed in range(READ):
        found = any_report(seed, names=("W1", "b1", "W2", "b2"))
        yield from (found.reading.sentence, found.reading.evidence, summary(found))
    for case in CASES.values():
        yield from (case.reading.sentence, case.reading.evidence, summary(case))


@pytest.mark.parametrize("sentences", [of_reports, of_charts, of_readings, of_tables, of_twins])
def test_every_sentence_agrees_with_its_numbers(sentences):
    told = set(sentences())
    assert len(told) > 10
    assert {text: faults(text) for text in told if faults(text)} == {}


def test_counts_in_tables_have_separators():
    assert {text for text in of_tables() if THOUSANDS.search(text)} == set()
