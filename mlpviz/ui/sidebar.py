"""The sidebar: every choice of a run, in three tabs. Data and Network rebuild, Training is live."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.data import DATASETS, PREPROCESSING, SEED, TEST_SIZE
from mlpviz.engine import network as engine_network
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.follow import NEW_LAYER
from mlpviz.kinds import MAX_LAYERS, MAX_UNITS, TARGET_SCALE
from mlpviz.rules import legal_losses, legal_outputs
from mlpviz.ui import sidebar_callbacks as callbacks
from mlpviz.ui import state
from mlpviz.ui.downloads import downloads
from mlpviz.ui.sidebar_widgets import number, options, scale, select, toggle
from mlpviz.words import counted
from mlpviz.workbench.hiding import CONTROLS, GROUPS, tabs

LEARNING_RATES = [m * 10.0**e for e in range(-6, 3) for m in (1, 2, 5)]
BATCH_SIZES = [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512, 1024]
L2_WEIGHTS = [0.0, *(m * 10.0**e for e in range(-6, 1) for m in (1, 3))]


def sidebar() -> None:
    """Draw the controls from the session's config; ``sidebar_callbacks`` act on changes.

    Those that the link hides are left out, tabs without any too, and then there is no sidebar.
    """
    current = state.session()
    drawn = tabs(current.config, current.lesson.hide)
    if not drawn:
        return
    with st.sidebar:
        places = st.tabs([GROUPS[group].title for group in drawn])
        for place, names in zip(places, drawn.values(), strict=True):
            with place:
                _tab(names, current.config)


def _tab(names: list[str], config: RunConfig) -> None:
    """The controls of a tab: the live ones, then those that start a new run."""
    live = [name for name in names if CONTROLS[name].live]
    others = [name for name in names if not CONTROLS[name].live]
    if live:
        st.caption(":material/bolt: These act at the next step, even while it plays.")
    for name in live:
        DRAW[name](config)
    if others:
        which = "These start" if live else "A change here starts"
        st.caption(f":material/restart_alt: {which} a new run.")
    for name in others:
        DRAW[name](config)


def _dataset(config: RunConfig) -> None:
    spec = config.spec
    select("dataset", config, DATASETS, "Dataset", f"{spec.group}. Source: {spec.source}.")
    downloads()


def _layers(config: RunConfig) -> None:
    sizes = config.hidden_sizes
    st.markdown(f"**{counted(config.sizes[0], 'input')}**")
    for i, size in enumerate(sizes):
        _layer(i, size, config)
        if state.shows("act"):
            _own_activation(i, config)
    st.button(
        "Add layer",
        icon=":material/add:",
        key="add_layer",
        disabled=len(sizes) >= MAX_LAYERS,
        on_click=callbacks.choose_layers,
        args=((*sizes, sizes[-1] if sizes else NEW_LAYER),),
        help="One more hidden layer.",
    )


def _activation(config: RunConfig) -> None:
    """One for all hidden layers, or a switch that gives each its own, which stands below it."""
    per_layer = not isinstance(config.activation, str)
    if not state.shows("layers"):
        for i in range(len(config.hidden_sizes)):
            _own_activation(i, config)
    if not per_layer:
        select("activation", config, ACTIVATIONS, "Activation", "Of all hidden layers.")
    st.toggle(
        "Mixed activations",
        per_layer,
        key=state.key("per_layer", per_layer),
        on_change=callbacks.choose_per_layer,
        help="Choose the activation of each hidden layer by itself.",
    )


def _output(config: RunConfig) -> None:
    st.markdown(f"**{counted(config.sizes[-1], 'output')}**")
    task = config.spec.task
    outputs = {name: OUTPUTS[name] for name in legal_outputs(task)}
    select("output", config, outputs, "Output", f"What the last layer applies; for {task}.")


def _loss(config: RunConfig) -> None:
    losses = {name: LOSSES[name] for name in legal_losses(config.output, config.spec.task)}
    select(
        "loss",
        config,
        losses,
        "Loss",
        f"What training minimises. Listed is what goes with {config.output}; another output "
        "brings other losses.",
    )


def _layer(i: int, size: int, config: RunConfig) -> None:
    """One hidden layer: its size, and a button to remove it."""
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


def _own_activation(i: int, config: RunConfig) -> None:
    """The activation of a hidden layer, where each has its own."""
    if not isinstance(config.activation, str):
        st.selectbox(
            f"Activation {i + 1}",
            list(ACTIVATIONS),
            list(ACTIVATIONS).index(config.activations[i]),
            key=state.key(f"activation_{i}", config.activations[i]),
            on_change=callbacks.choose_activation,
            args=(i,),
            help=f"Of hidden layer {i + 1}: {ACTIVATIONS[config.activations[i]].help}.",
        )


def _split(config: RunConfig) -> None:
    if config.spec.fixed_split:
        st.caption("The split into training and test images is fixed.")
    else:
        number("test_size", TEST_SIZE, config.test_size, ("test_size",))


def _learning_rate(config: RunConfig) -> None:
    scale(
        "lr",
        "Learning rate",
        LEARNING_RATES,
        config.lr,
        "Length of each step. Too small: nothing happens. Too large: the loss jumps or explodes.",
    )


def _batch_size(config: RunConfig) -> None:
    scale(
        "batch_size",
        "Batch size",
        [*BATCH_SIZES, "full"],
        "full" if config.batch_size is None else config.batch_size,
        "Samples per update. Small batches: more and noisier steps. From the next epoch on.",
    )


def _l2(config: RunConfig) -> None:
    scale(
        "l2",
        "L2",
        L2_WEIGHTS,
        config.l2,
        "Adds this times the sum of all squared weights to the loss: keeps weights small.",
    )


def _optimizer_options(config: RunConfig) -> None:
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


class Precision(NamedTuple):
    """What the page says about a dtype."""

    help: str


PRECISIONS = {
    "float64": Precision("gradients right to about 16 digits"),
    "float32": Precision("faster; gradients right to about 7 digits"),
}


# What draws each of ``CONTROLS`` in the sidebar.
DRAW: dict[str, Callable[[RunConfig], None]] = {
    "data": _dataset,
    "data_options": lambda config: options("dataset_options", config.spec.options, config),
    "prep": lambda config: select(
        "preprocessing", config, PREPROCESSING, "Preprocessing", "Fitted on training data."
    ),
    "targets": lambda config: toggle(
        "standardize_targets",
        config,
        "Standardise targets",
        "Give the targets mean 0 and standard deviation 1 on the training data. Views show them as "
        "they are.",
        config.spec.standardize_targets,
    ),
    "test": _split,
    "split": lambda config: number("data_seed", SEED, config.data_seed, ("data_seed",)),
    "layers": _layers,
    "act": _activation,
    "out": _output,
    "loss": _loss,
    "init": lambda config: select(
        "initializer", config, INITIALIZERS, "Initial weights", "How weights are drawn."
    ),
    "init_options": lambda config: options(
        "initializer_options", INITIALIZERS[config.initializer].options, config
    ),
    "bias": lambda config: toggle(
        "bias", config, "Biases", "Whether each unit adds a learned constant."
    ),
    "bias_std": lambda config: number(
        "bias_std", engine_network.BIAS_STD, config.bias_std, ("bias_std",)
    ),
    "lr": _learning_rate,
    "batch": _batch_size,
    "l2": _l2,
    "opt_options": _optimizer_options,
    "opt": lambda config: select(
        "optimizer",
        config,
        OPTIMIZERS,
        "Optimiser",
        "How a gradient becomes a step. Another kind brings its usual learning rate.",
    ),
    "scale": lambda config: number(
        "target_scale", TARGET_SCALE, config.target_scale, ("target_scale",)
    ),
    "float": lambda config: select(
        "dtype", config, PRECISIONS, "Precision", "Of weights and arithmetic."
    ),
    "seed": lambda config: number("seed", engine_network.SEED, config.seed, ("seed",)),
    "shuffle": lambda config: toggle(
        "shuffle",
        config,
        "Shuffle",
        "Whether every epoch takes the samples in a new order. Otherwise batches follow the data's "
        "own.",
    ),
}
