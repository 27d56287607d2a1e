import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.limits.machine import Speed
from mlpviz.profiles import limits


@pytest.fixture
def machine():
    """A machine of round numbers, the same everywhere."""
    return Speed(products=2e10, units=dict.fromkeys(ACTIVATIONS, 2e8))


@pytest.fixture
def hosted(monkeypatch):
    """The hosted profile."""
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    return limits()


@pytest.fixture
def local(monkeypatch):
    """The local profile."""
    monkeypatch.delenv("MLPVIZ_HOSTED", raising=False)
    return limits()
