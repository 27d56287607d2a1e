"""Files of strangers: what is read, and what each fault is answered with."""

import contextlib
import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from mlpviz.data.tables import Bounds, TableError, TooManyRowsError, read_pasted, read_table
from mlpviz.data.tables import text as tables_text
from tests.data.tables.files import ARRAYS, ODD, ROWS, UNREADABLE, csv, npz


def parquet(**columns):
    file = io.BytesIO()
    pd.DataFrame(columns).to_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_says_why_with_the_number_that_broke_the_limit(name):
    title, content, words = UNREADABLE[name]
    with pytest.raises(TableError) as caught:
        read_table(title, content)
    assert str(caught.value).startswith(f"{title} cannot be used. ")
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_and_can_be_read_is_told(name):
    content, words = ODD[name]
    table = read_table("a.csv", content)
    told = f"{table.n} rows, {len(table.columns)} columns. {' '.join(table.notes + table.warnings)}"
    assert words in told


ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "latin-1",
    "cp1252",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(encoding):
    text = csv([(1.5, 2.5, "Zürich é")] * 30, ("Größe", "y", "kind")).decode()
    table = read_table("a.csv", text.encode(encoding))
    assert table.names == ("Größe", "y", "kind")
    assert table["kind"].values == ("Zürich é",)


@pytest.mark.parametrize(
    ("sign", "decimal"), [(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), ("|", ".")]
)
def test_delimiters_and_decimal_commas(sign, decimal):
    table = read_table("a.csv", csv(sign=sign, decimal=decimal))
    assert [column.kind for column in table.columns] == ["numbers", "numbers", "categories"]
    np.testing.assert_array_equal(table["x"].numbers, [row[0] for row in ROWS])
    assert ("A comma stands before tenths." in table.notes) == (decimal == ",")


# What tables have above and around: the text, then names and the numbers of the first column.
HEAD = ("x", "y", "kind")
LAYOUTS = {
    "sep": ("sep=;\nx;y;kind\n1,5;2;a\n2,5;3;b\n", HEAD),
    "sep in quotes": ('"sep=,"\nx,y,kind\n1.5,2,a\n2.5,3,b\n', HEAD),
    "comments": ("# by hand\n# in cm\nx,y,kind\n1.5,2,a\n2.5,3,b\n", HEAD),
    "names in a comment": ("# x,y,z\n1.5,2,3\n2.5,3,4\n", ("x", "y", "z")),
    "a title": ("Report\n\nx,y,kind\n1.5,2,a\n2.5,3,b\n", HEAD),
    "a title with signs": ("Report,,\n,,\nx,y,kind\n1.5,2,a\n2.5,3,b\n", HEAD),
    "signs at the end": ("x,y,kind,\n1.5,2,a,\n2.5,3,b,\n", HEAD),
    "signs at the end of rows": ("x,y,kind\n1.5,2,a,\n2.5,3,b,\n", HEAD),
    "names of rows": ("kind,x\n1,a,1.5\n2,b,2.5\n", ("column 1", "kind", "x")),
    "spaces": ("  x   y kind\n 1.5   2 a\n 2.5  13 b\n", HEAD),
    "Markdown": ("| x | y | kind |\n|---|--:|:-:|\n| 1.5 | 2 | a |\n| 2.5 | 3 | b |\n", HEAD),
    "years as names": (
        "x,2019,kind\n" + "1.5,2,a\n2.5,3,b\n" * 3,
        ("x", "2019", "kind"),
    ),
    "only a name of the classes": (
        "2018,2019,kind\n" + "1.5,2,a\n2.5,3,b\n" * 3,
        ("2018", "2019", "kind"),
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_stands_above_and_around_a_table_is_no_part_of_it(name):
    text, names = LAYOUTS[name]
    table = read_pasted(text)
    assert table.names == names
    assert table["x" if "x" in names else "2018"].numbers[:2].tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# a\n# b\nx,y\n1,2\n1,2,3\n", "Line 5 has 3 cells"),
        ("age,fare,name\n22,7,Braund, Mr\n22,8,Doe, Jo\n", "Line 2 has 4 cells"),  # no row names
        ("@relation a\n@attribute x numeric\n@data\n1,2\n", "It is an ARFF file of Weka"),
        ('[{"x": 1, "y": 2}, {"x": 2, "y": 3}]', "It is JSON"),
        ("<!DOCTYPE html><table><tr><td>1,2", "It is a page of HTML or XML"),
    ],
)
def test_what_looks_like_a_table_and_is_none_is_not_taken_for_one(text, words):
    with pytest.raises(TableError, match=words):
        read_pasted(text)


def test_cells_in_quotes_hold_commas_and_line_breaks():
    table = read_table("a.csv", b'x,kind\r\n1,"a, b"\r\n2,"c\nd"\r\n')
    assert table["kind"].values == ("a, b", "c\nd")


def test_what_is_missing_is_not_text_among_numbers():
    table = read_table("a.csv", b"x,y\n1,a\n,b\nNA,b\nnan,?\n2,NULL\n,\n")
    assert table["x"].missing.tolist() == [False, True, True, True, False]
    assert not table["x"].strays.any()
    assert table["y"].values == ("a", "b")


def test_a_first_line_of_numbers_is_no_line_of_names():
    table = read_table("a.csv", b"1,2\n3,4\n")
    assert table.names == ("column 1", "column 2")
    assert table.n == 2
    named = read_table("a.csv", b"year,2020\n1,1\n2,2\n")
    assert named.names == ("year", "2020")


def test_names_that_stand_twice_are_told_apart():
    table = read_table("a.csv", b"a,a,a (2),,a\n1,2,3,4,5\n")
    assert table.names == ("a", "a (3)", "a (2)", "column 4", "a (4)")
    (warning,) = table.warnings
    assert "3 columns have the name 'a', and 1 can have it" in warning
    assert "'a', 'a (3)' and 'a (4)'" in warning
    assert "Column 4 had no name and got one." in table.notes


def test_of_too_many_rows_some_are_drawn_the_same_each_time():
    content = csv([(i, i % 3) for i in range(90)], ("x", "y"))
    few = Bounds(rows=30)
    with pytest.raises(TooManyRowsError):
        read_table("a.csv", content, few)
    first, again = (read_table("a.csv", content, few, draw=True) for _ in range(2))
    assert first.n == 30
    assert (np.diff(first["x"].numbers) > 0).all()
    np.testing.assert_array_equal(first["x"].numbers, again["x"].numbers)
    assert "30 of its 90 rows, drawn by chance." in first.notes


@pytest.mark.parametrize(
    "content", [npz(X=np.arange(90.0)[:, None], y=np.arange(90)), parquet(x=range(90), y=range(90))]
)
def test_and_so_they_are_of_other_kinds_of_files(content):
    with pytest.raises(TooManyRowsError, match="90 rows, and 30 is the most"):
        read_table("a", content, Bounds(rows=30))
    table = read_table("a", content, Bounds(rows=30), draw=True)
    assert table.n == 30
    assert "30 of its 90 rows, drawn by chance." in table.notes


def test_what_is_pasted_is_a_table_too():
    assert read_pasted("a\tb\n1\tx\n2\ty\n").names == ("a", "b")
    with pytest.raises(TableError, match=r"Pasted table cannot be used\. It has one column"):
        read_pasted("hello")


def test_the_arrays_of_a_npz():
    table = read_table("a.npz", npz(**ARRAYS))
    assert table.names == ("x0", "x1", "x2", "y")
    images = read_table("a.npz", npz(images=np.zeros((4, 2, 3)), labels=np.eye(4)))
    assert images.image_shape == (2, 3)
    assert images["y"].numbers.tolist() == [0, 1, 2, 3]
    more = {"x_train": np.ones((5, 2)), "y_train": np.arange(5), "x_test": np.zeros((3, 2))}
    split = read_table("a.npz", npz(**more, y_test=np.arange(3)))
    assert (split.n, split.n_test) == (8, 3)
    assert read_table("a.npz", npz(a=np.ones(3), b=np.ones(3))).names == ("a", "b")


def test_the_arrays_of_a_npz_may_be_texts_have_names_of_their_own_or_none():
    kinds = np.array(["a", "b", "a", "b"])
    named = npz(X=np.ones((4, 2)), y=kinds, feature_names=np.array(["p", "p"]))
    table = read_table("a.npz", named)
    assert table.names == ("p", "p (2)", "y")
    assert table["y"].values == ("a", "b")
    assert "2 columns have the name 'p'" in table.warnings[0]
    bytes_too = read_table("a.npz", npz(x=np.arange(4), kind=kinds.astype("S")))
    assert bytes_too["kind"].values == ("a", "b")
    file = io.BytesIO()
    np.savez(file, np.ones((4, 2)), np.arange(4))
    assert read_table("a.npz", file.getvalue()).names == ("x0", "x1", "y")


def test_images_have_their_colours_first_or_last_or_none():
    last = np.arange(24.0).reshape(2, 2, 2, 3)
    table = read_table("a.npz", npz(X=last, y=np.arange(2)))
    assert table.image_shape == (3, 2, 2)
    assert [column.numbers[0] for column in table.columns[:5]] == [0, 3, 6, 9, 1]
    for one in (last[..., :1], np.moveaxis(last[..., :1], 3, 1)):
        assert read_table("a.npz", npz(X=one, y=np.arange(2))).image_shape == (2, 2)


def test_columns_of_a_parquet_that_cannot_be_used_are_left_out_and_told():
    delay = pd.to_timedelta([1, 2], unit="h")
    table = read_table("a", parquet(x=[1, 2], odd=[[1], [2]], late=delay, y=[3, 4]))
    assert table.names == ("x", "y")
    assert table.warnings[0].startswith("2 columns are left out")
    assert "'odd' (list<" in table.warnings[0]


def test_parquet():
    days = pd.to_datetime(["2020-01-01", "2021-01-01"])
    kind = pd.Categorical(["a", None])
    table = read_table("a", parquet(x=[1, 2], ok=[True, False], kind=kind, day=days))
    assert [c.kind for c in table.columns] == ["numbers", "numbers", "categories", "categories"]
    assert table["kind"].n_missing == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (parquet(x=[1, 2]), "1 column"),
        (parquet(x=[], y=[]), "0 rows"),
        (parquet(x=[[1], [2]], y=[1, 2]), r"1 column of its 2 can be used.*: 'x' \(list"),
        (parquet(x=["q" * 100_000] * 1000, y=range(1000)), "100,000 characters, and 1,000 is"),
        (parquet(**{f"c{i}": [1] for i in range(256)}), "256 columns, and 200 is the most"),
        (parquet(x=range(20_000), y=range(20_000)), "20,000 rows, and 10,000 is the most"),
        (parquet(x=[1, 2], y=[3, 4])[:-40], "damaged or cut off"),
    ],
)
def test_what_parquet_may_not_hold(content, words):
    with pytest.raises(TableError, match=words):
        read_table("a", content)


def test_a_parquet_whose_pages_are_too_large_unpacked_is_not_unpacked():
    content = parquet(x=np.zeros(9000), y=["q" * 900 + str(i) for i in range(9000)])
    assert len(content) < 1e6
    with pytest.raises(TableError, match=r"Unpacked it has [\d.]+ MB, and 1 MB is the most"):
        read_table("a", content, Bounds(size=1e6))


def test_pandas_and_pyarrow_are_not_there_before_a_table_is_read():
    code = (
        "import sys, mlpviz.data.tables, mlpviz.workbench.own_data.session as s; "
        "print([n for n in ('pandas', 'pyarrow') if n in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_without_pyarrow_parquet_says_so_and_csv_is_read(monkeypatch):
    content = parquet(x=[1, 2], y=[3, 4])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(TableError, match="read by pyarrow, which is not installed here"):
        read_table("a", content)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("," * 100_000 + "\n1,2\n", "100,001 columns, and 200 is the most"),
        ('"' * 300_000, "a line of 300,000 characters"),
        ("a,b\n1," + "x" * 300_000, "a line of 300,002 characters"),
    ],
)
def test_a_line_that_would_take_long_is_not_taken_apart(text, says, monkeypatch):
    monkeypatch.setattr(tables_text, "divided", lambda _: 1 / 0)
    with pytest.raises(TableError, match=says):
        read_table("a.csv", text.encode())


@pytest.mark.parametrize("rows", [3000, 30_000])
def test_whoever_waits_has_a_turn_while_a_table_is_read(rows):
    turns = []
    bounds = Bounds(pause=lambda: turns.append(1))
    content = b"x,y,z\n" + b"1,2,3\n" * rows
    with contextlib.suppress(TooManyRowsError):
        assert read_table("a.csv", content, bounds).n == rows
    assert len(turns) > rows / 500
