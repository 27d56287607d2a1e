"""What an older Streamlit lacks is made up for; what it has stays as it is."""

import json

import streamlit as st
from streamlit import runtime

from mlpviz.ui.board import assets
from static import adapters


def test_an_argument_that_is_lacking_is_left_out():
    def old(data, *, width=1):
        """Its own words."""
        return data, width

    new = adapters.without(old, "alt")
    assert new([1], width=2, alt="what it shows") == ([1], 2)
    assert new([1]) == ([1], 1)
    assert new.__doc__ == "Its own words."
    assert adapters.without(old, "width") is old


def test_the_runtime_is_found_where_stlite_has_moved_it(monkeypatch):
    class Moved:
        pass

    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: "the runtime")
    adapters.give_runtime(Moved)
    assert Moved.exists()
    assert Moved.instance() == "the runtime"


def test_a_runtime_that_has_them_keeps_its_own():
    own = runtime.Runtime.exists, runtime.Runtime.instance
    adapters.give_runtime(runtime.Runtime)
    assert (runtime.Runtime.exists, runtime.Runtime.instance) == own


def test_this_streamlit_lacks_nothing_and_the_boards_addresses_are_the_sites(tmp_path, monkeypatch):
    monkeypatch.setattr(adapters, "ADDRESSES", tmp_path / "board.json")
    monkeypatch.setattr(assets, "address", assets.address)
    own = st.fragment, st.dataframe, assets.address
    adapters.adapt.__wrapped__()
    assert (st.fragment, st.dataframe, assets.address) == own
    adapters.ADDRESSES.write_text(json.dumps({"board.js": "elsewhere/board.js"}))
    adapters.adapt.__wrapped__()
    assert assets.address("board.js") == "elsewhere/board.js"
