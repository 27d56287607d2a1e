"""The sidebar: every choice of a run, in three tabs. Data and Network rebuild, Training is live."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.data import DATASETS, PREPROCESSING, SEED, TEST_SIZE
from mlpviz.engine import network as engine_network
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import Option
from mlpviz.follow import NEW_LAYER
from mlpviz.kinds import MAX_LAYERS, MAX_UNITS, TARGET_SCALE
from mlpviz.rules import legal_losses, legal_outputs
from mlpviz.ui import sidebar_callbacks as callbacks
from mlpviz.ui import state
from mlpviz.ui.downloads import downloads
from mlpviz.words import as_chosen, counted

LEARNING_RATES = [m * 10.0**e for e in range(-6, 3) for m in (1, 2, 5)]
BATCH_SIZES = [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512, 1024]
L2_WEIGHTS = [0.0, *(m * 10.0**e for e in range(-6, 1) for m in (1, 3))]


def sidebar() -> None:
    """Draw all controls from the session's config; ``sidebar_callbacks`` act on changes."""
    config = state.session().config
    with st.sidebar:
        data, network, training = st.tabs(["Data", "Network", "Training"])
        with data:
            st.caption(":material/restart_alt: A change here starts a new run.")
            _data(config)
        with network:
            st.caption(":material/restart_alt: A change here starts a new run.")
            _network(config)
        with training:
            st.caption(":material/bolt: These act at the next step, even while it plays.")
            _live(config)
            st.caption(":material/restart_alt: These start a new run.")
            _training(config)


def _data(config: RunConfig) -> None:
    spec = DATASETS[config.dataset]
    _select("dataset", config, DATASETS, "Dataset", f"{spec.group}. Source: {spec.source}.")
    downloads()
    _options("dataset_options", spec.options, config)
    _select("preprocessing", config, PREPROCESSING, "Preprocessing", "Fitted on training data.")
    if spec.fixed_split:
        st.caption("The split into training and test images is fixed.")
    else:
        _number("test_size", TEST_SIZE, config.test_size, ("test_size",))
        _number("data_seed", SEED, config.data_seed, ("data_seed",))


def _network(config: RunConfig) -> None:
    sizes = config.hidden_sizes
    per_layer = not isinstance(config.activation, str)
    st.markdown(f"**{counted(config.sizes[0], 'input')}**")
    for i, size in enumerate(sizes):
        _layer(i, size, config, per_layer)
    st.button(
        "Add layer",
        icon=":material/add:",
        key="add_layer",
        disabled=len(sizes) >= MAX_LAYERS,
        on_click=callbacks.choose_layers,
        args=((*sizes, sizes[-1] if sizes else NEW_LAYER),),
        help="One more hidden layer.",
    )
    if sizes and not per_layer:
        _select("activation", config, ACTIVATIONS, "Activation", "Of all hidden layers.")
    if sizes:
        st.toggle(
            "Mixed activations",
            per_layer,
            key=state.key("per_layer", per_layer),
            on_change=callbacks.choose_per_layer,
            help="Choose the activation of each hidden layer by itself.",
        )
    st.markdown(f"**{counted(config.sizes[-1], 'output')}**")
    task = DATASETS[config.dataset].task
    outputs = {name: OUTPUTS[name] for name in legal_outputs(task)}
    _select("output", config, outputs, "Output", f"What the last layer applies; for {task}.")
    losses = {name: LOSSES[name] for name in legal_losses(config.output, task)}
    _select(
        "loss",
        config,
        losses,
        "Loss",
        f"What training minimises. Listed is what goes with {config.output}; another output "
        "brings other losses.",
    )
    _select("initializer", config, INITIALIZERS, "Initial weights", "How weights are drawn.")
    _options("initializer_options", INITIALIZERS[config.initializer].options, config)
    st.toggle(
        "Biases",
        config.bias,
        key=state.key("bias", config.bias),
        on_change=callbacks.choose,
        args=("bias",),
        help="Whether each unit adds a learned constant.",
    )
    if config.bias:
        _number("bias_std", engine_network.BIAS_STD, config.bias_std, ("bias_std",))


def _layer(i: int, size: int, config: RunConfig, per_layer: bool) -> None:
    """One hidden layer: its size, its activation if they are mixed, and a button to remove it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            f"Hidden layer {i + 1}",
            1,
            MAX_UNITS,
            size,
            key=state.key(f"hidden_{i}", size),
            on_change=callbacks.choose_layer,
            args=(i,),
            help="Units of this layer.",
            width=138,
        )
        st.button(
            "Remove",
            key=f"remove_{i}",
            on_click=callbacks.remove_layer,
            args=(i, len(config.hidden_sizes)),
            help=f"Remove hidden layer {i + 1}.",
        )
    if per_layer:
        st.selectbox(
            f"Activation {i + 1}",
            list(ACTIVATIONS),
            list(ACTIVATIONS).index(config.activations[i]),
            key=state.key(f"activation_{i}", config.activations[i]),
            on_change=callbacks.choose_activation,
            args=(i,),
            help=f"Of hidden layer {i + 1}: {ACTIVATIONS[config.activations[i]].help}.",
        )


def _live(config: RunConfig) -> None:
    _scale(
        "lr",
        "Learning rate",
        LEARNING_RATES,
        config.lr,
        "Length of each step. Too small: nothing happens. Too large: the loss jumps or explodes.",
    )
    size = "full" if config.batch_size is None else config.batch_size
    _scale(
        "batch_size",
        "Batch size",
        [*BATCH_SIZES, "full"],
        size,
        "Samples per update. Small batches: more and noisier steps. From the next epoch on.",
    )
    _scale(
        "l2",
        "L2",
        L2_WEIGHTS,
        config.l2,
        "Adds this times the sum of all squared weights to the loss: keeps weights small.",
    )
    optimizer = state.session().trainer.optimizer
    for name, option in optimizer.options.items():
        st.number_input(
            option.title,
            option.minimum,
            option.maximum,
            optimizer.settings[name],
            step=option.step,
            format="%g",
            key=state.key(f"{config.optimizer}.{name}", optimizer.settings[name]),
            on_change="ignore",
            help=option.help,
        )


def _training(config: RunConfig) -> None:
    _select("optimizer", config, OPTIMIZERS, "Optimiser", "How a gradient becomes a step.")
    scaled = not LOSSES[config.loss].fused or config.target_scale != 1.0
    if DATASETS[config.dataset].n_classes and scaled:
        _number("target_scale", TARGET_SCALE, config.target_scale, ("target_scale",))
    _select("dtype", config, PRECISIONS, "Precision", "Of weights and arithmetic.")
    _number("seed", engine_network.SEED, config.seed, ("seed",))


class Precision(NamedTuple):
    """What the page says about a dtype."""

    help: str


PRECISIONS = {
    "float64": Precision("gradients right to about 16 digits"),
    "float32": Precision("faster; gradients right to about 7 digits"),
}


def _select(
    name: str, config: RunConfig, table: Mapping[str, Any], title: str, help_text: str
) -> None:
    """A selectbox over a table for the config's field ``name``; a change rebuilds the run.

    Below it stand formula and help of the chosen row.
    """
    chosen = getattr(config, name)
    st.selectbox(
        title,
        list(table),
        list(table).index(chosen),
        format_func=lambda value: getattr(table[value], "title", value),
        key=state.key(name, chosen),
        on_change=callbacks.choose,
        args=(name,),
        help=help_text,
    )
    row = table[chosen]
    formula = f"${row.formula}$ · " if hasattr(row, "formula") else ""
    st.caption(f"{formula}{row.help}")


def _options(name: str, legal: Mapping[str, Option], config: RunConfig) -> None:
    """A field for each option in the config's dict ``name``; a change rebuilds the run."""
    chosen = getattr(config, name)
    for option_name, option in legal.items():
        value = chosen.get(option_name, option.default)
        _number(f"{name}.{option_name}", option, value, (name, option_name))


def _number(name: str, option: Option, value: float, target: tuple[str, ...]) -> None:
    """A number field; ``target`` is the config's field, and the option in it if that is a dict."""
    kind = int if option.integer else float
    st.number_input(
        option.title,
        kind(option.minimum),
        kind(option.maximum),
        kind(value),
        step=kind(option.step),
        key=state.key(name, kind(value)),
        help=option.help,
        on_change=callbacks.choose if len(target) == 1 else callbacks.choose_option,
        args=target,
    )


def _scale(name: str, title: str, grid: list[Any], value: Any, help_text: str) -> None:
    """A live slider over ``grid``, with ``value`` added to it if it lies between."""
    numbers = sorted({step for step in (*grid, value) if step != "full"})
    steps = [*numbers, "full"] if "full" in grid else numbers
    st.select_slider(
        title,
        steps,
        value,
        key=state.key(name, value),
        format_func=_short,
        on_change="ignore",
        help=help_text,
    )


def _short(value: Any) -> str:
    return value if isinstance(value, str) else as_chosen(value)
