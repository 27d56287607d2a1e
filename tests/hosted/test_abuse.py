"""Whatever a stranger sends ends in a refusal or is waited for, and touches nobody else."""

import pytest

from tests.hosted.attacks import ATTACKS
from tests.hosted.raw import OPENING

MOST = 20_000  # characters of the log for one attack


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_touches_nobody_else(server, witness, name):
    before = len(str(server))

    async def under_attack():
        async with ATTACKS[name](server):
            await witness.is_well()

    witness.run(under_attack())
    said = str(server)[before:]
    assert len(said) < MOST
    assert "raceback" not in said
    assert '"level": "error"' not in said
    assert server.ask("/health").status == 200


FOREIGN = ["https://evil.example", "null", "http://[", "http://localhost:3000"]
ASKED = ["/", "/health", "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b"]


def test_nobody_has_the_server_ask_the_internet(server):
    """Streamlit would look for its own address there, for up to two seconds, in its only thread."""
    for origin in FOREIGN:
        assert server.ask("/_stcore/stream", Origin=origin, **OPENING).status == 403
        for path in ASKED:
            for method in ("GET", "OPTIONS", "PUT"):
                server.ask(path, method, Origin=origin, Host="demo.example")
    assert "asks http" not in str(server)
