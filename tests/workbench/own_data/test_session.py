"""The table that a visitor brings: taken, chosen from, made into a dataset, refused."""

from mlpviz.workbench.own_data.preview import made_words, preview_html, size_words
from mlpviz.workbench.own_data.session import YourData
from tests.data.tables.files import NAMES, ROWS, csv


def test_a_table_is_taken_and_made_once():
    own = YourData()
    own.take("a.csv", csv())
    assert own.choices.target == "kind"
    assert own.made is own.made
    assert own.problem == ""
    own.choose("task", "regression")
    assert own.made is None
    assert "regression learns a number" in own.problem


def test_what_is_refused_leaves_none_of_the_table_before():
    own = YourData()
    own.take("a.csv", csv())
    own.take("b.csv", b"")
    assert own.table is own.made is None
    assert own.refused.startswith("b.csv cannot be used. It is empty")
    own.take_text("a\tb\n1\t2\n")
    assert own.refused is None
    assert own.table.title == "Pasted table"


def test_of_too_many_rows_some_can_be_drawn(monkeypatch):
    monkeypatch.setenv("MLPVIZ_OWN_ROWS", "30")
    own = YourData()
    own.take("a.csv", csv())
    assert "40 rows, and 30 is the most" in own.refused
    own.draw_rows()
    assert own.table.n == 30
    assert own.too_many is own.refused is None


def test_another_target_brings_what_goes_with_it():
    own = YourData()
    own.take("a.csv", csv([(i / 3, i / 2, "ab"[i % 2]) for i in range(90)], NAMES))
    own.choose("target", "x")
    assert own.choices.task == "regression"
    assert own.made.dataset.is_regression


def test_what_it_takes_is_counted():
    own = YourData()
    assert own.nbytes == 0
    own.take("a.csv", csv())
    assert own.nbytes > own.made.dataset.nbytes


def test_the_preview_says_use_kind_range_and_gaps_and_nothing_in_it_is_markup():
    own = YourData()
    names = ("<b>x</b>", "y", "kind")
    own.take("a.csv", csv([*ROWS, ("", 1.0, "<img src=x>")], names))
    html = preview_html(own.table, own.choices)
    assert "<b>" not in html
    assert "<img" not in html
    row = html.partition("&lt;b&gt;x&lt;/b&gt;")[2].partition("</tr>")[0]
    assert "<td>feature</td><td>numbers</td><td>0.5 to 3.5</td><td>1</td>" in row
    assert "<td>0.5, 1.5, 2.5</td>" in row
    assert size_words(own.table) == "41 rows, 3 columns"


def test_what_is_made_is_said():
    own = YourData()
    own.take("a.csv", csv())
    assert made_words(own.made.dataset) == (
        "32 samples for training, 8 samples for the test and 2 inputs. Learned is a and b."
    )
