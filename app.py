"""The browser app: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from mlpviz.ui import navigation
from mlpviz.ui.preload import preload

ROOT = Path(__file__).parent
ASSETS = ROOT / "assets"

st.set_page_config(page_title="mlpviz", page_icon=str(ASSETS / "logo.png"), layout="wide")
st.logo(ASSETS / "wordmark.svg", icon_image=ASSETS / "logo.svg", size="large")
st.html(ROOT / "mlpviz" / "ui" / "style.css")
preload()
navigation.run()
