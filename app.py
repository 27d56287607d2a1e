"""The browser app: ``streamlit run app.py``.

Streamlit's server imports this file, finds ``app`` in it, and runs it for every visitor.
"""

from pathlib import Path

import streamlit as st

from mlpviz.ui import errors, navigation
from mlpviz.ui.preload import preload
from mlpviz.ui.server import life, stack

ROOT = Path(__file__).parent
ASSETS = ROOT / "assets"

if __name__ == "__main__":
    st.set_page_config(page_title="mlpviz", page_icon=str(ASSETS / "logo.png"), layout="wide")
    st.logo(ASSETS / "wordmark.svg", icon_image=ASSETS / "logo.svg", size="large")
    st.html(ROOT / "mlpviz" / "ui" / "style.css")
    preload()
    navigation.run()
else:
    app = st.App(
        __file__,
        lifespan=life.lifespan,
        routes=stack.routes(),
        middleware=stack.middleware(),
        on_script_error=errors.tell,
        exception_handlers={Exception: errors.answer},
    )
