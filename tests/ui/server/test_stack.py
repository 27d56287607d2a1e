import gzip
from pathlib import Path

import pytest
import streamlit
from starlette.routing import Router
from streamlit.web.server.app_discovery import discover_asgi_app

from mlpviz.ui.board.assets import address, assets
from mlpviz.ui.server import endpoints, stack
from mlpviz.ui.server.files import StreamlitFiles, streamlit_files
from tests.ui.asgi import ask

ROOT = Path(__file__).parents[3]
BOARD = address("board.js")


def test_streamlit_finds_the_app():
    found = discover_asgi_app(ROOT / "app.py")
    assert found.is_asgi_app
    assert found.import_string == "app:app"


def test_files_are_sent_packed_and_kept_for_good():
    status, headers, body = ask(Router(stack.routes()), f"/{BOARD}", **{"accept-encoding": "gzip"})
    assert status == 200
    assert gzip.decompress(body) == assets()[BOARD].content
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    assert "max-age=31536000" in headers["cache-control"]


def test_files_are_sent_as_they_are_to_who_cannot_unpack():
    status, headers, body = ask(Router(stack.routes()), f"/{BOARD}")
    assert (status, body) == (200, assets()[BOARD].content)
    assert "content-encoding" not in headers


@pytest.mark.parametrize("path", ["/mlpviz/board.js", "/mlpviz/../app.py", "/mlpviz/"])
def test_nothing_else_is_sent(path):
    assert ask(Router(stack.routes()), path)[0] == 404


def test_the_app_may_lie_below_a_path(monkeypatch):
    asked = []

    def get_option(name):
        asked.append(name)
        return {"server.baseUrlPath": "/nn/"}[name]

    monkeypatch.setattr(endpoints.st, "get_option", get_option)
    endpoints.base.cache_clear()
    try:
        router = Router(stack.routes())
        assert ask(router, f"/nn/{BOARD}")[0] == 200
        assert ask(router, f"/{BOARD}")[0] == 404
        assert endpoints.below({"path": "/nn/_stcore/metrics/"}) == "_stcore/metrics"
        assert len(asked) == 1, "not with every request"
    finally:
        endpoints.base.cache_clear()


async def unanswered(scope, receive, send):
    raise LookupError(scope["path"])


SENT = StreamlitFiles(unanswered)
SCRIPTS = sorted(where for where in streamlit_files() if where.endswith(".js"))
STYLES = sorted(where for where in streamlit_files() if where.endswith(".css"))
SHIPPED = Path(streamlit.__file__).parent / "static"


@pytest.mark.parametrize(
    ("where", "kind"), [(SCRIPTS[0], "text/javascript"), (STYLES[0], "text/css")]
)
def test_streamlits_own_files_are_sent_packed_and_kept_for_good(where, kind):
    status, headers, body = ask(SENT, f"/{where}", **{"accept-encoding": "gzip, br"})
    assert status == 200
    assert gzip.decompress(body) == (SHIPPED / where).read_bytes()
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"].startswith(kind)
    assert "immutable" in headers["cache-control"]
    status, headers, body = ask(SENT, f"/{where}")
    assert (status, body) == (200, (SHIPPED / where).read_bytes())
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/{SCRIPTS[0]}"),
        ("GET", "/"),
        ("GET", "/static/js/none.js"),
        ("GET", "/static/js/../../index.html"),
        ("GET", "/static/js"),
        ("GET", "/static/index.html"),
    ],
)
def test_all_else_is_streamlits_to_answer(method, path):
    with pytest.raises(LookupError, match=path):
        ask(SENT, path, method)
