"""Options that Streamlit does not know are told in a sentence."""

from argparse import Namespace

import pytest

from mlpviz.cli import app
from mlpviz.engine.faults import FaultsError


def test_an_option_that_streamlit_lacks_is_no_traceback(monkeypatch):
    monkeypatch.setattr("sys.argv", ["mlpviz"])
    with pytest.raises(FaultsError, match=r"Streamlit says: No such option.*--port"):
        app.act(Namespace(options=["--port", "8712"]))
