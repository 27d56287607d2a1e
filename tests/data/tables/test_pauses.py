"""Others have their turns while a table is read: a pause for each column, and along a text."""

import io

import numpy as np
import pytest

from mlpviz.data.tables import Bounds, dataset_of, guessed, read_table
from mlpviz.data.tables.columns import apart, of_texts
from tests.data.tables.files import npz


class Pauses:
    """Counts."""

    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1


def cells(rows, columns):
    return [[f"{(i * 7 + j * 3) % 11}.5" for j in range(columns)] for i in range(rows)]


def text(rows, columns, sign=","):
    names = [f"c{j}" for j in range(columns)]
    return "".join(sign.join(line) + "\n" for line in [names, *cells(rows, columns)]).encode()


def markdown(rows, columns):
    names, *lines = text(rows, columns, "|").decode().splitlines()
    lines = [names, "|".join(["--"] * columns), *lines]
    return "".join(f"|{line}|\n" for line in lines).encode()


def parquet(kind):
    def written(rows, columns):
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        table = {f"c{j}": column for j, column in enumerate(np.array(cells(rows, columns)).T)}
        file = io.BytesIO()
        pq.write_table(
            pa.table({name: column.astype(kind) for name, column in table.items()}), file
        )
        return file.getvalue()

    return written


def pair(rows, columns):
    X = np.array(cells(rows, columns), float)
    return npz(X=X[:, 1:], y=X[:, 0])


def apart_arrays(rows, columns):
    return npz(**{f"c{j}": column for j, column in enumerate(np.array(cells(rows, columns)).T)})


KINDS = {
    "csv": text,
    "semicolons": lambda rows, columns: text(rows, columns, ";").replace(b".", b","),
    "spaces": lambda rows, columns: text(rows, columns, "  "),
    "markdown": markdown,
    "utf-16": lambda rows, columns: text(rows, columns).decode().encode("utf-16"),
    "parquet": parquet(float),
    "parquet of texts": parquet(str),
    "npz": pair,
    "npz of columns": apart_arrays,
}


def pauses(content):
    """How many there are while a file is read, guessed at and made into a dataset."""
    reading, guessing, making = Pauses(), Pauses(), Pauses()
    table = read_table("a", content, Bounds(pause=reading))
    dataset_of(table, guessed(table, guessing), pause=making)
    return np.array([reading.count, guessing.count, making.count])


@pytest.mark.parametrize("kind", KINDS)
def test_each_column_has_its_pause_in_every_part_of_the_work(kind):
    more = pauses(KINDS[kind](12, 40)) - pauses(KINDS[kind](12, 4))
    assert (more >= 36).all()


@pytest.mark.parametrize("kind", ["csv", "spaces", "markdown"])
def test_a_long_text_has_pauses_along_it(kind):
    table = KINDS[kind](4000, 30)
    assert len(table) > 450_000
    count = Pauses()
    read_table("a", table, Bounds(pause=count))
    assert count.count - pauses(KINDS[kind](12, 30))[0] >= 4


def test_many_rows_that_are_only_counted_have_them_too():
    few, many = Pauses(), Pauses()
    for n, count in ((10, few), (20_000, many)):
        with pytest.raises(ValueError, match=f"{n:,} rows"):
            read_table("a", b"a,b\n" + b"1,2\n" * n, Bounds(rows=5, pause=count))
    assert many.count - few.count >= 35


def test_what_is_unpacked_has_pauses_along_it():
    count = Pauses()
    read_table("a", npz(X=np.zeros((2000, 100)), y=np.arange(2000)), Bounds(pause=count))
    assert count.count >= 100 + 2000 * 100 * 8 // 300_000


def test_a_long_cell_is_not_searched_for_a_number():
    column = of_texts("a", ["9" * 100, "9" * 101, "1", "2"])
    assert column.numbers[0] == 1e100
    assert np.isnan(column.numbers[1])
    assert column.texts[1] == "9" * 101


def test_names_are_told_apart_whatever_others_are_called():
    given = ["a", "a", "a (2)", "a", "b"]
    assert apart(given, given) == ["a", "a (3)", "a (2)", "a (4)", "b"]
    assert apart(["a"] * 3, [""] * 3) == ["a", "a (2)", "a (3)"]
