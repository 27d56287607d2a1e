import pytest

from static import build
from tests.static.stand_in import stand_in


@pytest.fixture(scope="session")
def stlite(tmp_path_factory):
    """What stands in for npm's package."""
    return stand_in(tmp_path_factory.mktemp("stlite"))


@pytest.fixture(scope="session")
def site(stlite, tmp_path_factory):
    """The folder of a site that was built with that."""
    target = tmp_path_factory.mktemp("site") / "site"
    assert build.main(["--to", str(target), "--stlite", str(stlite)]) == 0
    return target
