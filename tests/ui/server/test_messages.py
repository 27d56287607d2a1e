"""A message of a tab's socket is parsed once, whichever layers look at it."""

import asyncio
from collections import Counter
from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mlpviz.ui.server import messages
from mlpviz.ui.server.honest import Honest
from mlpviz.ui.server.sockets import Sockets
from tests.ui.server.test_tab import begin, clicks, end


def test_both_layers_look_and_each_message_is_parsed_once(monkeypatch):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    parsed = Counter()

    one = messages.parsed
    kind = SimpleNamespace(FromString=lambda d: parsed.update([d]) or ForwardMsg.FromString(d))
    monkeypatch.setattr(messages, "ForwardMsg", kind)
    monkeypatch.setattr(messages, "parsed", lambda data: parsed.update([data]) or one(data))
    incoming = [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": clicks()}]

    async def receive():
        return incoming.pop(0) if incoming else {"type": "websocket.disconnect"}

    async def streamlit(scope, receive, send):
        while (await receive())["type"] != "websocket.disconnect":
            for data in (begin(), end()):
                await send({"type": "websocket.send", "bytes": data})

    async def send(message):
        pass

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": []}
    asyncio.run(Sockets(Honest(streamlit))(scope, receive, send))
    assert parsed == {clicks(): 1, begin(): 2, end(): 2}, "each of those was sent twice"


def test_what_is_no_message_is_said_each_time():
    for data in (b"\xff\xff\xff", None):
        message = {"bytes": data}
        for _ in range(2):
            with pytest.raises(ValueError, match="no message"):
                messages.from_tab(message)
    assert messages.parsed(BackMsg(app_heartbeat=True).SerializeToString()).app_heartbeat
