"""The page says what else it needs; everything else is passed on as it is."""

import gzip
import re

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from mlpviz.ui.announce import FIRST, SCRIPTS, Announce, announced
from mlpviz.ui.board.assets import address, at_once
from tests.ui.asgi import ask

PAGE = "<html><head><title>t</title></head><body>é</body></html>"


async def page(scope, receive, send):
    """A page as Streamlit sends it: packed, kept or in part, if the request allows that."""
    asked = {name.decode() for name, _ in scope["headers"]}
    answer = HTMLResponse(PAGE, headers={"etag": '"1"', "cache-control": "no-cache"})
    if asked & {"accept-encoding", "if-none-match", "if-modified-since", "range"}:
        answer = Response(status_code=304)
    await answer(scope, receive, send)


def test_a_page_announces_all_files():
    status, headers, body = ask(Announce(page), accept="text/html,*/*")
    text = body.decode()
    links = re.findall(r'<link rel="(\w+)"[^>]* href="\./([^"]+)"', text)
    assert [where for _, where in links] == list(announced())
    assert {*at_once()} < {where for _, where in links}
    assert {rel for rel, where in links if where.endswith(".js")} == {"modulepreload"}
    assert f'<head><script type="module" src="./{address(FIRST)}"' in text, "before Streamlit's own"
    assert text.rindex('<script type="module"') < text.index("</head>")
    for name in SCRIPTS:
        assert f'src="./{address(name)}"' in text
    assert re.sub(r"<link[^>]*>|<script[^>]*></script>", "", text) == PAGE
    assert status == 200
    assert headers["content-length"] == str(len(body))
    assert headers["cache-control"] == "no-cache"
    assert "etag" not in headers, "that was of the page as Streamlit has it"


@pytest.mark.parametrize("name", ["accept-encoding", "if-none-match", "if-modified-since", "range"])
def test_a_page_is_sent_whole_whatever_the_browser_has_of_it(name):
    status, headers, body = ask(Announce(page), **{"accept": "text/html", name: "gzip"})
    assert status == 200
    packed = name == "accept-encoding"
    assert headers.get("content-encoding") == ("gzip" if packed else None)
    assert headers["content-length"] == str(len(body))
    assert address("board.js") in (gzip.decompress(body) if packed else body).decode()


def test_what_is_no_page_or_not_asked_for_as_one_stays_as_it_is():
    plain = ask(PlainTextResponse("ok"), accept="text/html")
    assert ask(Announce(PlainTextResponse("ok")), accept="text/html") == plain
    assert ask(Announce(page))[2].decode() == PAGE
