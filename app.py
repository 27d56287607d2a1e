"""The browser app: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from mlpviz.ui.pages import train
from mlpviz.ui.preload import preload

ICON = Path(__file__).parent / "assets" / "logo.png"

st.set_page_config(page_title="mlpviz", page_icon=str(ICON), layout="wide")
preload()
st.navigation([st.Page(train.page, title="Train", url_path="train", default=True)]).run()
