"""``YourData``: the table that a visitor has brought, what is chosen of it, and what is kept."""

from dataclasses import dataclass, field, replace
from typing import Any

from mlpviz.data.tables import (
    Bounds,
    Choices,
    Made,
    Table,
    TableError,
    TooManyRowsError,
    dataset_of,
    guessed,
    guessed_left_out,
    guessed_task,
    read_pasted,
    read_table,
)
from mlpviz.profiles import limits
from mlpviz.workbench.gate import breathe, gate
from mlpviz.workbench.own_data.kept import Kept


def bounds() -> Bounds:
    """The most that a table may have here."""
    allowed = limits()
    return Bounds(allowed.upload_bytes, allowed.own_rows, allowed.own_columns, breathe)


@dataclass
class YourData:
    """A table, what is chosen of it, and the datasets that were made of those.

    ``opened``: the dialog is on the page. ``number`` numbers the tables, ``table`` is the latest
    one and ``choices`` what is to be made of it; ``refused`` is why there is none, ``too_many`` the
    file of which as many rows as are allowed can be drawn, ``rejected`` why a run on it is not
    allowed. ``kept`` are the datasets of runs.
    """

    opened: bool = False
    number: int = 0
    table: Table | None = None
    choices: Choices | None = None
    refused: str | None = None
    too_many: tuple[str, bytes] | None = None
    rejected: str | None = None
    kept: Kept = field(default_factory=Kept)
    _made: tuple[Choices, Made | None, str] | None = None

    def take(self, title: str, content: bytes, draw: bool = False) -> None:
        """Take a file instead of the table before; with ``draw`` some of its rows."""
        self.clear()
        try:
            with gate:
                self._show(read_table(title, content, bounds(), draw))
        except TooManyRowsError as error:
            self.refused, self.too_many = str(error), (title, content)
        except TableError as error:
            self.refused = str(error)

    def take_text(self, text: str) -> None:
        """Take what was pasted."""
        self.clear()
        try:
            with gate:
                self._show(read_pasted(text, bounds()))
        except TableError as error:
            self.refused = str(error)

    def _show(self, table: Table) -> None:
        choices = guessed(table, breathe)
        self.table, self.choices = table, choices

    def refuse(self, why: str) -> None:
        """Without a table, as the server did not take its file."""
        self.clear()
        self.refused = why

    def draw_rows(self) -> None:
        """Take as many rows as are allowed of a table that has more, drawn by chance."""
        if self.too_many is not None:
            self.take(*self.too_many, draw=True)

    def clear(self) -> None:
        """Without a table."""
        self.number += 1
        self.table = self.choices = self.refused = self.rejected = None
        self.too_many = self._made = None

    def choose(self, name: str, value: Any) -> None:
        """Another choice; another target brings a guess of what goes with it."""
        if self.table is None or self.choices is None:
            return
        self.rejected = None
        if name == "target":
            self.choices = replace(
                self.choices,
                target=value,
                task=guessed_task(self.table[value]),
                left_out=guessed_left_out(self.table, value),
            )
        else:
            self.choices = replace(self.choices, **{name: value})

    @property
    def made(self) -> Made | None:
        """The dataset of the present choices, made once; None where they make none."""
        return self._present()[1]

    @property
    def problem(self) -> str:
        """Why the present choices make no dataset; empty if they do."""
        return self._present()[2]

    def _present(self) -> tuple[Choices | None, Made | None, str]:
        if self.table is None or self.choices is None:
            return None, None, ""
        if self._made is None or self._made[0] != self.choices:
            try:
                with gate:
                    found: Made | None = dataset_of(
                        self.table, self.choices, limits().own_bytes, breathe
                    )
                why = ""
            except TableError as error:
                found, why = None, str(error)
            self._made = self.choices, found, why
        return self._made

    @property
    def nbytes(self) -> int:
        """Bytes that the server keeps of it."""
        table = 0 if self.table is None else self.table.nbytes
        waiting = 0 if self.too_many is None else len(self.too_many[1])
        made = 0 if self._made is None or self._made[1] is None else self._made[1].dataset.nbytes
        return table + waiting + made + self.kept.nbytes
