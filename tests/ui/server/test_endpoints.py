from pathlib import Path
from unittest.mock import MagicMock

import pytest
import streamlit as st
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

from mlpviz.ui.server.endpoints import ENDPOINTS, is_open


def test_every_endpoint_of_streamlit_is_in_the_table(monkeypatch):
    """One that a new version of Streamlit brings is closed, until it has a row here."""
    more = {"server.enableStaticServing": True, "server.scriptHealthCheckEnabled": True}
    real = st.config.get_option
    monkeypatch.setattr(st.config, "get_option", lambda key: more.get(key, real(key)))
    runtime = MagicMock(_main_script_path=str(Path(__file__)))
    *routes, files = create_streamlit_routes(runtime)
    assert files.name == "static-assets", "pages and Streamlit's own files"
    found = {route.path.strip("/").partition("{")[0] for route in routes}
    assert len(found) > 12
    known = [row.path for row in ENDPOINTS]
    unknown = {path for path in found if not any(path.startswith(row) for row in known)}
    assert unknown == set()
    assert {row for row in known if not any(path.startswith(row) for path in found)} == set()


@pytest.mark.parametrize(("hosted", "opened"), [("1", False), ("", True)])
def test_whoever_runs_it_at_home_may_read_its_numbers(monkeypatch, hosted, opened):
    monkeypatch.setenv("MLPVIZ_HOSTED", hosted)
    assert is_open("_stcore/metrics") is opened
    assert is_open("_stcore/health")
    assert is_open("gradients")
    assert not is_open("_stcore/agent/mcp")
