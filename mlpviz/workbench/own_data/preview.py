"""What a table holds, for people: a line a column, as HTML in which nothing is markup."""

from collections.abc import Iterable
from html import escape

from mlpviz.data import Dataset
from mlpviz.data.tables import CATEGORY, EMPTY, Choices, Column, Table, why_left_out
from mlpviz.words import counted, listed, number, whole

MOST_LINES = 40
CELL = 40  # characters
LARGE = 1e9  # from which on whole numbers are written as others
FIRST = 3  # values that are told
TITLES = ("Column", "Used as", "Holds", "Range", "Missing", "First rows")


def preview_html(table: Table, choices: Choices) -> str:
    """A table of the columns: use, type, range, missing cells, and what stands in the first rows.

    The target comes first, and at most 40 lines.
    """
    order = sorted(table.columns, key=lambda column: column.name != choices.target)
    head = "".join(f'<th scope="col">{title}</th>' for title in TITLES)
    lines = "".join(_line(table, column, choices) for column in order[:MOST_LINES])
    more = len(order) - MOST_LINES
    rest = f'<p class="mlpviz-note">And {counted(more, "more column")}.</p>' if more > 0 else ""
    return (
        '<div class="mlpviz-preview" tabindex="0" role="region" aria-label="Columns of the table">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>{rest}"
    )


def size_words(table: Table) -> str:
    """How large the table is: ``150 rows, 5 columns``."""
    return f"{counted(table.n, 'row')}, {counted(len(table.columns), 'column')}"


def made_words(dataset: Dataset) -> str:
    """What a run on ``dataset`` learns from what: ``120 samples for training, ...``."""
    sizes = [
        f"{counted(len(dataset.X_train), 'sample')} for training",
        f"{counted(len(dataset.X_test), 'sample')} for the test",
        counted(dataset.n_features, "input"),
    ]
    what = listed(_some(dataset.class_names)) if dataset.class_names else "a number"
    return f"{listed(sizes)}. Learned is {what}."


def _line(table: Table, column: Column, choices: Choices) -> str:
    cells = (_use(table, column, choices), _kind(column), _range(column), _gaps(column))
    first = ", ".join(_cell(column, row) for row in range(min(FIRST, table.n)))
    told = "".join(f"<td>{escape(cell)}</td>" for cell in (*cells, first))
    name = f'<th scope="row">{escape(_cut(column.name))}</th>'
    kind = ' class="mlpviz-target"' if column.name == choices.target else ""
    return f"<tr{kind}>{name}{told}</tr>"


def _use(table: Table, column: Column, choices: Choices) -> str:
    if column.name == choices.target:
        return "target"
    if column.name not in choices.left_out:
        return "feature"
    why = why_left_out(table, column)
    return f"left out: {why}" if why else "left out"


def _kind(column: Column) -> str:
    if column.kind == EMPTY:
        return "nothing"
    if column.kind == CATEGORY:
        return counted(len(column.values), "category", "categories")
    return "whole numbers" if column.whole else "numbers"


def _range(column: Column) -> str:
    if column.range is not None:
        low, high = column.range
        return f"{_told(column, low)} to {_told(column, high)}"
    return listed(_some(column.values)) if column.values else ""


def _some(values: tuple[str, ...]) -> Iterable[str]:
    told = [_cut(value) for value in values[:FIRST]]
    more = len(values) - len(told)
    return [*told, f"{whole(more)} more"] if more else told


def _gaps(column: Column) -> str:
    strays = int(column.strays.sum())
    told = [whole(column.n_missing)] if column.n_missing or not strays else []
    return ", ".join([*told, f"{whole(strays)} no number"] if strays else told)


def _cell(column: Column, row: int) -> str:
    if column.missing[row]:
        return "–"
    text = str(column.texts[row])
    return _cut(text) if text else _told(column, column.numbers[row])


def _told(column: Column, value: float) -> str:
    """A number of a column: 499723, where all of them are whole and not very large."""
    return str(int(value)) if column.whole and abs(value) < LARGE else number(value, 4)


def _cut(text: str) -> str:
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"
