"""The browser app: ``streamlit run app.py``.

Streamlit's server imports this file, finds ``app`` in it, and runs it for every visitor.
"""

import streamlit as st

from mlpviz.ui import errors, navigation
from mlpviz.ui.preload import preload
from mlpviz.ui.server import life, stack
from mlpviz.ui.server.configuration import find_configuration

if __name__ == "__main__":
    navigation.frame()
    preload()
    navigation.run()
else:
    find_configuration(__file__)
    app = st.App(
        __file__,
        lifespan=life.lifespan,
        routes=stack.routes(),
        middleware=stack.middleware(),
        on_script_error=errors.tell,
        exception_handlers={Exception: errors.answer},
    )
