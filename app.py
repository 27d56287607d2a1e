"""The browser app: ``streamlit run app.py``."""

import streamlit as st

from mlpviz.ui.pages import train
from mlpviz.ui.preload import preload

st.set_page_config(page_title="mlpviz", page_icon=":material/network_node:", layout="wide")
preload()
st.navigation([st.Page(train.page, title="Train", url_path="train", default=True)]).run()
