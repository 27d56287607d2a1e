"""What a page shows of a report: the worst elements, digits that differ, who cannot judge."""

from dataclasses import replace

import numpy as np
from pandas import DataFrame

from mlpviz.charts.palette import FAINT
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.gradcheck.report_table import Cell, Column
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.ui import report_view
from mlpviz.workbench.elements import worst_elements


def row(name, analytic, numerical=1.0, bound=1e-9, shape=(2, 3)):
    values = {
        "analytic": np.broadcast_to(analytic, shape),
        "complex_step": np.full(shape, numerical),
    }
    bounds = {source: np.full(shape, bound) for source in values}
    return ParameterRow.compare(name, values, bounds, np.zeros(shape, bool))


def test_the_worst_elements_first():
    found = row("W1", 1.0 + 1e-10 * np.array([[1.0, 5.0, 2.0], [0.0, 4.0, 3.0]]))
    assert worst_elements(found, 4) == [(0, 1), (1, 1), (1, 2), (0, 2)]
    assert len(worst_elements(found, 10)) == 6
    assert worst_elements(found, 1) == [found.worst]


def test_the_digits_that_differ_stand_out():
    found = row("W1", 1.0 + 2.0**-52, shape=(1, 1))
    analytic, numerical = report_view._digits(found, (0, 0))
    assert analytic == "1.0000000000000002e+00"
    assert numerical == "1.000000000000000<b>0e+00</b>"
    same = row("W1", 1.0, shape=(1, 1))
    assert report_view._digits(same, (0, 0)) == ["1.0000000000000000e+00"] * 2


def test_a_kink_is_called_no_activation_by_name(monkeypatch):
    """The report does not know whose kink it is: relu's, leaky_relu's, or anyone's in own code."""
    drawn = []
    monkeypatch.setattr(report_view.st, "html", drawn.append)
    for kinks in (True, False):
        marked = replace(row("W1", 1.0), kinks=np.full((2, 3), kinks))
        report_view.element_details(marked, (0, 1))
    assert "crosses a kink here" in drawn[0]
    assert "kink" not in drawn[1]
    assert not any(name in drawn[0] for name in ACTIVATIONS)


def test_a_pair_that_cannot_judge_is_grey(monkeypatch):
    drawn = []
    monkeypatch.setattr(report_view.st, "html", drawn.append)
    report_view.element_details(row("W1", 1.0), (0, 0))
    report_view.element_details(row("W1", 1.0, bound=0.1), (0, 0))
    assert "mlpviz-unable" not in drawn[0]
    assert '<span class="mlpviz-unable">analytic – complex ?</span>' in drawn[1]
    assert '<span class="mlpviz-unable">0.2</span>' in drawn[1], "the tolerance is both bounds"


def test_only_a_table_with_something_in_grey_is_styled():
    names = Column("Parameter", "", [Cell("W1"), Cell("b1")])
    right, unable = (
        Column("Error", "", [Cell("0.1"), Cell("0.2", verdict)])
        for verdict in ("pass", "unresolved")
    )
    shown = DataFrame({"Parameter": ["W1", "b1"], "Verdict": ["✓", "?"], "Error": ["0.1", "0.2"]})
    assert report_view._in_grey(shown, [names, right]) is shown
    styles = report_view._in_grey(shown, [names, unable])._compute().ctx
    assert {place: dict(style) for place, style in styles.items() if style} == {
        (1, 2): {"color": FAINT["light"]}
    }
