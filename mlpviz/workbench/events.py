"""What the board in the browser tells: Tick, Look, Pick, Scrub, Act, Assign, Place, Recall,
Choose or Guess.

Anyone can send anything. `is_message` and `read` alone decide what is an event.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from typing import Any

from mlpviz.charts.pointing import is_drawn
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.trace.choices import TABS

LONGEST = 65_536  # characters of what a board sends at a time
LONGEST_NUMBER = 40  # characters that are typed for a number
MOST = 100  # events that a board sends at a time, and cards of a page


@dataclass(frozen=True)
class Tick:
    """The browser begins to draw frame ``seq`` and asks for the next; ``visible`` as in Look.

    It may ask twice for a frame: a tick of another frame than the current one is to train nothing.
    """

    seq: int
    visible: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """Other cards have come on screen while nothing plays: the ids of all that are ``visible``."""

    visible: tuple[str, ...]


@dataclass(frozen=True)
class Pick:
    """A point of a ``pick`` card was clicked.

    ``index`` is its place in its trace: row and column in a heatmap, one number elsewhere.
    """

    figure: str
    index: tuple[int, ...]


@dataclass(frozen=True)
class Scrub:
    """The slider was moved to an epoch."""

    epoch: int


@dataclass(frozen=True)
class Act:
    """A button was clicked."""

    action: str
    argument: str


@dataclass(frozen=True)
class Assign:
    """A weight or bias of a network's card is to be set: ``name[index]``, from 0, to a ``value``.

    The value is a text, as it was typed.
    """

    figure: str
    name: str
    index: tuple[int, ...]
    value: str


@dataclass(frozen=True)
class Place:
    """An input was changed in a card with a probe: these are all of its ``values``.

    ``done`` is false while the stroke or the move that changes it goes on.
    """

    figure: str
    values: tuple[float, ...]
    done: bool


@dataclass(frozen=True)
class Recall:
    """What the browser has kept of an earlier page of its tab, as ``Payload.stored`` had it."""

    text: str


@dataclass(frozen=True)
class Choose:
    """What of a trace is to be shown: all of it, so that one which comes twice does no harm.

    ``sample`` counts from 0, ``step`` from 1; ``name[index]`` is the weight, ``mistake`` the name
    of one of those that were offered, ``tab`` what is open beside the network.
    """

    sample: int
    name: str
    index: tuple[int, ...]
    mean: bool
    mistake: str
    step: int
    tab: str


@dataclass(frozen=True)
class Guess:
    """A number was guessed: that of a ``place`` which is asked for, as it was ``typed``."""

    place: str
    typed: str


Event = Tick | Look | Pick | Scrub | Act | Assign | Place | Recall | Choose | Guess


def is_message(text: str, names: Collection[str]) -> bool:
    """Whether ``text`` can be what a component sends: events with these names and values, as JSON.

    Nothing is said of the values yet: that is for `read`, which knows the frame.
    """
    if len(text) > LONGEST:
        return False
    try:
        events = json.loads(text)
    except (ValueError, RecursionError):  # no JSON, a number of too many digits, or too deep
        return False
    return (
        isinstance(events, list)
        and len(events) <= MOST
        and all(_is_event(event, names) for event in events)
    )


def _is_event(value: object, names: Collection[str]) -> bool:
    if not isinstance(value, dict) or value.keys() != {"event", "value"}:
        return False
    return isinstance(value["event"], str) and value["event"] in names


def read(name: str, value: object, payload: Payload) -> Event | None:
    """The event ``name`` that a browser sent, or None for what no board sends.

    ``payload`` is the frame that was sent last: what has no place on it
    is no event, so that a late click does nothing.
    """
    try:
        return _READ[name](value, payload)
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def _tick(value: Any, payload: Payload) -> Tick:
    seq, visible = _fields(value, "seq", "visible")
    return Tick(_whole(seq), _visible(visible, payload))


def _look(value: Any, payload: Payload) -> Look:
    (visible,) = _fields(value, "visible")
    return Look(_visible(visible, payload))


def _pick(value: Any, payload: Payload) -> Pick:
    figure, index = _fields(value, "figure", "index")
    (card,) = (card for card in payload.figures if card.pick and card.id == figure)
    if not isinstance(index, list) or len(index) not in (1, 2):
        raise ValueError
    return Pick(card.id, tuple(map(_whole, index)))


def _scrub(value: Any, payload: Payload) -> Scrub:
    (epoch,) = _fields(value, "epoch")
    epoch, slider = _whole(epoch), payload.timeline
    if slider is None or epoch > slider.newest:
        raise ValueError
    return Scrub(epoch)


def _act(value: Any, payload: Payload) -> Act:
    clicked = Act(*_fields(value, "action", "argument"))
    if clicked not in [Act(button.action, button.argument) for button in payload.buttons]:
        raise ValueError
    return clicked


def _assign(value: Any, payload: Payload) -> Assign:
    figure, name, index, typed = _fields(value, "figure", "name", "index", "value")
    (card,) = (card for card in payload.figures if card.diagram and card.id == figure)
    if not isinstance(typed, str) or len(typed) > LONGEST_NUMBER or not isinstance(index, list):
        raise TypeError
    place = tuple(map(_whole, index))
    if card.diagram is None or card.diagram["locked"] or not is_drawn(card.diagram, name, place):
        raise ValueError
    return Assign(card.id, name, place, typed)


def _place(value: Any, payload: Payload) -> Place:
    figure, values, done = _fields(value, "figure", "values", "done")
    if not isinstance(done, bool):
        raise TypeError
    (card,) = (card for card in payload.figures if card.probe and card.id == figure)
    probe = card.probe or {}
    bounds = list(zip(probe["low"], probe["high"], strict=True))
    if not isinstance(values, list) or len(values) != len(bounds) or not bounds:
        raise ValueError
    kinds = (int,) if probe["whole"] else (int, float)
    if not all(
        type(v) in kinds and low <= v <= high for v, (low, high) in zip(values, bounds, strict=True)
    ):
        raise ValueError
    return Place(card.id, tuple(values), done)


def _recall(value: Any, payload: Payload) -> Recall:
    (text,) = _fields(value, "text")
    if not payload.recall or not isinstance(text, str):
        raise TypeError
    return Recall(text)


def _choose(value: Any, payload: Payload) -> Choose:
    asked = _fields(value, *(field.name for field in fields(Choose)))
    sample, name, index, mean, mistake, step, tab = asked
    shown = payload.trace
    if shown is None or not isinstance(index, list) or not isinstance(mean, bool):
        raise TypeError
    (shape,) = (tensor.shape for tensor in shown.parameters if tensor.name == name)
    place = tuple(map(_whole, index))
    inside = len(place) == len(shape) and all(
        i < side for i, side in zip(place, shape, strict=True)
    )
    offered = mistake in [row.name for row in shown.mistakes]
    if not inside or not offered or _whole(sample) >= shown.samples:
        raise ValueError
    if not 1 <= _whole(step) <= len(shown.stages) or tab not in TABS:
        raise ValueError
    return Choose(sample, name, place, mean, mistake, step, tab)


def _guess(value: Any, payload: Payload) -> Guess:
    place, typed = _fields(value, "place", "typed")
    if payload.trace is None or not isinstance(typed, str) or len(typed) > LONGEST_NUMBER:
        raise TypeError
    if place not in [stage.asked.place for stage in payload.trace.stages if stage.asked]:
        raise ValueError
    return Guess(place, typed)


def _fields(value: Any, *names: str) -> tuple[Any, ...]:
    """The values of these fields, where there are these and no others."""
    if not isinstance(value, dict) or value.keys() != {*names}:
        raise TypeError
    return tuple(value[name] for name in names)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**53:  # as far as JavaScript counts
        raise TypeError
    return value


def _visible(value: Any, payload: Payload) -> tuple[str, ...]:
    """Ids of the cards on screen. Those of a frame that was there before may have gone since."""
    if not isinstance(value, list) or len(value) > MOST:
        raise TypeError
    return tuple(card.id for card in payload.figures if card.id in value)


_READ: dict[str, Callable[[Any, Payload], Event]] = {
    "tick": _tick,
    "look": _look,
    "pick": _pick,
    "scrub": _scrub,
    "act": _act,
    "assign": _assign,
    "place": _place,
    "recall": _recall,
    "choose": _choose,
    "guess": _guess,
}
EVENTS = tuple(_READ)
