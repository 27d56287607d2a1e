"""The Presets page: runs worth looking at, each one click away."""

from pathlib import Path

import streamlit as st

from mlpviz.presets import EXPERIMENTS, PLAYGROUND, TROUBLE
from mlpviz.ui.presets.cards import experiment_card, small_card
from mlpviz.ui.refusal import own_problem

STYLE = Path(__file__).parent / "presets.css"
EXPERIMENTS_INTRO = (
    "<h1>Presets</h1>"
    "<p>Runs worth looking at. One click opens one; it comes with what to look at, and every "
    "choice can be changed afterwards.</p>"
    "<h2>Five experiments</h2>"
    "<p>From course notebooks in which students wrote backprop by hand, run the way they were "
    "meant. Their authors' mistakes are worth as much as the experiments.</p>"
)
PLAYGROUND_INTRO = (
    "<h2>Playground</h2><p>Problems in one and two dimensions that train in seconds. Each asks "
    "something that you find out by changing the network.</p>"
)
TROUBLE_INTRO = (
    "<h2>Trouble</h2><p>Runs that do not learn, each for a reason of its own. Find it in the views "
    "before you read what the message says, then see what Try cures finds.</p>"
)


def page() -> None:
    """Draw the cards: the experiments, the small problems, and the runs that fail."""
    st.html(STYLE)
    own_problem()
    with st.container(key="presets"):
        st.html(EXPERIMENTS_INTRO)
        with st.container(key="experiments"):
            for name in EXPERIMENTS:
                experiment_card(name)
        st.html(PLAYGROUND_INTRO)
        with st.container(key="playground"):
            for name in PLAYGROUND:
                small_card(name)
        st.html(TROUBLE_INTRO)
        with st.container(key="trouble"):
            for name in TROUBLE:
                small_card(name)
