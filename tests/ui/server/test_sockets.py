import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from mlpviz.ui.server import sockets
from mlpviz.ui.server.sockets import BURST, FILE, PAGE, PART, RATE, Purse, Sockets, cost

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


@pytest.mark.parametrize(
    ("data", "price"),
    [
        (rerun(), PAGE),
        (rerun(fragment_id="f"), PART),
        (message(app_heartbeat=True), PART),
        (message(clear_cache=True), PART),
        (names(3), PART + 3 * FILE),
        (rerun(query_string="a" * 1_000_000), PAGE + 10),
        (b"", PART),
        (b"\xff\xff\xff", PART),
    ],
)
def test_what_a_message_costs(data, price):
    assert cost(data) == pytest.approx(price, abs=0.1)


def test_a_purse_is_full_at_first_and_filled_again():
    now = 0.0
    purse = Purse(lambda: now)
    assert purse.spend(BURST) == 0
    assert purse.spend(RATE) == 1
    now = 1.5
    assert purse.spend(RATE / 2) == 0
    now = 1e6
    assert purse.spend(BURST + RATE) == 1


@pytest.mark.parametrize(
    ("origin", "listed", "allowed"),
    [
        (None, [], True),
        ("https://demo.org", [], True),
        ("http://demo.org:8501", [], False),
        ("https://evil.org", [], False),
        ("null", [], False),
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


@pytest.mark.parametrize("data", [b"\0" * 1_000_001, names(1000)])
def test_what_is_too_much_at_once_ends_the_connection(hosted, data):
    hosted.setattr(sockets, "get_max_widget_state_size_bytes", lambda: 1_000_000)
    client = Client(hosted, data, rerun())
    assert client.visit() == ["accept", "close"], "nothing is sent afterwards"
    assert client.sent[-1]["code"] == 1009
    assert client.got == []


def test_who_sends_too_much_is_read_slowly_and_loses_nothing(hosted):
    hosted.setattr(sockets, "RATE", 1e-6)  # so that the time which this test takes earns nothing
    client = Client(hosted, *[rerun()] * 61)
    client.visit()
    assert len(client.got) == 61
    assert client.held == pytest.approx((61 * PAGE - BURST) / 1e-6, rel=0.1)


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
