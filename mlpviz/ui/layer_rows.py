"""The sidebar's hidden layers: how many there are, and the units of each."""

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.follow import NEW_LAYER
from mlpviz.kinds import MAX_LAYERS, MAX_UNITS, UNITS
from mlpviz.ui import sidebar_callbacks as callbacks
from mlpviz.ui import state
from mlpviz.ui.number_field import number_field, refusal


def layers(config: RunConfig) -> None:
    """Draw a row for each hidden layer below their number, each with - and +."""
    sizes = config.hidden_sizes
    with st.container(key="layers", gap=None):
        with st.container(key="layers_head", horizontal=True, vertical_alignment="center"):
            st.markdown("Hidden layers", width="stretch")
            st.button(
                "Remove the last layer",
                icon=":material/remove:",
                key="remove_last",
                disabled=not sizes,
                on_click=callbacks.remove_layer,
                args=(len(sizes) - 1, len(sizes)),
                help="One hidden layer less.",
            )
            st.markdown(str(len(sizes)), width=16)
            st.button(
                "Add layer",
                icon=":material/add:",
                key="add_layer",
                disabled=len(sizes) >= MAX_LAYERS,
                on_click=callbacks.choose_layers,
                args=((*sizes, sizes[-1] if sizes else NEW_LAYER),),
                help="One more hidden layer.",
            )
        for i in range(len(sizes)):
            _row(i, config)
            if state.shows("act"):
                own_activation(i, config)


def own_activation(i: int, config: RunConfig) -> None:
    """The activation of a hidden layer, where each has its own."""
    if not isinstance(config.activation, str):
        st.selectbox(
            f"Activation {i + 1}",
            list(ACTIVATIONS),
            list(ACTIVATIONS).index(config.activations[i]),
            help=f"Of hidden layer {i + 1}: {ACTIVATIONS[config.activations[i]].help}.",
            **state.choice(
                f"activation_{i}", config.activations[i], callbacks.choose_activation, i
            ),
        )


def _row(i: int, config: RunConfig) -> None:
    """One hidden layer: its units, and a button to remove it."""
    size, name = config.hidden_sizes[i], f"hidden layer {i + 1}"
    with st.container(key=f"layer_{i}", horizontal=True, vertical_alignment="center"):
        number_field(
            f"hidden_{i}",
            UNITS,
            size,
            callbacks.choose_layer,
            (i,),
            title=f"Hidden layer {i + 1}",
            help="Units of this layer.",
            tells=False,
        )
        _change(i, size, -1, ":material/remove:", f"Fewer units in {name}")
        _change(i, size, 1, ":material/add:", f"More units in {name}")
        st.button(
            f"Remove {name}",
            icon=":material/close:",
            key=f"remove_{i}",
            type="tertiary",
            on_click=callbacks.remove_layer,
            args=(i, len(config.hidden_sizes)),
            help=f"Remove {name}.",
        )
    refusal(f"hidden_{i}")


def _change(i: int, size: int, by: int, icon: str, label: str) -> None:
    st.button(
        label,
        icon=icon,
        key=f"units_{i}_{'more' if by > 0 else 'less'}",
        disabled=not 1 <= size + by <= MAX_UNITS,
        on_click=callbacks.step_layer,
        args=(size + by, i),
        help=f"{label}.",
    )
