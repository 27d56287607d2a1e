"""What every visitor needs, done once per server."""

import gc

import streamlit as st
from threadpoolctl import threadpool_limits


@st.cache_resource(show_spinner=False)
def preload() -> None:
    """Import scikit-learn's loaders, take what is imported out of garbage collection, calm BLAS.

    A collection that walks the libraries' objects takes about 90 ms, longer than a frame; frozen
    objects are not looked at. BLAS gets one thread: several visitors' threads that wait for each
    other in a spin loop cost a frame far more than a second core could save it.
    """
    import sklearn.datasets
    import sklearn.model_selection  # noqa: F401  # both are needed by the first dataset

    threadpool_limits(limits=1, user_api="blas")
    gc.collect()
    gc.freeze()
