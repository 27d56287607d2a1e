"""One visitor's run: reads and writes ``st.session_state`` and ``st.query_params``.

No other module does, but for the board, which reads its own events.

Choices of structure rebuild the run at once. Live choices (``LIVE_KEYS``) wait in their widgets
and are taken over by the next step or frame, without a rerun.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from mlpviz.config import ConfigError, RunConfig
from mlpviz.data import DataError, Dataset
from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.run import Trainer, load_run_dataset
from mlpviz.ui.checking.session import Checking
from mlpviz.ui.choices import follow, with_layers, without_layer
from mlpviz.ui.lab.session import Lab

FRAME_SECONDS = 0.04  # training time per frame while playing
PATIENCE = 0.5  # seconds after which an epoch that is not finished yields to the page
LIVE_KEYS = ("lr", "batch_size", "l2")
DATA_FIELDS = ("dataset", "dataset_options", "preprocessing", "test_size", "data_seed")

# Slices of training and checking of all visitors pass one at a time: threads that fight over the
# interpreter lock and the BLAS threads are several times slower together than in turn.
gate = threading.Lock()


@dataclass
class Session:
    """What the server keeps for one visitor.

    ``seq`` numbers the frames, ``run`` the runs, ``page`` what the sidebar shows; ``drawn_page`` is
    the one for which the whole page was drawn last. ``stepping``: an epoch that Step began is not
    finished yet. ``open_page`` is the page that is open, ``visible`` are the ids of its views on
    screen (``None``: not known yet), ``widget_keys`` the present keys of widgets by name,
    ``linked`` the config in the address, ``selected`` the line selected in each table of
    parameters, ``checking`` what the Gradients page has found, ``lab`` the bug lab.
    """

    config: RunConfig
    trainer: Trainer
    viewer: MLP
    playing: bool = False
    stepping: bool = False
    seq: int = 0
    run: int = 0
    page: int = 0
    drawn_page: int = 0
    open_page: str = ""
    visible: list[str] | None = None
    error: str | None = None
    widget_keys: dict[str, str] = field(default_factory=dict)
    linked: RunConfig | None = None
    selected: dict[str, str] = field(default_factory=dict)
    lab: Lab = field(default_factory=Lab)
    checking: Checking = field(default_factory=Checking)

    @property
    def busy(self) -> bool:
        """Whether the board is to go on asking for frames."""
        return self.playing or self.stepping


def session() -> Session:
    """This visitor's session; the first call builds the run that the link asks for."""
    if "session" not in st.session_state:
        st.session_state["session"] = _linked_session()
    current: Session = st.session_state["session"]
    return current


def enter(page: str) -> None:
    """A page that shows the run is drawn as a whole: the first thing that it calls."""
    current = session()
    if current.open_page != page:
        current.open_page, current.visible, current.linked = page, None, None
    current.drawn_page = current.page
    take_live()


def show_link() -> None:
    """Write the config into the page's address, if it has changed, so that it can be shared."""
    current = session()
    if current.config is not current.linked:
        st.query_params.from_dict(current.config.to_query())
        current.linked = current.config


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


def choose(name: str) -> None:
    """Callback: take the config's field ``name`` from its widget and rebuild the run."""
    rebuild(follow(_choices() | {name: get(name)}, changed=name))


def choose_option(name: str, option: str) -> None:
    """Callback: take ``option`` of the field ``name``, a dict, from its widget."""
    choices = _choices()
    rebuild(choices | {name: choices[name] | {option: get(f"{name}.{option}")}})


def choose_layers(sizes: tuple[int, ...]) -> None:
    """Callback: rebuild with other hidden layers."""
    rebuild(with_layers(_choices(), sizes))


def remove_layer(index: int, layers: int) -> None:
    """Callback: rebuild without hidden layer ``index``; nothing if a click comes twice."""
    if len(session().config.hidden_sizes) == layers:
        rebuild(without_layer(_choices(), index))


def choose_layer(index: int) -> None:
    """Callback: take the size of hidden layer ``index`` from its widget."""
    sizes = list(session().config.hidden_sizes)
    sizes[index] = get(f"hidden_{index}")
    choose_layers(tuple(sizes))


def choose_activation(index: int) -> None:
    """Callback: take the activation of hidden layer ``index`` from its widget."""
    names = list(session().config.activations)
    names[index] = get(f"activation_{index}")
    rebuild(_choices() | {"activation": tuple(names)})


def choose_per_layer() -> None:
    """Callback: switch between one activation for all hidden layers and one for each."""
    names = session().config.activations
    rebuild(_choices() | {"activation": names if get("per_layer") else (names or ("tanh",))[0]})


def rebuild(choices: Mapping[str, Any]) -> None:
    """Start a new run from these choices; if they are not legal, say why and keep the old run."""
    current = session()
    try:
        config = RunConfig(**choices)
        trainer = _trainer(config)
    except (ConfigError, DataError) as error:
        current.error = str(error)
        current.playing = current.stepping = False
        current.page += 1
        current.seq += 1
        return
    current.config, current.trainer, current.viewer = config, trainer, trainer.network.copy()
    current.error = None
    _begin(current)


def take_live() -> None:
    """Take over the live choices: into the config and into the running optimiser."""
    current = session()
    config = current.config
    choices: dict[str, Any] = {name: get(name, getattr(config, name)) for name in LIVE_KEYS}
    if choices["batch_size"] == "full":
        choices["batch_size"] = None
    options = {
        name: get(f"{config.optimizer}.{name}", value)
        for name, value in current.trainer.optimizer.settings.items()
    }
    chosen = {n: v for n, v in options.items() if v != current.trainer.optimizer.options[n].default}
    if any(choices[name] != getattr(config, name) for name in LIVE_KEYS) or (
        chosen != config.optimizer_options
    ):
        current.config = config.changed(**choices, optimizer_options=chosen)
    current.trainer.change(**choices, **options)


def play(on: bool) -> None:
    """Callback: start or stop playing."""
    current = session()
    current.playing, current.stepping = on, False
    current.seq += 1


def step() -> None:
    """Callback: train one epoch; one that takes long goes on with the next ticks."""
    current = session()
    current.playing, current.stepping = False, True
    _train(current, whole_epoch=True)


def reset() -> None:
    """Callback: back to the untrained network, same weights."""
    current = session()
    current.playing = current.stepping = False
    current.trainer.rewind(0)
    current.error = None
    _begin(current)


def new_weights(seed: int) -> None:
    """Callback: a new seed, hence other initial weights and another order of samples."""
    session().playing = session().stepping = False
    rebuild(_choices() | {"seed": seed})


def tick(seq: int, visible: list[str]) -> None:
    """The board asks for the frame after ``seq``. After Pause nothing is trained."""
    current = session()
    current.visible = visible
    if not current.busy or seq != current.seq:
        return
    _train(current, whole_epoch=current.stepping or not get("fast"))


def look(visible: list[str]) -> None:
    """The board tells which views have come on screen."""
    session().visible = visible


def _begin(current: Session) -> None:
    """A run starts: zoom is forgotten, and every view is drawn once."""
    current.run += 1
    current.page += 1
    current.seq += 1
    current.visible = None


def _train(current: Session, whole_epoch: bool) -> None:
    take_live()
    current.error = None
    try:
        with gate:
            current.trainer.train_for(0.0 if whole_epoch else FRAME_SECONDS, PATIENCE)
    except NonFiniteError as error:
        current.error = str(error)
        current.playing = current.stepping = False
    if current.trainer.progress == 0.0:
        current.stepping = False
    current.seq += 1


def _choices() -> dict[str, Any]:
    take_live()
    return session().config.model_dump()


def _linked_session() -> Session:
    """A session for the run that the link asks for, or for the default run and an explanation.

    Parameters that are no choices of ours, such as those that mail programs add, are passed over.
    The address of a link that cannot be opened stays as it is until a choice is made.
    """
    query = {k: v for k, v in st.query_params.to_dict().items() if k in RunConfig.model_fields}
    try:
        config = RunConfig.from_query(query)
        trainer = _trainer(config)
    except (ConfigError, DataError) as error:
        config = RunConfig()
        trainer = _trainer(config)
        words = f"This link cannot be opened, so the page shows its default run instead.\n{error}"
        return Session(config, trainer, trainer.network.copy(), error=words, linked=config)
    return Session(config, trainer, trainer.network.copy())


def _trainer(config: RunConfig) -> Trainer:
    data = {name: getattr(config, name) for name in DATA_FIELDS}
    return Trainer(config, dataset=_dataset(json.dumps(data)))


@st.cache_resource(show_spinner="Loading data", max_entries=32)
def _dataset(choices: str) -> Dataset:
    """The dataset of these choices, as JSON; shared by all visitors, its arrays are read-only."""
    return load_run_dataset(RunConfig(**json.loads(choices)))
