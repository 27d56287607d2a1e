"""``View``: a row of a page's table of cards; ``cards`` builds those that are on screen."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Generic, NamedTuple, TypeVar

from mlpviz.charts import Chart
from mlpviz.data import Dataset
from mlpviz.workbench.gate import breathe, gate
from mlpviz.workbench.protocol import Button, Card

Moment = TypeVar("Moment")


class View(NamedTuple, Generic[Moment]):
    """A card of the board.

    ``chart`` gives the chart of a moment; ``applies`` says whether the view makes sense for a
    dataset; ``wide``, ``first`` and ``pick`` are as in ``protocol.Card``. ``switches`` are buttons
    in its head.
    """

    title: str
    help: str
    chart: Callable[[Moment], Chart]
    applies: Callable[[Dataset], bool] = lambda _: True
    wide: bool = False
    first: bool = False
    pick: bool = False
    switches: Callable[[Moment], tuple[Button, ...]] = lambda _: ()


def cards(
    views: Mapping[str, View[Moment]], moment: Moment, visible: Collection[str] | None
) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data (``None``: all are built)."""
    with gate:
        return tuple(
            _card(name, view, moment, built=visible is None or name in visible)
            for name, view in views.items()
        )


def _card(name: str, view: View[Moment], moment: Moment, *, built: bool) -> Card:
    breathe()
    switches = view.switches(moment)
    card = Card(name, view.title, view.help, view.wide, view.first, view.pick, switches)
    if not built:
        return card
    chart = view.chart(moment)
    breathe()
    alt = chart.summary()
    breathe()
    return replace(card, alt=alt, **chart.figure())
