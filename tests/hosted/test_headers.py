"""Security headers on every answer: a page loads nothing foreign, a file loads nothing."""

import pytest

from mlpviz.ui.server.headers import inline_scripts

OPENING = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
PAGES = ["/", "/gradients", "/no/such/page"]
FILES = [
    "/health",
    "/_stcore/health",
    "/_stcore/host-config",
    "/static/css/",  # a redirection
    "/media/none.png",  # 404
    "//host/share",  # 400
]
# Where a directive lets anything load, it says one of these, or leaves it to default-src.
OWN = {"'self'", "'none'", "'unsafe-inline'", "'wasm-unsafe-eval'", "blob:", "data:"}


def policy(headers):
    """The policy's directives."""
    parts = headers["content-security-policy"].split("; ")
    return {name: rest.split() for name, _, rest in (part.partition(" ") for part in parts)}


def common(headers):
    return headers["x-content-type-options"], headers["referrer-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_foreign(server, path):
    answer = server.ask(path)
    assert answer.status == 200
    assert common(answer.headers) == ("nosniff", "same-origin")
    rules = policy(answer.headers)
    assert rules["default-src"] == ["'none'"]
    hashes = set(inline_scripts(answer.body))
    assert hashes, "Streamlit's page has an inline script"
    assert {source for sources in rules.values() for source in sources} - hashes <= OWN
    assert hashes <= set(rules["script-src"])
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(rules["script-src"])
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]


@pytest.mark.parametrize("path", FILES)
def test_whatever_else_is_answered_loads_nothing(server, path):
    answer = server.ask(path)
    assert not answer.headers.get("content-type", "").startswith("text/html")
    assert common(answer.headers) == ("nosniff", "same-origin")
    assert policy(answer.headers)["default-src"] == ["'none'"]


@pytest.mark.parametrize("origin", ["own", "https://evil.example", "http://localhost:3000", "null"])
def test_a_socket_has_them_whether_it_is_opened_or_refused_to_another_site(server, origin):
    own = origin == "own"
    address, before = f"http://{server.netloc}" if own else origin, len(server.lines)
    answer = server.ask("/_stcore/stream", Origin=address, **OPENING)
    assert answer.status == (101 if own else 403)
    assert common(answer.headers) == ("nosniff", "same-origin")
    assert policy(answer.headers)["default-src"] == ["'none'"]
    assert server.troubles(before) == []
