from html.parser import HTMLParser

import numpy as np

from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow

VOID = {"br"}


class Reader(HTMLParser):
    """Texts of all table rows and list entries; fails on tags that are not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.rows, self.entries, self.text, self.attributes = [], [], [], "", []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))
        if tag in VOID:
            return
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
        elif tag == "li":
            self.entries.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "tr" in self.open:
            self.rows[-1][-1] += data
        if "li" in self.open:
            self.entries[-1] += data


def row(name, analytic, reference=(1.0, 2.0, 4.0), bound=1e-10, **more):
    values = {"analytic": analytic, "central": reference, **more}
    arrays = {source: np.array(array, dtype=float) for source, array in values.items()}
    bounds = {source: np.full(arrays["analytic"].shape, bound) for source in arrays}
    kinks = np.arange(arrays["analytic"].size).reshape(arrays["analytic"].shape) == 0
    return ParameterRow.compare(name, arrays, bounds, kinks)


def report_html(report):
    """The report as a notebook shows it."""
    return report._repr_html_()


def report(*rows, **more):
    entries = {"loss": 0.125, "dtype": "float64", "seconds": 0.0123, **more}
    return GradientReport(rows, **entries)


GOOD = row("W1", [[1.0, 2.0, 4.0]], [[1.0, 2.0, 4.0]])
BAD = row("b1", [1.0, 2.5, 4.0])
VAGUE = row("W2", [1.0, 2.0, 4.0], bound=0.1)


TITLES = ["Parameter", "Shape", "Verdict", "Error / tolerance"]
LAST = ["Failing", "Kinks", "Resolution"]


def test_all_parameters_and_their_numbers():
    page = Reader(report_html(report(GOOD, BAD, h=2.0**-8, n=5, spots=7)))
    assert page.text.startswith("Gradient check: ✗ fail. 1 of 2 gradients fails: b1")
    assert "5 samples, float64, h = 0.00391, loss 0.125, 7 weights spot-checked, 12 ms" in page.text
    assert page.rows == [
        [*TITLES, "analytic –central", *LAST],
        ["W1", "1×3", "✓ pass", "0", "0 ≤ 5e-11", "0.0%", "33.3%", "5e-11"],
        ["b1", "3", "✗ fail", "2.5e+9", "0.12 > 5e-11", "33.3%", "33.3%", "5e-11"],
        ["worst element b1[1]: analytic 2.5 ± 1e-10, central differences 2 ± 1e-10"],
    ]


def test_the_terminal_has_the_same_columns():
    found = report(GOOD, BAD)
    above, below, _, *lines = str(found).splitlines()[3:]
    pair = above.index("analytic"), below.index("– central")
    assert pair[0] == pair[1]
    assert below.split("  ")[0] == "Parameter"
    page = Reader(report_html(found))
    assert [line.split() for line in lines[:2]] == [" ".join(row).split() for row in page.rows[1:3]]


def test_faults_and_notes_are_lists_and_unresolved_is_explained():
    page = Reader(report_html(report(GOOD, faults=("the loss differs",), notes=("few samples",))))
    assert page.entries == ["the loss differs", "few samples"]
    assert "✗ fail. The gradient passes, but something beside it is wrong" in page.text
    (explanation,) = Reader(report_html(report(VAGUE))).entries
    assert explanation.startswith("unresolved: the tolerance exceeds")
    assert Reader(report_html(report(GOOD))).entries == []


def test_every_pair_of_sources_has_a_column():
    both = [1.0, 2.0, 4.0]
    page = Reader(report_html(report(row("b1", both, autograd=both, complex_step=both))))
    assert page.rows[0] == [
        *TITLES,
        "analytic –autograd",
        "analytic –central",
        "analytic –complex",
        *LAST,
        "autograd –central",
        "autograd –complex",
        "central –complex",
    ]
    assert "a – b: How far the two sources are apart" in page.text


def test_what_is_not_finite_is_told():
    page = Reader(report_html(report(row("b1", [1.0, np.nan, 4.0]))))
    assert page.rows[1][2:5] == ["✗ fail", "∞", "NaN > 5e-11"]
    assert "analytic NaN ± 1e-10, central differences 2" in page.rows[2][0]


def test_the_cells_of_a_source_that_cannot_judge_are_grey():
    colors = {True: report_html(report(VAGUE)), False: report_html(report(GOOD))}
    for grey, html in colors.items():
        cells = [part for part in html.split("<td") if "≤" in part]
        assert ["currentcolor 70%" in cell for cell in cells] == [grey]
    assert "? 0 ≤ 0.05" in colors[True]


def test_foreign_scalars_and_reports_without_rows():
    page = Reader(report_html(report(row("scale", 1.5, 1.0))))
    assert page.rows[1][:2] == ["scale", "scalar"]
    assert page.rows[2][0].startswith("worst element scale: analytic 1.5")
    empty = Reader(report_html(report(faults=("nothing to check",))))
    assert empty.rows == []
    assert empty.entries == ["nothing to check"]


def test_whatever_comes_from_outside_is_escaped():
    evil = "<script>alert(1)</script>&amp;"
    html = report_html(
        report(row(evil, [9.0, 2.0, 4.0]), faults=(evil,), notes=(evil,), dtype=evil)
    )
    assert "<script" not in html
    page = Reader(html)
    assert page.rows[1][0] == evil
    assert page.rows[2][0].startswith(f"worst element {evil}[0]")
    assert page.entries == [evil, evil]


def test_it_fits_either_theme_and_can_be_read_aloud():
    html = report_html(report(GOOD, BAD))
    page = Reader(html)
    scopes = [entries.get("scope") for tag, entries in page.attributes if tag == "th"]
    assert scopes.count("row") == 2
    assert None not in scopes
    backgrounds = [
        part
        for _, entries in page.attributes
        for part in entries.get("style", "").split(";")
        if part.strip().startswith("background")
    ]
    assert set(backgrounds) == {"background:transparent"}
    (region,) = [entries for _, entries in page.attributes if entries.get("role") == "region"]
    assert "overflow-x:auto" in region["style"]
    assert region["tabindex"] == "0"


def test_notebooks_show_it():
    result = report(GOOD, BAD)
    assert result._repr_html_() == result._repr_html_()
