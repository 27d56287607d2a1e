"""The socket of a tab lets through what is honest."""

import asyncio

from streamlit.proto.BackMsg_pb2 import BackMsg

from mlpviz import logs
from mlpviz.ui.presence import visitors
from mlpviz.ui.server.honest import STRANGE, Honest
from tests.ui.server.test_tab import begin, button, clicks


def talk(sends, says):
    """What the app hears of ``says``, after it has sent ``sends``, and what the tab gets."""
    heard, got, names = [], [], []

    async def app(scope, receive, send):
        for data in sends:
            await send({"type": "websocket.send", "bytes": data})
        names.append(logs.nobody().session)
        while (message := await receive())["type"] == "websocket.receive":
            heard.append(message["bytes"])
        heard.append(message["type"])

    queue = [*({"type": "websocket.receive"} | said for said in says)]
    queue.append({"type": "websocket.disconnect", "code": 1000})

    async def receive():
        return queue.pop(0)

    async def send(message):
        got.append(message)

    asyncio.run(Honest(app)({"type": "websocket"}, receive, send))
    return heard, got, names


def test_what_is_honest_goes_on_and_the_rest_does_not():
    says = [{"bytes": clicks("a", "b")}, {"bytes": BackMsg(clear_cache=True).SerializeToString()}]
    heard, got, _ = talk([begin(), button("a")], says)
    assert heard == [clicks("a"), "websocket.disconnect"]
    assert [message["bytes"] for message in got] == [begin(), button("a")]


def test_what_is_no_message_ends_the_connection():
    for said in ({"bytes": b"\xff\xff"}, {"bytes": None, "text": "hello"}, {"text": "hello"}):
        heard, got, _ = talk([], [said, {"bytes": clicks()}])
        assert heard == ["websocket.disconnect"]
        assert got == [{"type": "websocket.close", "code": STRANGE}]


def test_a_tab_that_rests_is_asked_nothing_by_its_page_and_everything_by_a_person(monkeypatch):
    timer = BackMsg()
    timer.rerun_script.is_auto_rerun = True
    by_itself, click = {"bytes": timer.SerializeToString()}, {"bytes": clicks("a")}
    touched = []
    monkeypatch.setattr(visitors, "touch", touched.append)
    heard, _, _ = talk([begin(), button("a")], [by_itself, click])
    assert heard == [by_itself["bytes"], click["bytes"], "websocket.disconnect"]
    assert touched == ["secret"]
    monkeypatch.setattr(visitors, "rests", lambda tab: tab == "secret")
    heard, _, _ = talk([begin(), button("a")], [by_itself, click])
    assert heard == [click["bytes"], "websocket.disconnect"]


def test_the_log_knows_for_whom_it_works_by_another_name():
    _, _, names = talk([begin(session="secret")], [])
    assert names == [logs.pseudonym("secret")]
    _, _, (first,) = talk([], [])
    _, _, (second,) = talk([], [])
    assert len(first) == len(second) == 6
    assert first != second


def test_requests_are_none_of_its_business():
    seen = []

    async def app(*those):
        seen.append(those)

    asyncio.run(Honest(app)({"type": "http"}, 1, 2))
    assert seen == [({"type": "http"}, 1, 2)]
