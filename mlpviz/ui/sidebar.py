"""The sidebar: every choice of a run, in three tabs. Data and Network rebuild, Training is live."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from mlpviz.config import MAX_LAYERS, MAX_UNITS, RunConfig, legal_losses, legal_outputs
from mlpviz.data import DATASETS, PREPROCESSING, SEED, TEST_SIZE
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import Option
from mlpviz.ui import state
from mlpviz.ui.choices import NEW_LAYER

LEARNING_RATES = [m * 10.0**e for e in range(-6, 3) for m in (1, 2, 5)]
BATCH_SIZES = [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512, 1024]
L2_WEIGHTS = [0.0, *(m * 10.0**e for e in range(-6, 1) for m in (1, 3))]


def sidebar() -> None:
    """Draw all controls from the session's config; callbacks in ``state`` act on changes."""
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
    _select("dataset", config, {name: f"{s.title} · {s.group}" for name, s in DATASETS.items()},
            "Dataset", "What the network learns. Everything is on board, nothing is downloaded.")  # fmt: skip
    st.caption(f"{spec.help} {spec.source}.")
    _options("dataset_options", spec.options, config)
    titles = {name: row.title for name, row in PREPROCESSING.items()}
    _select("preprocessing", config, titles, "Preprocessing",
            " ".join(row.help for row in PREPROCESSING.values()) + " Fitted on the training split.")  # fmt: skip
    if spec.fixed_split:
        st.caption("The split into training and test images is fixed.")
    else:
        _number("test_size", TEST_SIZE, config.test_size, ("test_size",))
        _number("data_seed", SEED, config.data_seed, ("data_seed",))


def _network(config: RunConfig) -> None:
    sizes = config.hidden_sizes
    per_layer = not isinstance(config.activation, str)
    names = {name: f"{name} · {row.help}" for name, row in ACTIVATIONS.items()}
    st.markdown(f"**{config.sizes[0]} inputs**")
    for i, size in enumerate(sizes):
        _layer(i, size, config, per_layer)
    with st.container(horizontal=True):
        wider = (*sizes, sizes[-1] if sizes else NEW_LAYER)
        st.button("Add layer", icon=":material/add:", key="add_layer", disabled=len(sizes) >= MAX_LAYERS,
                  on_click=state.choose_layers, args=(wider,), help="One more hidden layer.")  # fmt: skip
        if sizes:
            st.toggle("Mixed activations", key=state.put("per_layer", per_layer),
                      on_change=state.choose_per_layer, args=("per_layer",),
                      help="Choose the activation of each hidden layer by itself.")  # fmt: skip
    st.markdown(f"**{config.sizes[-1]} output{'s' if config.sizes[-1] > 1 else ''}**")
    if sizes and not per_layer:
        _select("activation", config, names, "Activation", "The nonlinearity of the hidden layers.")
    task = DATASETS[config.dataset].task
    outputs = {name: f"{name} · {OUTPUTS[name].help}" for name in legal_outputs(task)}
    _select("output", config, outputs, "Output",
            f"What the last layer applies. Listed is what suits {task}.")  # fmt: skip
    losses = {name: f"{name} · {LOSSES[name].help}" for name in legal_losses(config.output, task)}
    _select("loss", config, losses, "Loss",
            f"What training minimises. Listed is what goes with {config.output}; choose another "
            "output for other losses.")  # fmt: skip
    initializers = {name: f"{name} · {row.help}" for name, row in INITIALIZERS.items()}
    _select("initializer", config, initializers, "Initial weights", "How the weights are drawn.")
    _options("initializer_options", INITIALIZERS[config.initializer].options, config)
    st.toggle("Biases", key=state.put("bias", config.bias), on_change=state.choose,
              args=("bias", "bias"), help="Whether each unit adds a learned constant.")  # fmt: skip
    if config.bias:
        _number("bias_std", BIAS_STD, config.bias_std, ("bias_std",))


def _layer(i: int, size: int, config: RunConfig, per_layer: bool) -> None:
    """One hidden layer: its size, its activation if they are mixed, and a button to remove it."""
    sizes, key = config.hidden_sizes, f"hidden_{i}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(f"Hidden layer {i + 1}", 1, MAX_UNITS, key=state.put(key, size),
                        on_change=state.choose_layer, args=(i, key), help="Units of this layer.")  # fmt: skip
        if per_layer:
            key = f"activation_{i}"
            state.put(key, config.activations[i])
            st.selectbox(f"Activation {i + 1}", list(ACTIVATIONS), key=key,
                         on_change=state.choose_activation, args=(i, key))  # fmt: skip
        st.button("Remove", icon=":material/close:", key=f"remove_{i}", on_click=state.choose_layers,
                  args=(sizes[:i] + sizes[i + 1 :],), help=f"Remove hidden layer {i + 1}.")  # fmt: skip


def _live(config: RunConfig) -> None:
    _scale("lr", "Learning rate", LEARNING_RATES, config.lr,
           "Length of each step. Too small: nothing happens. Too large: the loss jumps or explodes.")  # fmt: skip
    size = "full" if config.batch_size is None else config.batch_size
    _scale("batch_size", "Batch size", [*BATCH_SIZES, "full"], size,
           "Samples per update. Small batches: more and noisier steps. From the next epoch on.")  # fmt: skip
    _scale("l2", "L2", L2_WEIGHTS, config.l2,
           "Adds this times the sum of all squared weights to the loss: keeps weights small.")  # fmt: skip
    optimizer = state.session().trainer.optimizer
    for name, option in optimizer.options.items():
        st.number_input(option.title, option.minimum, option.maximum, step=option.step,
                        format="%g", key=state.put(state.OPTION_KEY + name, optimizer.settings[name]),
                        on_change="ignore", help=option.help)  # fmt: skip


def _training(config: RunConfig) -> None:
    optimizers = {name: f"{name} · {row.help}" for name, row in OPTIMIZERS.items()}
    _select("optimizer", config, optimizers, "Optimiser", "How a gradient becomes a step.")
    if DATASETS[config.dataset].n_classes and not LOSSES[config.loss].fused:
        _number("target_scale", TARGET_SCALE, config.target_scale, ("target_scale",))
    _select("dtype", config, {"float64": "float64", "float32": "float32"}, "Precision",
            "float32 is faster; its gradients are right to 7 digits instead of 16.")  # fmt: skip
    _number("seed", WEIGHT_SEED, config.seed, ("seed",))


BIAS_STD = Option("Bias spread", 0.0, 0.0, 100.0, 0.1, "Standard deviation of the initial biases.")
TARGET_SCALE = Option(
    "Target scale ζ", 1.0, 0.01, 1.0, 0.05, "Targets times this: 0.9 stays inside tanh's range."
)
WEIGHT_SEED = Option(
    "Seed", 0, 0, 2**32 - 1, 1, "Of the initial weights and the order of samples."
)


def _select(
    name: str, config: RunConfig, labels: Mapping[str, str], title: str, help_text: str
) -> None:
    """A selectbox for the config's field ``name``; a change rebuilds the run."""
    key = state.put(name, getattr(config, name))
    st.selectbox(title, list(labels), format_func=lambda value: labels[value], key=key,
                 on_change=state.choose, args=(name, key), help=help_text)  # fmt: skip


def _options(name: str, legal: Mapping[str, Option], config: RunConfig) -> None:
    """A field for each option in the config's dict ``name``; a change rebuilds the run."""
    chosen = getattr(config, name)
    for option_name, option in legal.items():
        value = chosen.get(option_name, option.default)
        _number(f"{name}.{option_name}", option, value, (name, option_name))


def _number(key: str, option: Option, value: float, target: tuple[str, ...]) -> None:
    """A number field; ``target`` is the config's field, and the option in it if that is a dict."""
    kind = int if option.integer else float
    callback = partial(state.choose if len(target) == 1 else state.choose_option, *target, key)
    state.put(key, kind(value))
    st.number_input(option.title, kind(option.minimum), kind(option.maximum),
                    step=kind(option.step), key=key, on_change=callback, help=option.help)  # fmt: skip


def _scale(key: str, title: str, grid: list[Any], value: Any, help_text: str) -> None:
    """A live slider over ``grid``, with ``value`` added to it if it lies between."""
    numbers = sorted({step for step in (*grid, value) if step != "full"})
    steps = [*numbers, "full"] if "full" in grid else numbers
    st.select_slider(title, steps, key=state.put(key, value), format_func=_short,
                     on_change="ignore", help=help_text)  # fmt: skip


def _short(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}"
