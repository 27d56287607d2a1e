"""Files come from an open tab, to the page that takes one, with a token, and of a bounded size."""

import asyncio
import contextlib
from itertools import chain

import pytest

from benchmarks.protocol import Visitor

PAGE = "check-my-code"
MOST = 10_000_000  # bytes; docs/limits.md
EDGE = "edge"
TYPE = f"multipart/form-data; boundary={EDGE}"


def form(size):
    """The body of a request that uploads a file of this size."""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="f"; filename="f.npz"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    return head.encode() + b"\0" * size + f"\r\n--{EDGE}--\r\n".encode()


def token(server):
    """As a page has it: the cookie, and the header that repeats it."""
    cookie = server.ask("/_stcore/health").headers["set-cookie"].partition(";")[0]
    return {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}


def put(server, session, size=1000, file="one", **headers):
    headers = {"Content-Type": TYPE} | (headers or token(server))
    return server.ask(f"/_stcore/upload_file/{session}/{file}", "PUT", form(size), **headers)


def visit(server, page, use):
    """Use the session of a tab at this page, and then of the same one when it is closed."""

    async def go():
        async with Visitor.at(server.address, page) as visitor:
            use(visitor.session)
            return visitor.session

    return asyncio.run(go())


def test_the_page_takes_files_while_it_is_open(server):
    def use(session):
        assert put(server, session).status == 204
        assert put(server, session, file="two").status == 204
        address = f"/_stcore/upload_file/{session}/two"
        assert server.ask(address, "DELETE", **token(server)).status == 204

    session = visit(server, PAGE, use)
    for _ in range(1000):  # until the server has seen that the tab is gone
        answer = put(server, session)
        if answer.status == 404:
            break
    assert answer.status == 404
    address = f"/_stcore/upload_file/{session}/one"
    assert server.ask(address, "DELETE", **token(server)).status == 404


@pytest.mark.parametrize("page", ["", "gradients"])
def test_other_pages_take_none(server, page):
    def use(session):
        answer = put(server, session)
        assert (answer.status, b"No page that takes a file" in answer.body) == (403, True)

    visit(server, page, use)


def test_nobody_uploads_without_a_tab(server):
    for session in ("none", "../etc", "a/b"):
        assert put(server, session).status in (400, 404)
        answer = server.ask(f"/_stcore/upload_file/{session}/f", "DELETE", **token(server))
        assert answer.status in (400, 404)


def test_nobody_uploads_without_the_token(server):
    def use(session):
        good = token(server)
        for bad in (
            {"Cookie": good["Cookie"]},
            {"X-Xsrftoken": good["X-Xsrftoken"]},
            good | {"X-Xsrftoken": token(server)["X-Xsrftoken"]},
        ):
            assert put(server, session, **bad).status == 403
        address = f"/_stcore/upload_file/{session}/one"
        assert server.ask(address, "DELETE").status == 403

    visit(server, PAGE, use)


def test_a_file_that_is_said_to_be_large_is_refused_before_it_comes(server):
    def use(session):
        length = {"Content-Length": str(3 * MOST)}
        answer = server.ask(f"/_stcore/upload_file/{session}/f", "PUT", **token(server), **length)
        assert (answer.status, b"at most 10 MB" in answer.body) == (413, True)
        answer = put(server, session, MOST)
        assert answer.status == 204

    visit(server, PAGE, use)


def test_a_file_that_does_not_say_its_length_is_counted(server):
    def use(session):
        address = f"/_stcore/upload_file/{session}/f"
        headers = token(server) | {"Content-Type": TYPE}
        assert server.ask(address, "PUT", iter([form(1000)]), **headers).status == 204
        endless = (b"\0" * 65536 for _ in range(1000))
        with contextlib.suppress(ConnectionError):  # the server hangs up on whoever sends on
            answer = server.ask(address, "PUT", chain([form(1000)[:-20]], endless), **headers)
            assert answer.status == 413

    visit(server, PAGE, use)
    assert server.ask("/health").status == 200
