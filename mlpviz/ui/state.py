"""One visitor's run. The only reader and writer of ``st.session_state`` and ``st.query_params``.

Choices of structure rebuild the run at once. Live choices (``LIVE_KEYS``) wait in their widgets
and are taken over by the next step or frame, without a rerun.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from mlpviz.config import ConfigError, RunConfig
from mlpviz.data import DataError, Dataset
from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.run import Trainer, load_run_dataset
from mlpviz.ui.choices import follow, with_layers, without_layer

FRAME_SECONDS = 0.04  # training time per frame while playing
PATIENCE = 0.5  # seconds after which an epoch that is not finished yields to the page
LIVE_KEYS = ("lr", "batch_size", "l2")
OPTION_KEY = "optimizer_options."  # widget keys of the optimiser's live settings start so

# Training slices of all visitors pass one at a time: threads that fight over the interpreter lock
# and the BLAS threads are several times slower together than in turn.
_gate = threading.Lock()


@dataclass
class Session:
    """What the server keeps for one visitor.

    ``seq`` numbers the frames, ``run`` the runs; ``drawn_run`` is the one for which the whole page
    was drawn last. ``visible`` are the ids of the views on screen (``None``: not known yet);
    ``widget_keys`` are the present keys of widgets by name.
    """

    config: RunConfig
    trainer: Trainer
    viewer: MLP
    playing: bool = False
    seq: int = 0
    run: int = 0
    drawn_run: int = 0
    visible: list[str] | None = None
    error: str | None = None
    widget_keys: dict[str, str] = field(default_factory=dict)


def session() -> Session:
    """This visitor's session; the first call builds the run that the link asks for."""
    if "session" not in st.session_state:
        config, error = _linked_config()
        trainer = _trainer(config)
        st.session_state["session"] = Session(config, trainer, _viewer(trainer), error=error)
    current: Session = st.session_state["session"]
    return current


def show_link() -> None:
    """Write the config into the page's address, so that it can be shared."""
    query = session().config.to_query()
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


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


def remove_layer(index: int) -> None:
    """Callback: rebuild without hidden layer ``index``."""
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
        current.seq += 1
        return
    current.config, current.trainer, current.viewer = config, trainer, _viewer(trainer)
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
        name: get(OPTION_KEY + name, value)
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
    session().playing = on
    session().seq += 1


def step() -> None:
    """Callback: train one epoch."""
    current = session()
    current.playing = False
    _train(current, whole_epoch=True)


def reset() -> None:
    """Callback: back to the untrained network, same weights."""
    current = session()
    current.playing = False
    current.trainer.rewind(0)
    current.error = None
    _begin(current)


def new_weights() -> None:
    """Callback: a new seed, hence other initial weights and another order of samples."""
    session().playing = False
    rebuild(_choices() | {"seed": (session().config.seed + 1) % 2**32})


def tick(seq: int, visible: list[str]) -> None:
    """The board asks for the frame after ``seq``. After Pause nothing is trained."""
    current = session()
    current.visible = visible
    if not current.playing or seq != current.seq:
        return
    _train(current, whole_epoch=not get("fast"))


def look(visible: list[str]) -> None:
    """The board tells which views have come on screen."""
    session().visible = visible


def _begin(current: Session) -> None:
    """A run starts: zoom is forgotten, and every view is drawn once."""
    current.run += 1
    current.seq += 1
    current.visible = None


def _train(current: Session, whole_epoch: bool) -> None:
    take_live()
    current.error = None
    try:
        with _gate:
            current.trainer.train_for(0.0 if whole_epoch else FRAME_SECONDS, PATIENCE)
    except NonFiniteError as error:
        current.error = str(error)
        current.playing = False
    current.seq += 1


def _choices() -> dict[str, Any]:
    take_live()
    return session().config.model_dump()


def _linked_config() -> tuple[RunConfig, str | None]:
    try:
        return RunConfig.from_query(st.query_params.to_dict()), None
    except ConfigError as error:
        return (
            RunConfig(),
            f"This link cannot be opened, so the page shows its default run instead.\n{error}",
        )


def _trainer(config: RunConfig) -> Trainer:
    return Trainer(config, dataset=_dataset(RunConfig(**_data_choices(config))))


def _data_choices(config: RunConfig) -> dict[str, Any]:
    names = ("dataset", "dataset_options", "preprocessing", "test_size", "data_seed")
    chosen = {name: getattr(config, name) for name in names}
    return follow(RunConfig().model_dump() | chosen, changed="") | chosen


@st.cache_resource(
    show_spinner="Loading data", max_entries=32, hash_funcs={RunConfig: RunConfig.model_dump_json}
)
def _dataset(config: RunConfig) -> Dataset:
    """The config's dataset, shared by all visitors: its arrays are read-only."""
    return load_run_dataset(config)


def _viewer(trainer: Trainer) -> MLP:
    """A second network for the views, so that looking never disturbs the training buffers."""
    viewer = object.__new__(MLP)
    viewer.__setstate__(trainer.network.__getstate__())
    return viewer
