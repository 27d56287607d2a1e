"""Pinned runs: those that stay behind the current one in every curve."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlpviz.charts.curves import PastRun
from mlpviz.charts.palette import RUNS, TEST, TRAIN
from mlpviz.comparison.curves import RunCurves, Score, cells, headings
from mlpviz.comparison.differences import differences
from mlpviz.config import RunConfig
from mlpviz.profiles import limits
from mlpviz.workbench.protocol import Button, Row, Table, titles
from mlpviz.workbench.train.kept_run import KeptRun

MAX_PINS = len(RUNS)  # as many as can be told apart
MARKS = "●■◆▲✚✖▼★"  # at the ends of the curves and in the table, beside the colours


@dataclass(frozen=True, eq=False, kw_only=True)
class Pin(RunCurves):
    """A run as it was when it was pinned: its choices at that time, and its curves.

    ``number`` counts from 0 and is free for another run once this one is unpinned; ``moment`` are
    the number of the run and the epoch at which it was pinned, ``preset`` the name of its preset.
    ``kept`` is how it stood; without it a run of the same choices is trained to that epoch.
    """

    number: int
    moment: tuple[int, int]
    preset: str | None = None
    kept: KeptRun | None = None

    @property
    def mark(self) -> str:
        """The character at the end of its lines."""
        return MARKS[self.number]

    @property
    def color(self) -> str:
        """The colour of its lines."""
        return RUNS[self.number]


def most_pins() -> int:
    """How many runs may be pinned here."""
    return int(min(MAX_PINS, limits().pins))


def free_number(pins: Sequence[Pin]) -> int | None:
    """The lowest number that no pin has; ``None`` if there are as many as there may be."""
    taken = {pin.number for pin in pins}
    return next((n for n in range(most_pins()) if n not in taken), None)


def pin_names(pins: Sequence[Pin], config: RunConfig) -> tuple[str, ...]:
    """What the current run, which ``config`` is of, and every pin are called: what differs.

    Where nothing does, pins have their number.
    """
    first, *rest = differences([config, *(pin.config for pin in pins)])
    others = (name or f"run {pin.number + 1}" for name, pin in zip(rest, pins, strict=True))
    return (first or "this run", *others)


def past_runs(pins: Sequence[Pin], names: Sequence[str], score: Score) -> list[PastRun]:
    """The pins as curves, with their scores if those are of the kind ``score``."""
    return [
        PastRun(
            name,
            pin.color,
            pin.mark,
            pin.epoch,
            pin.train_loss,
            pin.test_loss,
            *((pin.train_score, pin.test_score) if pin.score == score else ()),
        )
        for pin, name in zip(pins, names, strict=True)
    ]


def final_figures(run: RunCurves, pins: Sequence[Pin], names: Sequence[str]) -> Table:
    """The board's table of the current run and the pins: colour, name, and final figures.

    ``names`` are those of ``pin_names``. Pinned runs can be opened and unpinned by buttons.
    """
    rows = [Row((names[0], *cells(run)), TRAIN, second=TEST)]
    for pin, name in zip(pins, names[1:], strict=True):
        # A score of another kind says so, as it stands below a heading that is not its own.
        figures = [
            f"{pin.score} {text}" if pin.score != run.score and title.endswith(run.score) else text
            for title, text in zip(headings(run.score), cells(pin), strict=True)
        ]
        number = str(pin.number)
        buttons = Button("open_pin", number, "Open"), Button("unpin", number, "Unpin")
        rows.append(Row((f"{pin.mark} {name}", *figures), pin.color, buttons))
    head = titles(["run", *headings(run.score)])
    caption = "Final figures of the runs in the curves"
    return Table(caption, head, tuple(rows), folds=f"{len(pins)} pinned")
