"""The control of the input features: which functions of the plane the network takes."""

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.data import FEATURES, expanded_names
from mlpviz.data.features import PLANE, in_order
from mlpviz.follow import follow
from mlpviz.ui import state

NAME = "input_features"


def input_features(config: RunConfig) -> None:
    """A button for each feature; those that are pressed are the network's inputs."""
    chosen = list(config.input_features or PLANE)
    present = state.get(NAME, chosen)
    shown = present if sorted(present) == sorted(chosen) else chosen  # in the order of the clicks
    titles = dict(zip(FEATURES, expanded_names(PLANE, tuple(FEATURES)), strict=True))
    st.pills(
        "Input features",
        list(FEATURES),
        selection_mode="multi",
        default=shown,
        format_func=titles.__getitem__,
        help="What the network takes: one at least. x1 and x2 are the inputs after Preprocessing.",
        **state.choice(NAME, shown, choose_features),
    )


def choose_features() -> None:
    """Callback: rebuild with the features that are pressed; without any, with those of before."""
    names = state.get(NAME)
    choices = state.choices()
    if names and in_order(names) != choices[NAME]:
        state.rebuild(follow(choices, NAME, in_order(names)))
