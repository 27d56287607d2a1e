"""The Train page on a small problem."""

import pytest

from tests.ui.small import SMALL


@pytest.fixture
def small(open_app):
    """The app on a small problem."""
    return open_app(**SMALL)
