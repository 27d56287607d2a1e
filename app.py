"""The browser app: ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from mlpviz.ui.pages import bug_lab, check_my_code, gradients, train
from mlpviz.ui.preload import preload

ROOT = Path(__file__).parent
ASSETS = ROOT / "assets"

st.set_page_config(page_title="mlpviz", page_icon=str(ASSETS / "logo.png"), layout="wide")
st.logo(ASSETS / "wordmark.svg", icon_image=ASSETS / "logo.svg", size="large")
st.html(ROOT / "mlpviz" / "ui" / "style.css")
preload()
pages = [
    st.Page(train.page, title="Train", url_path="train", default=True),
    st.Page(gradients.page, title="Gradients", url_path="gradients"),
    st.Page(bug_lab.page, title="Bug lab", url_path="bug-lab"),
    st.Page(check_my_code.page, title="Check my code", url_path="check-my-code"),
]
st.navigation(pages, position="top").run()
