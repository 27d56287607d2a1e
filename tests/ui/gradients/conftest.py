"""The Gradients page on a small problem."""

import pytest

from mlpviz import run
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.table import MISTAKES
from tests.ui.small import SMALL


@pytest.fixture
def open_page(open_app):
    """The page on a small problem, with other choices of the run as keywords."""
    return lambda **query: open_app(page="gradients", **(SMALL | query))


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def open_buggy(open_page, monkeypatch):
    """The page of a network with one of the bug lab's mistakes."""

    def open_with(bug, **query):
        class Buggy(BuggyMLP):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **({"steps": MISTAKES[bug].steps} | kwargs))

        monkeypatch.setattr(run, "MLP", Buggy)
        return open_page(**query)

    return open_with
