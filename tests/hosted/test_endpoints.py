"""Of Streamlit's endpoints only those of the table answer."""

import pytest

from mlpviz.ui.server.endpoints import ANYONE, ENDPOINTS

CLOSED = [row.path for row in ENDPOINTS if row.opened != ANYONE]


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_no_page_needs_is_not_there(server, path, method):
    for variant in (path, f"{path}x/y" if path.endswith("/") else f"{path}/"):
        answer = server.ask(f"/{variant}", method)
        assert (answer.status, answer.body) == (404, b"Not Found")


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/%6detrics",
        "/_stcore/bidi-components/mlpviz_board/../../../app.py",
        "/_stcore/bidi-components/mlpviz_board/%2e%2e/%2e%2e/app.py",
        "/component/../app.py",
        "/media/../app.py",
        "/media/%2e%2e%2fapp.py",
        "/_stcore/",
        "/_stcore/nothing",
    ],
)
def test_no_way_round(server, path):
    answer = server.ask(path)
    assert answer.status in (400, 404)
    assert len(answer.body) < 50


def test_what_pages_need_answers(server):
    assert server.ask("/_stcore/health").status == 200
    assert server.ask("/_stcore/host-config").status == 200
    assert server.ask("/").body.startswith(b"<!--")
