"""The Bug lab on a small problem."""

import pytest

from tests.ui.small import SMALL


@pytest.fixture
def bug_lab(open_app):
    """The page on a small problem."""
    return open_app(page="bug-lab", **SMALL)


@pytest.fixture
def open_lab(open_app):
    """The page on a problem of one's choice."""
    return lambda **query: open_app(page="bug-lab", **(SMALL | query))


@pytest.fixture
def challenge(open_lab):
    """The challenge on a network where most bugs can show."""
    app = open_lab(hidden_sizes="[4,4]", activation="relu", l2="0.01", bias_std="0.3")
    app.choose("bug_lab_mode", "challenge")
    return app
