"""The sidebar's "More datasets": downloads, their progress, and what became of them."""

import streamlit as st

from mlpviz.data import ON_DISK, downloadable
from mlpviz.data.background import Background, Underway
from mlpviz.data.download import missing
from mlpviz.profiles import limits
from mlpviz.ui import state
from mlpviz.ui.markup import plain
from mlpviz.words import megabytes

INTERVAL = 0.5  # seconds between two looks at a download

background = Background()  # one for all visitors


def downloads() -> None:
    """Offer the datasets that are not on this computer, as far as they may be downloaded."""
    sizes, most = downloadable(), limits().download_bytes
    names = [name for name in missing() if sizes[name].size <= most]
    latest = background.latest
    if not names and latest is None:
        return
    with st.expander("More datasets", expanded=latest is not None, key="downloads"):
        if background.running:
            st.fragment(run_every=INTERVAL)(_progress)()
        elif latest is not None:
            _result(latest)
        for name in names:
            if latest is None or latest.over or latest.name != name:
                _offer(name)


def _offer(name: str) -> None:
    """One dataset: a button, and what it is."""
    spec, size = ON_DISK[name], downloadable()[name].size
    st.button(
        f"{spec.title}, {megabytes(size)}",
        icon=":material/download:",
        key=f"download_{name}",
        on_click=_start,
        args=(name,),
        disabled=background.running,
        help=f"{spec.help} Source: {spec.source}. Kept on this computer.",
        width="stretch",
    )


def _progress() -> None:
    """How far the download is, in a fragment that looks again and again."""
    latest = background.latest
    if latest is None or latest.over:
        st.rerun()
    title, size = ON_DISK[latest.name].title, latest.size
    expected = downloadable()[latest.name].size
    if latest.complete:
        text = f"{title}: reading the images"
    else:
        text = f"{title}: {megabytes(size)} of about {megabytes(expected)}"
    st.progress(1.0 if latest.complete else min(size / expected, 0.99), text=text)
    st.button("Cancel", key="download_cancel", icon=":material/close:", on_click=background.cancel)


def _result(latest: Underway) -> None:
    if latest.error is not None:
        st.error(plain(latest.error))
    else:
        st.success(f"{ON_DISK[latest.name].title} is there: choose it above.")


def _start(name: str) -> None:
    """Callback: begin a download, unless another visitor's is under way."""
    background.start(name)
    state.session().redraw_page()
