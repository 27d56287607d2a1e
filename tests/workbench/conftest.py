import pytest


@pytest.fixture(autouse=True)
def pace(own_pace):
    """No test of the workbench hangs on the machine's speed."""
    return own_pace
