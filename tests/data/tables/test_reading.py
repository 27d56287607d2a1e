"""Files of strangers: what is read, and what each fault is answered with."""

import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from mlpviz.data.tables import Bounds, TableError, TooManyRowsError, read_pasted, read_table
from tests.data.tables.files import ARRAYS, ROWS, UNREADABLE, csv, npz


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
    assert "3 columns have the name 'a'" in " ".join(table.notes)
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
        (parquet(x=[[1], [2]], y=[1, 2]), r"and not: 'x' \(list"),
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
