"""``streamlit`` with faults in the app that nobody's choices bring about: ``start.py run app.py``.

Links with ``fault=page`` or ``fault=part`` raise while the page is drawn, as a whole or its live
part, and New weights raises after the seed 4242. What Streamlit would ask the internet is printed
instead.
"""

import sys

import streamlit as st
from streamlit import net_util
from streamlit.web import cli

from mlpviz.ui import navigation, training
from mlpviz.ui.train import page


def faulty(draw, name):
    def drawn(*args, **more):
        if st.query_params.get("fault") == name:
            raise RuntimeError("a planted fault\nand a second line")
        return draw(*args, **more)

    return drawn


def new_weights(seed, real=training.new_weights):
    if seed == 4243:
        raise RuntimeError("a planted fault\nand a second line")
    real(seed)


def ask(url, timeout=0):
    print(f"asks {url}", flush=True)


if __name__ == "__main__":
    net_util._make_blocking_http_get = ask
    navigation.DRAW["train"] = faulty(navigation.DRAW["train"], "page")
    page.transport = faulty(page.transport, "part")
    training.new_weights = new_weights
    sys.argv[0] = "streamlit"
    sys.exit(cli.main())
