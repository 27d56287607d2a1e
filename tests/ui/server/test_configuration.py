from pathlib import Path

import pytest
from streamlit import config

from mlpviz.ui.server.configuration import find_configuration

APP = Path(__file__).parents[3] / "app.py"


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """A server that was started in another folder, and does not know where the app is."""
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path)
        patch.setattr(config, "_main_script_path", None)
        config.get_config_options(force_reparse=True)
        yield
    config.get_config_options(force_reparse=True)


def test_a_server_that_starts_elsewhere_finds_what_stands_beside_the_app(elsewhere):
    assert config.get_option("server.maxMessageSize") == 200, "Streamlit's own default"
    find_configuration(str(APP))
    assert config.get_option("server.maxMessageSize") == 4
    assert config.get_option("client.showErrorDetails") == "none"


def test_what_streamlit_knows_already_stays(elsewhere, monkeypatch, tmp_path):
    known = str(tmp_path / "other.py")
    monkeypatch.setattr(config, "_main_script_path", known)
    find_configuration(str(APP))
    assert config._main_script_path == known
    assert config.get_option("server.maxMessageSize") == 200
