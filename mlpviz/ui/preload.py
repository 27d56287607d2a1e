"""What every visitor needs, done once per server."""

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def preload() -> None:
    """Import scikit-learn's loaders and take what is imported out of garbage collection.

    Streamlit collects garbage after every script run. With the libraries' objects in it that
    takes about 90 ms, longer than a frame; frozen objects are not looked at.
    """
    import sklearn.datasets
    import sklearn.model_selection  # noqa: F401

    gc.collect()
    gc.freeze()
