"""One visitor's run: reads and writes ``st.session_state`` and ``st.query_params``.

No other module does, but for the board, which reads its own events.

Choices of structure rebuild the run, live ones (``LIVE``) go into the one that trains.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.faults import FaultsError, told
from mlpviz.engine.network import MLP
from mlpviz.engine.options import Option
from mlpviz.engine.settings import LIVE
from mlpviz.limits import LimitError, Offer, require_allowed, require_room
from mlpviz.links.frozen import is_whole
from mlpviz.links.reading import Link, parsed
from mlpviz.links.text import LONGEST
from mlpviz.presets import PRESETS
from mlpviz.run import Trainer
from mlpviz.ui import presence
from mlpviz.workbench import hiding, lesson, links, live_choices
from mlpviz.workbench.datasets import is_loaded, shared_dataset
from mlpviz.workbench.linked_run import asked_run
from mlpviz.workbench.new_runs import new_run
from mlpviz.workbench.pages import Page
from mlpviz.workbench.session import Session
from mlpviz.workbench.typed import Number, shown_text

UNREADABLE = "This link cannot be opened, so the page shows its default run instead."
NOTICE = (
    "This link asks for what there is not: that is left out, all else is kept. The address stays "
    "as it is until you choose something, so that it can be corrected."
)


def session() -> Session:
    """This visitor's session; the first call reads the link and builds the run that it asks for."""
    if "session" not in st.session_state:
        st.session_state["session"] = _linked_session(_query())
        presence.keep(st.session_state["session"])
    current: Session = st.session_state["session"]
    return current


def enter(page: Page) -> None:
    """A page is about to be drawn as a whole.

    If another one was open, what is on screen is not known yet, and its address is that of no run.
    The page that a visitor comes to first takes its own choices from the link.
    """
    current = session()
    if current.page is None:
        current.page = page
        _take_parameters(current, page)
    if current.page != page:
        current.page, current.visible, current.linked = page, None, None
        current.notice, current.held = (), False
        current.cures.drop()
    current.drawn_page_seq = current.page_seq
    if page.sidebar:
        take_live()


def show_link() -> None:
    """Write the run and the page's own choices into its address, if they have changed.

    So it can be shared.
    """
    current = session()
    wanted = _wanted(current)
    if current.linked == wanted or current.page is None:
        return
    chosen, current.linked = current.linked is not None, wanted
    if current.held:
        current.held = False
    else:
        st.query_params.from_dict(links.shown_address(current.page.path, current))
    if chosen and current.notice:
        current.notice = ()
        st.rerun()


def address() -> dict[str, str]:
    """The parameters of a link to the page as it is."""
    current = session()
    return links.address("" if current.page is None else current.page.path, current)


def _wanted(current: Session) -> tuple[RunConfig, str | None, dict[str, str]]:
    """What the address is to hold: the config, its preset, the page's own and the lesson's."""
    own = {} if current.page is None else links.written(current.page.path, current)
    return current.config, current.preset, own | lesson.written(current.lesson)


def _take_parameters(current: Session, page: Page) -> None:
    """Take over the page's choices and the lesson from the link; say which of them cannot be."""
    link, current.link = current.link, None
    if link is None:
        return
    current.lesson, faults = lesson.read(link.query)
    if "epochs" not in link.query and not is_whole(link.query):
        current.lesson = replace(current.lesson, epochs=_length(current))
    if current.lesson.epochs is not None:
        current.compare.race_for(current.lesson.epochs)
    faults += links.take(page.path, current, link.query)
    faults = [*link.faults, *faults, *link.unknown]
    if faults:
        current.notice = (NOTICE if link.query or link.unknown else UNREADABLE, *told(faults))
    current.held = bool(faults or current.error) and len(_query()) <= LONGEST


def shows(control: str) -> bool:
    """Whether the link lets the page show this control, a row of ``CONTROLS``."""
    return hiding.shown(control, session().lesson.hide)


def embedded() -> bool:
    """Whether the page stands in another one: its address says ``embed=true``."""
    return bool(st.context.is_embedded)


def key(name: str, value: Any) -> str:
    """The key for the widget ``name`` that is to show ``value``, which is also its default.

    A value that did not come from the widget itself makes a new widget of it, under a new key,
    instead of being written into ``st.session_state``: a frame's request that is under way from
    the browser may still carry the old value, or the default of a widget that has just appeared,
    and either would count as the visitor's choice.
    """
    keys = session().widget_keys
    present = keys.setdefault(name, name)
    if st.session_state.get(present, value) != value:
        session().renewed += 1
        keys[name] = f"{name}~{session().renewed}"
    return keys[name]


def field(name: str, option: Option, value: Number | None, none: str = "") -> tuple[str, str]:
    """Key and text of the number field ``name`` that is to show ``value``, ``none`` for None.

    What a visitor has typed stays as it stands there if it means that, and while it is refused.
    """
    refusals = session().refusals
    text = shown_text(get(name), value, option, none, refusals.get(name))
    if name in refusals and refusals[name].text != text:
        del refusals[name]
    return key(name, text), text


def own_key(name: str) -> str:
    """The key for a widget of this session alone, the same as long as it lasts.

    A browser whose server has forgotten the session, or is another one now, still shows what its
    widgets held, such as a file that was uploaded: this one does not have it, and begins anew.
    """
    return session().widget_keys.setdefault(name, f"{name}~{token_hex(4)}")


def get(name: str, default: Any = None) -> Any:
    """The value of the widget ``name``."""
    return st.session_state.get(session().widget_keys.get(name, name), default)


def select(table: str, lines: Sequence[str]) -> None:
    """Callback: take the selected line, one of ``lines``, or that of a selected cell."""
    selection = get(table)["selection"]
    rows = [row for row, _ in selection["cells"]] or selection["rows"]
    if rows and rows[0] < len(lines):
        session().selected[table] = lines[rows[0]]


def rebuild(choices: Mapping[str, Any], preset: str | None = None) -> bool:
    """Start a new run from these choices; if they are not legal, say why and keep the old run.

    Returns whether it begins.

    ``preset`` is the name of the preset that they come from; without it the present one stays,
    unless the dataset changes.
    """
    current = session()
    try:
        config = RunConfig(**choices)
        require_room(config, require_allowed(config).memory)  # before anything is loaded
        trainer, viewer = _run(config)
    except FaultsError as error:  # ConfigError, DataError and LimitError are such
        current.refuse(error)
        return False
    if preset is not None or config.dataset != current.config.dataset:
        if preset is None and current.lesson.epochs == _length(current):
            current.lesson = replace(current.lesson, epochs=None)
        current.preset = preset
    current.config, current.trainer, current.viewer = config, trainer, viewer
    _show_live(current)
    current.begin()
    return True


def _length(current: Session) -> int | None:
    """How many epochs the run's preset has, if it comes from one."""
    return None if current.preset is None else PRESETS[current.preset].epochs


def take_live() -> None:
    """Take over the live choices: into the config and into the running optimiser."""
    current = session()
    config, settings = current.config, current.trainer.optimizer.settings
    found, own = live_choices.chosen(current, get), current.trainer.optimizer.options
    options = {n: found[n] for n in settings if found[n] != own[n].default}
    changed = {name: found[name] for name in LIVE if found[name] != getattr(config, name)}
    try:
        if changed or options != config.optimizer_options:
            current.config = config.changed(**changed, optimizer_options=options)
            require_allowed(current.config, current.trainer.dataset)
    except LimitError as error:
        current.config = config
        live_choices.keep_refused(current, get, told(error.faults)[0])
        current.refuse(error)
    else:
        current.trainer.change(**found)  # also where it was brought back to an earlier epoch
    _show_live(current)


def _show_live(current: Session) -> None:
    """Have the widgets of the live choices show the config's: the old values would come back."""
    for live in live_choices.live_numbers(current):
        field(live.widget, live.option, live.value, live.none)
        key(live_choices.SLIDER.format(live.widget), live.shown)


def choices() -> dict[str, Any]:
    """All choices of the present run, the live ones included."""
    take_live()
    return session().config.model_dump()


def _query() -> str:
    """What follows the "?" in the page's address, as it stands there.

    ``st.query_params`` has it decoded already, however long it is, and a name only once.
    """
    context = get_script_run_ctx()
    return "" if context is None else context.query_string.removeprefix("?")


def _linked_session(query: str) -> Session:
    """A session for the run that the link asks for, as far as it can be, and an explanation.

    The address of a link that cannot be opened stays as it is until a choice is made; one that is
    too long to be read goes at once, as the browser would send it with everything that it asks.
    """
    config, preset, error = RunConfig(), None, None
    link = None
    try:
        if query:
            link = parsed(query)
            config, preset, faults, asked = asked_run(link)
            link = replace(link, query=asked, faults=tuple(faults))
        require_room(config, require_allowed(config).memory)
        trainer, viewer = _run(config)
    except FaultsError as raised:  # DataError and LimitError are such
        error, config, preset = raised, RunConfig(), None
        trainer, viewer = _run(config)
    if error is not None and not isinstance(error, LimitError):
        link = Link(faults=error.faults)
    current = Session(config, trainer, viewer, preset=preset, link=link)
    if isinstance(error, LimitError):
        current.error, current.refused = f"{UNREADABLE}\n{error}", error
    return current


def take_offer(offers: Iterable[Offer], label: str) -> None:
    """Callback: the run that was offered with this label instead of one that was refused."""
    for offer in offers:
        if offer.label == label:
            session().pause()
            session().bug_lab.twins = None  # they would go on where the run begins anew
            rebuild(offer.config.model_dump())
            return


def run_dataset(config: RunConfig) -> Dataset:
    """The dataset of a config, loaded once for all visitors."""
    if is_loaded(config):
        return shared_dataset(config)
    with st.spinner("Loading data"):
        return shared_dataset(config)


def _run(config: RunConfig) -> tuple[Trainer, MLP]:
    """A new run, and a network of its structure that the views may overwrite."""
    return new_run(config, run_dataset(config))
