"""One visitor's run: reads and writes ``st.session_state`` and ``st.query_params``.

No other module does, but for the board, which reads its own events.

Choices of structure rebuild the run at once. Live choices (``LIVE``) wait in their widgets
and are taken over by the next step or frame, without a rerun.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.faults import FaultsError, require_known
from mlpviz.engine.network import MLP
from mlpviz.engine.settings import LIVE
from mlpviz.limits import LimitError, Offer, require_allowed, require_room
from mlpviz.presets import PRESETS
from mlpviz.run import Trainer
from mlpviz.ui import presence
from mlpviz.workbench import links
from mlpviz.workbench.datasets import is_loaded, shared_dataset
from mlpviz.workbench.new_runs import new_run
from mlpviz.workbench.pages import Page
from mlpviz.workbench.session import Session

PRESET = "preset"  # the link's parameter for the name of a preset


def session() -> Session:
    """This visitor's session; the first call builds the run that the link asks for."""
    if "session" not in st.session_state:
        st.session_state["session"] = _linked_session()
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
    current.drawn_page_seq = current.page_seq
    if page.sidebar:
        take_live()


def show_link() -> None:
    """Write the config and the page's own choices into its address, if they have changed.

    So it can be shared.
    """
    current = session()
    wanted = _wanted(current)
    if current.linked != wanted:
        st.query_params.from_dict(address())
        current.linked = wanted


def address() -> dict[str, str]:
    """The parameters of a link to the page as it is."""
    current = session()
    config, preset, own = _wanted(current)
    query = config.to_query() | own
    if preset is not None:  # which alone would stand for the preset's own choices
        query |= {PRESET: preset, "dataset": config.dataset}
    return query


def _wanted(current: Session) -> tuple[RunConfig, str | None, dict[str, str]]:
    """What the address is to hold: the config, its preset, the page's own parameters."""
    own = {} if current.page is None else links.written(current.page.path, current)
    return current.config, current.preset, own


def _take_parameters(current: Session, page: Page) -> None:
    """Take over the page's own choices from the link, and say which of them cannot be."""
    faults = links.take(page.path, current, st.query_params.to_dict())
    if faults:
        words = "This link asks for what there is not, so the page shows its own choice instead."
        told = [current.error, words, *map(str, faults)]
        current.error = "\n".join(filter(None, told))
    if current.error is not None:
        current.linked = _wanted(current)  # until a choice is made


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
        keys[name] = f"{name}~{session().seq}"
    return keys[name]


def get(name: str, default: Any = None) -> Any:
    """The value of the widget ``name``."""
    return st.session_state.get(session().widget_keys.get(name, name), default)


def select(table: str, lines: Sequence[str]) -> None:
    """Callback: take the selected line, one of ``lines``, or that of a selected cell."""
    selection = get(table)["selection"]
    rows = [row for row, _ in selection["cells"]] or selection["rows"]
    if rows and rows[0] < len(lines):
        session().selected[table] = lines[rows[0]]


def rebuild(choices: Mapping[str, Any], preset: str | None = None) -> None:
    """Start a new run from these choices; if they are not legal, say why and keep the old run.

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
        return
    if preset is not None or config.dataset != current.config.dataset:
        current.preset = preset
    current.config, current.trainer, current.viewer = config, trainer, viewer
    _show_live(current)
    current.begin()


def take_live() -> None:
    """Take over the live choices: into the config and into the running optimiser."""
    current = session()
    config = current.config
    choices: dict[str, Any] = {name: get(name, getattr(config, name)) for name in LIVE}
    if choices["batch_size"] == "full":
        choices["batch_size"] = None
    options = {
        name: get(f"{config.optimizer}.{name}", value)
        for name, value in current.trainer.optimizer.settings.items()
    }
    chosen = {n: v for n, v in options.items() if v != current.trainer.optimizer.options[n].default}
    if any(choices[name] != getattr(config, name) for name in LIVE) or (
        chosen != config.optimizer_options
    ):
        changed = config.changed(**choices, optimizer_options=chosen)
        try:
            require_allowed(changed, current.trainer.dataset)
        except LimitError as error:
            _show_live(current)
            current.refuse(error)
            return
        current.config = changed
    current.trainer.change(**choices, **options)


def _show_live(current: Session) -> None:
    """Have the widgets of the live choices show the config's: the old values would come back."""
    config = current.config
    for name in LIVE:
        value = getattr(config, name)
        key(name, "full" if name == "batch_size" and value is None else value)
    for name, value in current.trainer.optimizer.settings.items():
        key(f"{config.optimizer}.{name}", value)


def choices() -> dict[str, Any]:
    """All choices of the present run, the live ones included."""
    take_live()
    return session().config.model_dump()


def _linked_session() -> Session:
    """A session for the run that the link asks for, or for the default run and an explanation.

    A preset's name alone stands for its choices. Parameters that are no choices of ours, such as
    those that mail programs add, are passed over. The address of a link that cannot be opened stays
    as it is until a choice is made.
    """
    asked = st.query_params.to_dict()
    query = {name: text for name, text in asked.items() if name in RunConfig.model_fields}
    name = asked.get(PRESET)
    try:
        if name is not None:
            require_known(name, PRESETS, PRESET)
        preset = None if name is None else PRESETS[name]
        config = RunConfig.from_query(query) if query or preset is None else preset.config
        require_room(config, require_allowed(config).memory)
        trainer, viewer = _run(config)
    except FaultsError as error:  # ConfigError, DataError and LimitError are such
        config = RunConfig()
        trainer, viewer = _run(config)
        words = f"This link cannot be opened, so the page shows its default run instead.\n{error}"
        refused = error if isinstance(error, LimitError) else None
        return Session(config, trainer, viewer, error=words, refused=refused)
    if preset is not None and preset.config.dataset != config.dataset:
        name = None  # the preset's words are about other data
    return Session(config, trainer, viewer, preset=name)


def take_offer(offers: Iterable[Offer], label: str) -> None:
    """Callback: the run that was offered with this label instead of one that was refused."""
    for offer in offers:
        if offer.label == label:
            session().pause()
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
