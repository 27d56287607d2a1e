"""The sidebar: every choice of a run. What is changed most is in sight, the rest under "More"."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.data import PREPROCESSING, SEED, TEST_SIZE
from mlpviz.engine import network as engine_network
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.kinds import TARGET_SCALE
from mlpviz.rules import legal_losses, legal_outputs
from mlpviz.ui import sidebar_callbacks as callbacks
from mlpviz.ui import state
from mlpviz.ui.dataset_choice import dataset_choice
from mlpviz.ui.input_features import input_features
from mlpviz.ui.layer_rows import layers, own_activation
from mlpviz.ui.sidebar_widgets import (
    described,
    live_number,
    number,
    options,
    scale,
    select,
    toggle,
)
from mlpviz.ui.take_away import take_away_button
from mlpviz.workbench.hiding import CONTROLS, GROUPS, in_sight, under_more
from mlpviz.workbench.live_choices import Live, live_numbers

LEARNING_RATES = [float(f"{m}e{e}") for e in range(-6, 3) for m in (1, 2, 5)]
BATCH_SIZES = [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512, 1024]
MIXED = "mixed"  # what stands in the place of an activation where each layer has its own
L2_WEIGHTS = [0.0, *(float(f"{m}e{e}") for e in range(-6, 1) for m in (1, 3))]


def sidebar() -> None:
    """Draw the controls from the session's config; ``sidebar_callbacks`` act on changes.

    Those that the link hides are left out, and then there may be no sidebar.
    """
    current = state.session()
    config, hidden = current.config, current.lesson.hide
    first, more = in_sight(config, hidden), under_more(config, hidden)
    if not first and not more:
        return
    with st.sidebar:
        for name in first:
            if name == next(filter(_is_live, first), None):
                st.caption(":material/bolt: Act at once; all else starts a new run")
            DRAW[name](config)
        if more:
            _more(more, config)
        take_away_button()


def _more(groups: Mapping[str, Iterable[str]], config: RunConfig) -> None:
    """Most of the choices, by their groups: drawn while they are unfolded."""
    unfolded = st.expander("More", key="more", on_change=callbacks.draw_page)
    if not unfolded.open:
        return
    with unfolded:
        for group, names in groups.items():
            st.markdown(f"**{GROUPS[group].title}**")
            for name in names:
                DRAW[name](config)


def _is_live(name: str) -> bool:
    return CONTROLS[name].live


def _data_options(config: RunConfig) -> None:
    with st.container(key="data_options", gap=None):
        options("dataset_options", config.spec.options, config)


def _activation(config: RunConfig) -> None:
    """One for all hidden layers, or each its own: those stand below the layers' units."""
    names: list[str] = [*ACTIVATIONS, MIXED]
    chosen = config.activation if isinstance(config.activation, str) else MIXED
    own = "each layer has its own"
    about = own if chosen == MIXED else described(ACTIVATIONS[chosen])
    st.selectbox(
        "Activation",
        names,
        names.index(chosen),
        help=f"Of all hidden layers; {MIXED} gives each its own. {chosen}: {about}.",
        **state.choice("activation", chosen, callbacks.choose_activations),
    )
    if not state.shows("layers"):
        for i in range(len(config.hidden_sizes)):
            own_activation(i, config)


def _output(config: RunConfig) -> None:
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


def _split(config: RunConfig) -> None:
    if config.spec.fixed_split:
        st.caption("What trains and what tests is fixed.")
    else:
        number("test_size", TEST_SIZE, config.test_size)


def _live(name: str) -> Live:
    return next(live for live in live_numbers(state.session()) if live.widget == name)


def _learning_rate(_: RunConfig) -> None:
    scale(
        _live("lr"),
        LEARNING_RATES,
        "Length of each step. Too small: nothing happens. Too large: the loss jumps or explodes.",
    )


def _batch_size(_: RunConfig) -> None:
    scale(
        _live("batch_size"),
        BATCH_SIZES,
        "Samples per update. Small batches: more and noisier steps. From the next epoch on.",
    )


def _l2(_: RunConfig) -> None:
    scale(
        _live("l2"),
        L2_WEIGHTS,
        "Adds this times the sum of all squared weights to the loss: keeps weights small.",
    )


def _optimizer_options(_: RunConfig) -> None:
    for live in live_numbers(state.session()):
        if live.of == "optimizer_options":
            live_number(live)


def _schedule(config: RunConfig) -> None:
    """Its name; another one acts at once."""
    chosen = config.schedule
    st.selectbox(
        "Learning-rate schedule",
        list(SCHEDULES),
        list(SCHEDULES).index(chosen),
        help="What becomes of the learning rate, counted from epoch 0. It acts at once.",
        **state.choice("schedule", chosen, callbacks.choose_schedule),
    )
    st.caption(described(SCHEDULES[chosen]))


def _schedule_options(_: RunConfig) -> None:
    for live in live_numbers(state.session()):
        if live.of == "schedule_options":
            live_number(live)


def _live_field(name: str) -> Callable[[RunConfig], None]:
    return lambda _: live_number(_live(name))


class Precision(NamedTuple):
    """What the page says about a dtype."""

    help: str


PRECISIONS = {
    "float64": Precision("gradients right to about 16 digits"),
    "float32": Precision("faster; gradients right to about 7 digits"),
}


# What draws each of ``CONTROLS`` in the sidebar.
DRAW: dict[str, Callable[[RunConfig], None]] = {
    "data": dataset_choice,
    "data_options": _data_options,
    "prep": lambda config: select(
        "preprocessing", config, PREPROCESSING, "Preprocessing", "Fitted on training data."
    ),
    "features": input_features,
    "targets": lambda config: toggle(
        "standardize_targets",
        config,
        "Standardise targets",
        "Give the targets mean 0 and standard deviation 1 on the training data. Views show them as "
        "they are.",
        config.spec.standardize_targets,
    ),
    "test": _split,
    "split": lambda config: number("data_seed", SEED, config.data_seed),
    "layers": layers,
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
    "bias_std": lambda config: number("bias_std", engine_network.BIAS_STD, config.bias_std),
    "lr": _learning_rate,
    "batch": _batch_size,
    "l2": _l2,
    "opt": lambda config: select(
        "optimizer",
        config,
        OPTIMIZERS,
        "Optimiser",
        "How a gradient becomes a step. Another kind brings its usual learning rate.",
    ),
    "opt_options": _optimizer_options,
    "sched": _schedule,
    "sched_options": _schedule_options,
    "l1": _live_field("l1"),
    "dropout": _live_field("dropout"),
    "patience": _live_field("patience"),
    "min_delta": _live_field("min_delta"),
    "scale": lambda config: number("target_scale", TARGET_SCALE, config.target_scale),
    "float": lambda config: select(
        "dtype", config, PRECISIONS, "Precision", "Of weights and arithmetic."
    ),
    "seed": lambda config: number("seed", engine_network.SEED, config.seed),
    "shuffle": lambda config: toggle(
        "shuffle",
        config,
        "Shuffle",
        "Whether every epoch takes the samples in a new order. Otherwise batches follow the data's "
        "own.",
    ),
}
