import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from mlpviz.ui.server import sockets
from mlpviz.ui.server.sockets import (
    BURST,
    FILE,
    MESSAGE,
    PAGE_BURST,
    STATE,
    Purse,
    Sockets,
    cost,
)

HOST = "demo.org"


def message(**fields):
    return BackMsg(**fields).SerializeToString()


def rerun(**state):
    back = BackMsg()
    back.rerun_script.SetInParent()
    for name, value in state.items():
        setattr(back.rerun_script, name, value)
    return back.SerializeToString()


def names(count):
    back = BackMsg()
    back.file_urls_request.request_id = "r"
    back.file_urls_request.file_names.extend(["f"] * count)
    return back.SerializeToString()


def states(count):
    back = BackMsg()
    back.rerun_script.widget_states.widgets.extend([WidgetState(id="a")] * count)
    return back.SerializeToString()


@pytest.mark.parametrize(
    ("data", "price", "pages"),
    [
        (rerun(), MESSAGE, 1),
        (rerun(fragment_id="f"), MESSAGE, 0),
        (message(app_heartbeat=True), MESSAGE, 0),
        (message(clear_cache=True), MESSAGE, 0),
        (names(3), MESSAGE + 3 * FILE, 0),
        (states(100), MESSAGE + 100 * STATE, 1),
        (rerun(query_string="a" * 1_000_000), MESSAGE + 10, 1),
        (b"", MESSAGE, 0),
        (b"\xff\xff\xff", MESSAGE, 0),
    ],
)
def test_what_a_message_costs(data, price, pages):
    assert cost({"bytes": data}) == (pytest.approx(price, abs=0.1), pages)


def test_a_purse_is_full_at_first_and_filled_again():
    now = 0.0
    purse = Purse(10, 30, lambda: now)
    assert purse.spend(30) == 0
    assert purse.spend(10) == 1
    now = 1.5
    assert purse.spend(5) == 0
    now = 1e6
    assert purse.spend(40) == 1


@pytest.mark.parametrize(
    ("origin", "listed", "allowed"),
    [
        (None, [], True),
        ("https://demo.org", [], True),
        ("http://demo.org:8501", [], False),
        ("https://evil.org", [], False),
        ("null", [], False),
        ("http://[", [], False),
        ("http://localhost:8501", [], False),
        ("https://demo.org.evil.org", [], False),
        ("https://school.org", ["https://school.org/"], True),
        ("http://school.org", ["https://school.org"], False),
        ("https://evil.org", ["https://school.org"], False),
    ],
)
def test_who_may_open_a_socket(monkeypatch, origin, listed, allowed):
    options = {"server.enableCORS": True, "server.corsAllowedOrigins": listed}
    monkeypatch.setattr(sockets.st, "get_option", options.get)
    assert sockets.origin_allowed(origin, HOST) is allowed
    options["server.enableCORS"] = False
    assert sockets.origin_allowed(origin, HOST)


class Client:
    """One that sends ``incoming``; what the app got, what came back, how long it was held up."""

    def __init__(self, monkeypatch, *incoming, **headers):
        self.said, self.incoming, self.held = list(incoming), list(incoming), 0.0
        self.got, self.sent, self.origins = [], [], []
        self.app = Sockets(self.streamlit)
        monkeypatch.setattr(sockets.asyncio, "sleep", self.sleep)
        self.headers = {"host": HOST, "origin": f"https://{HOST}"} | headers

    async def sleep(self, seconds):
        self.held += seconds

    async def streamlit(self, scope, receive, send):
        self.origins += [value for name, value in scope["headers"] if name == b"origin"]
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            self.got.append(message)
        await send({"type": "websocket.send", "bytes": b""})

    async def send(self, message):
        self.sent.append(message)

    async def receive(self):
        return self.incoming.pop(0) if self.incoming else {"type": "websocket.disconnect"}

    def visit(self, path="/_stcore/stream"):
        connect = {"type": "websocket.connect"}
        data = [{"type": "websocket.receive", "bytes": each} for each in self.incoming]
        self.incoming = [connect, *data]
        scope = {"type": "websocket", "path": path}
        scope["headers"] = [(k.encode(), v.encode()) for k, v in self.headers.items()]
        asyncio.run(self.app(scope, self.receive, self.send))
        return [message["type"].partition(".")[2] for message in self.sent]


@pytest.fixture
def hosted(monkeypatch):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    return monkeypatch


def test_what_comes_goes_through(hosted):
    client = Client(hosted, rerun(), b"\xff\xff\xff", message(app_heartbeat=True))
    assert client.visit() == ["accept", "send"]
    assert [each["bytes"] for each in client.got] == client.said
    assert client.held == 0
    assert client.origins == [], "Streamlit would look up its own address for it"


def test_who_leaves_while_the_server_sends_is_read_no_further(hosted):
    client = Client(hosted, rerun())

    async def gone(message):
        raise OSError

    client.send = gone
    assert client.visit() == []
    assert client.got == []


@pytest.mark.parametrize("data", [b"\0" * 1_000_001, names(1000), states(5000)])
def test_what_is_too_much_at_once_ends_the_connection(hosted, data):
    hosted.setattr(sockets, "get_max_widget_state_size_bytes", lambda: 1_000_000)
    client = Client(hosted, data, rerun())
    assert client.visit() == ["accept", "close"], "nothing is sent afterwards"
    assert client.sent[-1]["code"] == 1009
    assert client.got == []


def test_who_sends_too_much_is_read_slowly_and_loses_nothing(hosted):
    hosted.setattr(sockets, "RATE", 1e-6)  # so that the time which this test takes earns nothing
    client = Client(hosted, *[rerun(fragment_id="f")] * int(BURST + 1))
    client.visit()
    assert len(client.got) == BURST + 1
    assert client.held > 0.5e6


class Flood:
    """One that floods a socket with pages, which are drawn when the test says so."""

    def __init__(self):
        self.got = 0

    async def receive(self):
        return {"type": "websocket.receive", "bytes": rerun()}

    async def send(self, message):
        pass

    async def read(self, socket):
        while True:
            await socket.receive()
            self.got += 1


def test_pages_beyond_some_come_one_after_the_other(hosted):
    hosted.setattr(sockets, "PAGE_RATE", 1e-6)
    finished = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY).SerializeToString()

    async def flood():
        client, seen = Flood(), []
        socket = sockets.Paced(client.receive, client.send)
        reading = asyncio.create_task(client.read(socket))
        for _ in range(3):
            for _ in range(50):
                await asyncio.sleep(0)
            seen.append(client.got)
            await socket.send({"type": "websocket.send", "bytes": b"\0" * sockets.SHORT})
            await socket.send({"type": "websocket.send", "bytes": finished})
        reading.cancel()
        return seen

    most = int(PAGE_BURST)
    assert asyncio.run(flood()) == [most, most + 1, most + 2]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/_stcore/stream", {"origin": "https://evil.org"}),
        ("/_stcore/stream", {"origin": "null"}),
        ("/_stcore/other", {}),
        ("/", {}),
    ],
)
def test_a_socket_that_is_none_of_ours_is_refused(hosted, path, headers):
    client = Client(hosted, rerun(), **headers)
    assert client.visit(path) == ["close"]


def test_there_is_a_most_of_sockets(hosted):
    hosted.setenv("MLPVIZ_SOCKETS", "0")
    assert Client(hosted).visit() == ["close"]
    hosted.setenv("MLPVIZ_SOCKETS", "1")
    client = Client(hosted)
    for _ in range(2):  # one after the other
        client.sent = []
        assert client.visit() == ["accept", "send"]


def test_at_home_everything_is_left_to_streamlit(monkeypatch):
    monkeypatch.delenv("MLPVIZ_HOSTED", raising=False)
    client = Client(monkeypatch, names(1000), origin="http://localhost:3000")
    client.visit()
    assert len(client.got) == 1
    assert client.origins == [b"http://localhost:3000"]
