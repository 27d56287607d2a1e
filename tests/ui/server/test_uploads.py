"""Room for files: of one tab, and of all together; counted as they come in."""

import asyncio
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from mlpviz.ui import presence
from mlpviz.ui.server import uploads
from mlpviz.ui.server.uploads import FRAMING, Uploads
from mlpviz.workbench.pages import PAGES

MOST = 1_000_000


@pytest.fixture
def kept(monkeypatch):
    """What keeps the files; two tabs, a and b, are at a page that takes one."""
    manager = MemoryUploadedFileManager("")
    runtime = SimpleNamespace(uploaded_file_mgr=manager, is_active_session={"a", "b"}.__contains__)
    monkeypatch.setattr(uploads, "Runtime", SimpleNamespace(instance=lambda: runtime))
    monkeypatch.setattr(uploads.presence, "takes_file", lambda _: True)
    monkeypatch.setenv("MLPVIZ_UPLOAD_BYTES", str(MOST))
    monkeypatch.setenv("MLPVIZ_UPLOADS_BYTES", str(10 * MOST))
    return manager


def keep(manager, tab, file, size):
    record = UploadedFileRec(file_id=file, name=file, type="", data=b"\0" * size)
    manager.add_file(tab, record)


class Client:
    """One that puts chunks of these sizes; the app keeps what it got if it got all."""

    def __init__(self, manager):
        self.manager, self.sizes = manager, []
        self.app = Uploads(self.streamlit)
        self.read = 0

    async def streamlit(self, scope, receive, send):
        try:
            more = True
            while more:
                message = await receive()
                self.read += len(message["body"])
                more = message["more_body"]
            tab, file = scope["path"].split("/")[-2:]
            keep(self.manager, tab, file, self.read)
            await Response(status_code=204)(scope, receive, send)
        except HTTPException as error:
            await Response(status_code=error.status_code)(scope, receive, send)

    async def receive(self):
        size = self.sizes.pop(0)
        return {"type": "http.request", "body": b"\0" * size, "more_body": bool(self.sizes)}

    def put(self, tab, file, *sizes, method="PUT", **headers):
        return asyncio.run(self.putting(tab, file, *sizes, method=method, **headers))

    async def putting(self, tab, file, *sizes, method="PUT", receive=None, **headers):
        self.sizes, self.read, sent = list(sizes), 0, []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": method, "path": f"/_stcore/upload_file/{tab}/{file}"}
        scope["headers"] = [(k.encode(), v.encode()) for k, v in headers.items()]
        await self.app(scope, receive or self.receive, send)
        return sent[0]["status"]


@pytest.fixture
def client(kept):
    return Client(kept)


def test_a_file_takes_the_place_of_the_one_before(client, kept):
    for file in ("one", "two", "three"):
        assert client.put("a", file, MOST) == 204
        assert list(kept.file_storage["a"]) == [file]


def test_one_that_does_not_come_whole_leaves_the_one_before(client, kept):
    client.put("a", "one", 10)
    assert client.put("a", "two", MOST, FRAMING, 1) == 413
    assert list(kept.file_storage["a"]) == ["one"]


def test_a_file_is_counted_while_it_comes_in(client):
    assert client.put("a", "one", *[100_000] * 50) == 413
    assert client.read <= MOST + FRAMING, "no more of it was read"
    assert client.put("a", "one", *[100_000] * 10) == 204, "it was counted no longer"


def test_a_file_for_which_others_leave_no_room_is_not_kept_and_the_page_says_so(
    client, kept, monkeypatch
):
    session = SimpleNamespace(no_room="")
    monkeypatch.setattr(presence.visitors, "session", lambda _: session)
    keep(kept, "b", "other", 10 * MOST)
    assert client.put("a", "one", 10, 20, **{"content-length": "30"}) == 204
    assert "others are uploading" in session.no_room
    assert (client.read, client.sizes) == (0, []), "it was read and passed over"
    assert list(kept.file_storage) == ["b"]


def test_all_visitors_files_count_together(client, kept):
    keep(kept, "b", "other", 9 * MOST + 10)
    assert client.put("a", "one", MOST) == 413
    assert client.put("a", "one", MOST - 10) == 204


def test_files_of_one_tab_that_come_at_once_count_together(client, kept):
    async def both():
        first, half, go_on = Client(kept), asyncio.Event(), asyncio.Event()
        first.app = client.app
        first.app.app = first.streamlit

        async def slow():
            if len(first.sizes) == 1:
                half.set()
                await go_on.wait()
            return await first.receive()

        sending = asyncio.create_task(first.putting("a", "one", MOST, 1, receive=slow))
        await half.wait()
        second = dict(first.app._arriving)
        go_on.set()
        return second, await sending, dict(first.app._arriving)

    arriving, status, afterwards = asyncio.run(both())
    assert (arriving, status, afterwards) == ({"a": MOST}, 204, {})


@pytest.mark.parametrize(
    ("length", "status"),
    [(str(MOST), 204), (str(3 * MOST), 413), ("-1", 413), ("many", 413)],
)
def test_a_length_that_is_said_is_looked_at_first(client, length, status):
    assert client.put("a", "one", 10, **{"content-length": length}) == status
    assert client.read == (10 if status == 204 else 0)


def test_who_sends_nothing_is_not_waited_for(client, monkeypatch):
    monkeypatch.setattr(uploads, "PATIENCE", 0.01)

    async def never():
        await asyncio.Event().wait()

    assert asyncio.run(client.putting("a", "one", 10, receive=never)) == 408


@pytest.mark.parametrize(
    ("tab", "method", "status"),
    [("a", "GET", 405), ("a", "OPTIONS", 405), ("c", "PUT", 404), ("c", "DELETE", 404)],
)
def test_nothing_else_is_let_through(client, tab, method, status):
    assert client.put(tab, "one", 10, method=method) == status


def test_who_leaves_halfway_is_no_error_and_counts_no_longer(client, kept):
    async def app(scope, receive, send):
        await receive()
        raise ClientDisconnect

    async def answered(message):
        raise AssertionError("nobody is there to read an answer")

    client.app.app, client.sizes = app, [10, 10]
    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/a/one", "headers": []}
    asyncio.run(client.app(scope, client.receive, answered))
    assert (dict(client.app._arriving), kept.file_storage) == ({}, {})


def test_other_pages_take_no_file(client, monkeypatch):
    monkeypatch.setattr(uploads.presence, "takes_file", lambda _: False)
    assert client.put("a", "one", 10) == 403
    assert client.read == 0


@pytest.mark.parametrize(
    ("path", "opened", "takes"),
    [("train", False, False), ("train", True, True), ("check-my-code", False, True)],
)
def test_files_go_to_a_page_or_a_dialog_that_takes_them(monkeypatch, path, opened, takes):
    session = SimpleNamespace(page=PAGES[path], your_data=SimpleNamespace(opened=opened))
    monkeypatch.setattr(presence.visitors, "session", lambda _: session)
    assert presence.takes_file("tab") is takes
