"""The table of a gradient check: its columns, which terminal, notebook and page all read."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow
from mlpviz.gradcheck.verdict import Verdict
from mlpviz.words import SIGNS, counted, number, percent, shape_text, whole

# As long as the heading of a column may be.
SHORT_TITLES = SOURCE_TITLES | {"central": "central", "complex_step": "complex"}

MOST_PAIRS = 3  # of sources that stand before all other columns

PAIR_HELP = (
    "How far the two sources are apart and how far they may be, both over the largest entry of the "
    "gradient: where that tells most. ? means that these two cannot judge each other: what they "
    "are known to is above 0.001"
)


class Cell(NamedTuple):
    """A cell's text; ``verdict`` where it has one of its own."""

    text: str
    verdict: Verdict | None = None


class Column(NamedTuple):
    """A column with one cell per parameter; ``right``: it is set to the right, as numbers are."""

    title: str
    help: str
    cells: list[Cell]
    right: bool = True


def columns(report: CheckResult) -> list[Column]:
    """The columns of a report's table, from the parameter's name to what the check can see.

    Where there are many pairs, those of references alone come last: a page has no room for all.
    """
    rows = report.rows
    pairs = list(combinations(report.sources, 2))
    first = len(pairs) if len(pairs) <= MOST_PAIRS else len(report.sources) - 1

    return [
        Column("Parameter", "", [Cell(row.name) for row in rows], right=False),
        Column("Shape", "", [Cell(shape_text(row.shape)) for row in rows], right=False),
        Column(
            "Verdict",
            "fail: some element is beyond its tolerance. unresolved: none is, but the tolerance is "
            "above 0.001 of the largest entry",
            [Cell(f"{SIGNS[row.verdict]} {row.verdict}", row.verdict) for row in rows],
            right=False,
        ),
        *(_looked_at(report) if report.partial else ()),
        Column(
            "Error / tolerance",
            "The largest of any element. Above 1 the gradient is wrong. Every element has a "
            "tolerance of its own, derived from round-off and truncation",
            [Cell(number(_excess(row), 2)) for row in rows],
        ),
        *(_pair_column(rows, pair) for pair in pairs[:first]),
        Column(
            "Failing",
            "Share of elements beyond their tolerance",
            [Cell(percent(row.failing_share)) for row in rows],
        ),
        Column(
            "Kinks",
            "Share of elements whose nudge ±h crosses a kink, as that of ReLU",
            [Cell(percent(row.kink_share)) for row in rows],
        ),
        Column(
            "Resolution",
            "Whatever is wrong by more than this share of the largest entry is found",
            [Cell(number(row.resolution, 2)) for row in rows],
        ),
        *(_pair_column(rows, pair) for pair in pairs[first:]),
    ]


def explanations(table: list[Column]) -> dict[str, str]:
    """What the columns mean, by title; those of all pairs once."""
    told = {column.help: column.title for column in table if column.help}
    return {"a – b" if text == PAIR_HELP else title: text for text, title in told.items()}


def pair_title(pair: tuple[str, str]) -> str:
    """``analytic – complex``."""
    return " – ".join(SHORT_TITLES[source] for source in pair)


def _pair_column(rows: Sequence[ParameterRow], pair: tuple[str, str]) -> Column:
    return Column(pair_title(pair), PAIR_HELP, [_pair_cell(row, pair) for row in rows])


def _looked_at(report: CheckResult) -> list[Column]:
    """What was looked at, where that is not everything."""
    texts = []
    for row in report.rows:
        seen, total = int(row.looked_at.sum()), row.looked_at.size
        text = "all" if seen == total else f"{whole(seen)} of {whole(total)}"
        along = 0 if row.directions is None else row.directions.tried
        texts.append(f"{text}, {counted(along, 'direction')}" if along and seen < total else text)
    help_ = (
        "How many elements were nudged one by one, and along how many random directions all were "
        "moved at once. Failing and Kinks are shares of those that were nudged; the Resolution "
        "holds for all"
    )
    return [Column("Looked at", help_, list(map(Cell, texts)), right=False)]


def _excess(row: ParameterRow) -> float:
    along = 0.0 if row.directions is None else row.directions.excess
    return max(float(row.excess[row.worst]), along)


def _pair_cell(row: ParameterRow, names: tuple[str, str]) -> Cell:
    """Error beside tolerance: ``2e-16 ≤ 3e-14``, ``0.5 > 3e-14``, ``? 1.7 ≤ 14``."""
    if not set(names) <= row.values.keys():
        return Cell("")
    pair = row.pair(*names)
    error, tolerance = number(pair.error, 2), number(pair.tolerance, 2)
    if pair.verdict == "unresolved":
        return Cell(f"{SIGNS['unresolved']} {error} ≤ {tolerance}", pair.verdict)
    return Cell(f"{error} {'>' if pair.verdict == 'fail' else '≤'} {tolerance}", pair.verdict)
