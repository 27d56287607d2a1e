"""One visitor's run: reads and writes ``st.session_state``.

No other module does, but for the board, which reads its own events. ``address.py`` does so with
``st.query_params``.

Choices of structure rebuild the run, live ones (``LIVE``) go into the one that trains.
"""

from collections.abc import Callable, Iterable, Mapping
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
from mlpviz.limits import LimitError, Offer, require_allowed, require_room
from mlpviz.links.reading import Link
from mlpviz.presets import PRESETS
from mlpviz.run import Trainer
from mlpviz.ui import presence
from mlpviz.workbench import hiding, live_choices
from mlpviz.workbench.datasets import is_loaded, shared_dataset
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.my_run.viewed import take_viewed
from mlpviz.workbench.new_runs import new_run
from mlpviz.workbench.opened import opened
from mlpviz.workbench.own_data.kept import Kept, find, keep, required
from mlpviz.workbench.own_data.links import begun
from mlpviz.workbench.session import Session
from mlpviz.workbench.typed import Number, shown_text

UNREADABLE = "This link cannot be opened, so the page shows its default run instead."


def session() -> Session:
    """This visitor's session; the first call reads the link and builds the run that it asks for.

    That of a tab which has rested is the one that it had, if that was kept.
    """
    current: Session | None = st.session_state.get("session")  # one look: it is asked all the time
    if current is None:
        current = presence.rested()
        if current is not None:
            current.wake()
        else:
            current = _linked_session(query())
        st.session_state["session"] = current
        presence.keep(current)
        if take_viewed(current.my_run):
            current.go_to("my-run")
    return current


def shows(control: str) -> bool:
    """Whether the link lets the page show this control, a row of ``CONTROLS``."""
    return hiding.shown(control, session().lesson.hide)


def embedded() -> bool:
    """Whether the page stands in another one: its address says ``embed=true``."""
    return bool(st.context.is_embedded)


def choice(
    name: str, value: Any, choose: Callable[..., object], *args: Any, event: str = "on_change"
) -> dict[str, Any]:
    """What makes a widget the choice ``name`` that is to show ``value``, which is its default, too:
    its key and its callback, ``choose(*args)``, as Streamlit's widgets take them by name.

    A value that did not come from the widget itself makes a new widget of it, under a new key,
    instead of being written into ``st.session_state``: a frame's request that is under way from
    the browser may still carry the old value, or the default of a widget that has just appeared,
    and either would count as the visitor's choice. Where it comes after the widget was renewed it
    tells what the old one showed, and Streamlit calls back for that: nobody has chosen it, and
    ``choose`` is not called.
    """
    key = _key(name, value)

    def choose_if_present() -> None:
        if session().widget_keys.get(name) == key:
            choose(*args)

    return {"key": key, event: choose_if_present}


def _key(name: str, value: Any) -> str:
    """The key for the widget ``name`` that is to show ``value``: a new one if it does not yet."""
    keys = session().widget_keys
    present = keys.setdefault(name, name)
    if st.session_state.get(present, value) != value:
        session().renewed += 1
        keys[name] = f"{name}~{session().renewed}"
    return keys[name]


def field_text(name: str, option: Option, value: Number | None, none: str = "") -> str:
    """The text of the number field ``name`` that is to show ``value``, ``none`` for None.

    What a visitor has typed stays as it stands there if it means that, and while it is refused.
    """
    refusals = session().refusals
    text = shown_text(get(name), value, option, none, refusals.get(name))
    if name in refusals and refusals[name].text != text:
        del refusals[name]
    return text


def own_key(name: str) -> str:
    """The key for a widget of this session alone, the same as long as it lasts.

    A browser whose server has forgotten the session, or is another one now, still shows what its
    widgets held, such as a file that was uploaded: this one does not have it, and begins anew.
    """
    return session().widget_keys.setdefault(name, f"{name}~{token_hex(4)}")


def get(name: str, default: Any = None) -> Any:
    """The value of the widget ``name``."""
    return st.session_state.get(session().widget_keys.get(name, name), default)


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
        if preset is None and current.lesson.epochs == length(current):
            current.lesson = replace(current.lesson, epochs=None)
        current.preset = preset
    current.config, current.trainer, current.viewer = config, trainer, viewer
    _show_live(current)
    current.begin()
    return True


def length(current: Session) -> int | None:
    """How many epochs the run's preset has, if it comes from one."""
    return None if current.preset is None else PRESETS[current.preset].epochs


def take_live() -> None:
    """Take over the live choices: into the config and into the running optimiser."""
    current = session()
    config, found = current.config, live_choices.chosen(current, get)
    changed = live_choices.as_changes(current, found)
    try:
        if changed:
            current.config = config.changed(**changed)
            require_allowed(current.config, current.trainer.dataset)
    except LimitError as error:
        current.config = config
        live_choices.keep_refused(current, get, told(error.faults)[0])
        current.refuse(error)
    else:
        current.trainer.change(**found)  # also where it was brought back to an earlier epoch
    _show_live(current)


def choose_live(config: RunConfig) -> None:
    """Take over a config that differs from the present one in live choices alone."""
    current = session()
    live_choices.bring_to(current.trainer, config)
    current.config = config
    _show_live(current)
    current.redraw()


def choose_schedule(name: str) -> None:
    """Take over another learning-rate schedule, with its own settings; the run goes on."""
    take_live()
    current = session()
    choose_live(current.config.changed(schedule=name, schedule_options={}))
    current.redraw_page()


def _show_live(current: Session) -> None:
    """Have the widgets of the live choices show the config's: the old values would come back."""
    for live in live_choices.live_numbers(current):
        _key(live.widget, field_text(live.widget, live.option, live.value, live.none))
        _key(live_choices.SLIDER.format(live.widget), live.shown)


def choices() -> dict[str, Any]:
    """All choices of the present run, the live ones included."""
    take_live()
    return session().config.model_dump()


def query() -> str:
    """What follows the "?" in the page's address, as it stands there.

    ``st.query_params`` has it decoded already, however long it is, and a name only once.
    """
    context = get_script_run_ctx()
    return "" if context is None else context.query_string.removeprefix("?")


def _linked_session(text: str) -> Session:
    """A session for the run that the link asks for, as far as it can be, and an explanation.

    The address of a link that cannot be opened stays as it is until a choice is made; one that is
    too long to be read goes at once, as the browser would send it with everything that it asks.
    """
    config, preset, link, error = opened(text, own_dataset)
    try:
        trainer, viewer = _run(config)
    except FaultsError as raised:  # its data are damaged
        error, config, preset, link = raised, FIRST_RUN, None, Link(faults=raised.faults)
        trainer, viewer = _run(config)
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
    """The dataset of a config: loaded once for all visitors, or this visitor's own."""
    if config.own is not None:
        return required(_kept(), config)
    if is_loaded(config):
        return shared_dataset(config)
    with st.spinner("Loading data"):
        return shared_dataset(config)


def begin_on(dataset: Dataset) -> bool:
    """Begin a run on a dataset of the visitor's own; whether it begins, or why not is told."""
    keep(session().your_data.kept, dataset)
    return rebuild(begun(choices(), dataset))


def own_dataset(fingerprint: str) -> Dataset | None:
    """This visitor's own dataset with that fingerprint, if it is here."""
    return find(_kept(), fingerprint)


def _kept() -> Kept | None:
    """The datasets of this visitor's own; None before there is a session."""
    current: Session | None = st.session_state.get("session")
    return None if current is None else current.your_data.kept


def _run(config: RunConfig) -> tuple[Trainer, MLP]:
    """A new run, and a network of its structure that the views may overwrite."""
    return new_run(config, run_dataset(config))
