"""What the board in the browser is told: a ``Payload``, one frame.

It travels as JSON: dataclasses become objects, and what is None is left out. What the board tells
is in ``events.py``. ``python -m mlpviz.ui.board.typescript`` writes both for JavaScript.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal

from mlpviz.limits import Offer
from mlpviz.workbench.pages import Page
from mlpviz.workbench.trace.shown import Tracing

OFFER = "offer"  # the action of a run that is allowed instead of one that was refused

Kind = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Button:
    """A button of the board: ``title`` is on it, ``action`` and ``argument`` come back in an Act.

    ``leaves``: a click leads to another page. ``pressed`` is the state of one that switches.
    """

    action: str
    argument: str
    title: str
    leaves: bool = False
    pressed: bool | None = None


@dataclass(frozen=True)
class Metric:
    """A number above the charts."""

    label: str
    value: str


@dataclass(frozen=True)
class Trial:
    """What is being tried, and the ``share`` that is done; or, without one, what came of it."""

    text: str
    share: float | None = None


@dataclass(frozen=True)
class Message:
    """The message above the charts, with buttons for what may help.

    ``trial`` is what has been tried. ``further`` are buttons that open on demand, and so are
    ``more``, which are further messages.
    """

    kind: Kind
    text: str
    buttons: tuple[Button, ...] = ()
    further: tuple[Button, ...] = ()
    more: tuple[str, ...] = ()
    trial: Trial | None = None


@dataclass(frozen=True)
class Timeline:
    """The slider over the epochs that ``step`` divides, and the ``newest`` one; or over ``kept``.

    ``shown`` is the epoch that the charts are of; ``branch`` is offered where it is an earlier one.
    """

    step: int
    newest: int
    shown: int
    branch: Button | None = None
    kept: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Row:
    """A run in the table: the colour of its line, its name and figures, and buttons.

    ``second`` is the colour of the test's line where it has one of its own.
    """

    cells: tuple[str, ...]
    color: str | None = None
    buttons: tuple[Button, ...] = ()
    second: str | None = None


@dataclass(frozen=True)
class Table:
    """The runs in the curves: a heading for each cell of a row, and what the table is, in words.

    ``folds`` is on the button that unfolds it over the charts; without, it stands below them.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    folds: str = ""


@dataclass(frozen=True)
class Card:
    """A chart in its card. Without ``data`` it is *stale*: its last drawing and its words stay.

    ``data`` and ``layout`` are Plotly's, with arrays as base64 of typed arrays; ``diagram`` is what
    the board itself draws of a network (``charts/pointing.py``), ``probe`` an input that can be
    changed there (``charts/probes.py``); ``alt`` is the text alternative. A
    ``wide`` card is the first to get more than one column. The ``first`` cards are
    whole on the first screen, as high as its height allows. A click on a point of a ``pick`` card
    is told, and the card that it ``opens`` comes into sight. ``switches`` stand beside the title.
    """

    id: str
    title: str
    help: str
    wide: bool = False
    first: bool = False
    pick: bool = False
    switches: tuple[Button, ...] = ()
    opens: str | None = None
    alt: str | None = None
    data: list[Any] | None = None
    layout: dict[str, Any] | None = None
    diagram: dict[str, Any] | None = None
    probe: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Payload:
    """One frame.

    page : the page that the frame belongs to
    seq : number of the frame, one higher for every new one
    playing : whether the board is to ask for the next frame as soon as it begins to draw this one
    wait : milliseconds from asking for this frame to asking for the next, at least
    autoplay : whether the board is to press Play, unless the browser is set to reduce motion
    revision : zoom and pan survive until it changes
    figures : the cards, in order
    header, message, timeline, table : what stands above the cards
    shortcuts : which key clicks which button of Streamlit: ``KeyboardEvent.key`` to the key of an
        ``st.button``
    stored : what the browser is to keep for this tab, if that has changed
    recall : whether the board is to tell what the browser kept of an earlier page of this tab
    trace : every number of backprop for one weight, above the cards
    saved_as : what the files are called in which charts are saved, with {} for the chart's name
    ways : buttons that lead on from the trace
    exits : keys of Streamlit's containers in which buttons may lead to another page
    """

    page: Page
    seq: int
    playing: bool
    revision: str
    figures: tuple[Card, ...]
    header: tuple[Metric, ...] = ()
    message: Message | None = None
    timeline: Timeline | None = None
    table: Table | None = None
    shortcuts: Mapping[str, str] = field(default_factory=dict)
    exits: tuple[str, ...] = ()
    autoplay: bool = False
    wait: int = 0
    stored: str | None = None
    recall: bool = False
    trace: Tracing | None = None
    saved_as: str = "mlpviz-{}"
    ways: tuple[Button, ...] = ()

    @property
    def buttons(self) -> Iterator[Button]:
        """Everything that can be clicked on this frame."""
        if self.message is not None:
            yield from self.message.buttons
            yield from self.message.further
        if self.timeline is not None and self.timeline.branch is not None:
            yield self.timeline.branch
        if self.table is not None:
            for row in self.table.rows:
                yield from row.buttons
        for card in self.figures:
            yield from card.switches
        yield from self.ways

    def as_json(self) -> dict[str, Any]:
        """The payload as plain dicts and lists."""
        return {**_plain(self)}


def with_offers(payload: Payload, offers: Iterable[Offer]) -> Payload:
    """``payload`` with a button for each run that is offered instead of one that was refused.

    They stand below its message, if that tells of an error.
    """
    message, buttons = payload.message, [Button(OFFER, o.label, o.label) for o in offers]
    if message is None or message.kind != "error" or not buttons:
        return payload
    return replace(payload, message=replace(message, buttons=(*message.buttons, *buttons)))


def header(values: Mapping[str, str]) -> tuple[Metric, ...]:
    """The numbers above the charts, from label to value."""
    return tuple(Metric(label, value) for label, value in values.items())


def titles(headings: Iterable[str]) -> tuple[str, ...]:
    """The head of a table, in which every heading begins with a capital."""
    return tuple(f"{heading[0].upper()}{heading[1:]}" for heading in headings)


def _plain(value: Any) -> Any:
    """Dataclasses as dicts without what is None, tuples as lists; figures are plain already."""
    if is_dataclass(value):
        entries = ((entry.name, getattr(value, entry.name)) for entry in fields(value))
        return {name: _plain(entry) for name, entry in entries if entry is not None}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value
