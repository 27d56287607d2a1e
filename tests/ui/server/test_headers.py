import pytest
from starlette.responses import HTMLResponse, PlainTextResponse

from mlpviz.ui.server.headers import SecurityHeaders
from tests.ui.asgi import ask


def test_what_the_app_says_itself_is_said_once():
    app = SecurityHeaders(HTMLResponse("", headers={"X-Content-Type-Options": "other"}))
    assert ask(app)[1]["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("hosted", "given", "said"),
    [
        ("1", "", []),
        ("", "", ["frame-ancestors 'self'"]),
        ("1", "self https://school.org", ["frame-ancestors 'self' https://school.org"]),
        ("1", "none", ["frame-ancestors 'none'"]),
        ("", "*", []),
    ],
)
def test_who_may_frame_a_page(monkeypatch, hosted, given, said):
    monkeypatch.setenv("MLPVIZ_HOSTED", hosted)
    monkeypatch.setenv("MLPVIZ_FRAME_ANCESTORS", given)
    for answer in (HTMLResponse(""), PlainTextResponse("")):
        headers = ask(SecurityHeaders(answer))[1]
        policy = headers["content-security-policy"].split("; ")
        assert [rule for rule in policy if rule.startswith("frame-ancestors")] == said
