"""What opens the dialog, below the pictures of our datasets."""

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.data import OWN
from mlpviz.ui import state

HELP = "Upload a table (CSV, TSV, Parquet, NPZ), or paste one from a spreadsheet."


def your_data_button(config: RunConfig) -> None:
    """Draw the button; it has a frame where the run is on such data."""
    chosen = config.dataset == OWN
    st.button(
        "Your data",
        key="your_data_chosen" if chosen else "your_data",
        icon=":material/upload_file:",
        on_click=state.session().open_your_data,
        help=HELP,
    )
