"""The browser app: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from mlpviz.ui.pages import train
from mlpviz.ui.preload import preload

ASSETS = Path(__file__).parent / "assets"

st.set_page_config(page_title="mlpviz", page_icon=str(ASSETS / "logo.png"), layout="wide")
st.logo(ASSETS / "wordmark.svg", icon_image=ASSETS / "logo.svg", size="large")
preload()
st.navigation([st.Page(train.page, title="Train", url_path="train", default=True)]).run()
