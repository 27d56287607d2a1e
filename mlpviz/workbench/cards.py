"""``View``: a row of a page's table of cards; ``cards`` builds those that are on screen."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from mlpviz.charts.figure import Figure
from mlpviz.data import Dataset

Moment = TypeVar("Moment")


class View(NamedTuple, Generic[Moment]):
    """A card of the board.

    ``build`` gives the figure of a moment and its text alternative; ``applies`` says whether the
    view makes sense for a dataset; clicks on a ``pick`` card are told to the page.
    """

    title: str
    help: str
    build: Callable[[Moment], tuple[Figure, str]]
    applies: Callable[[Dataset], bool] = lambda _: True
    wide: bool = False
    pick: bool = False


def cards(
    views: Mapping[str, View[Moment]], moment: Moment, visible: Collection[str] | None
) -> list[dict[str, Any]]:
    """The board's figures; those not in ``visible`` come without data (``None``: all are built)."""
    entries = []
    for name, view in views.items():
        entry: dict[str, Any] = {
            "id": name,
            "title": view.title,
            "help": view.help,
            "wide": view.wide,
            "pick": view.pick,
        }
        if visible is None or name in visible:
            figure, summary = view.build(moment)
            entry |= {"alt": summary, **figure}
        entries.append(entry)
    return entries
