"""``cards``: of a page's table of views, those that are on screen as cards of the board."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from mlpviz.views.view import View
from mlpviz.workbench.gate import breathe, gate
from mlpviz.workbench.protocol import Button, Card

Moment = TypeVar("Moment")
Buttons = Callable[[tuple[str, ...]], tuple[Button, ...]]


def cards(
    views: Mapping[str, View[Moment]],
    moment: Moment,
    visible: Collection[str] | None,
    buttons: Buttons = lambda _: (),
) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data.

    ``None``: nobody knows yet what is seen, and those of the first screen are built; all, where
    the page has no such rows. ``buttons`` makes buttons of a view's switches.
    """
    if visible is None:
        visible = {name for name, view in views.items() if view.first} or set(views)
    with gate:
        return tuple(
            _card(name, view, moment, buttons, built=name in visible)
            for name, view in views.items()
        )


def _card(name: str, view: View[Moment], moment: Moment, buttons: Buttons, *, built: bool) -> Card:
    breathe()
    switches = buttons(view.switches)
    card = Card(name, view.title, view.help, view.wide, view.first, view.pick, switches)
    if not built:
        return card
    chart = view.chart(moment)
    breathe()
    alt = chart.summary()
    breathe()
    return replace(card, alt=alt, **chart.figure())
