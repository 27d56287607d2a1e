"""What strangers try, a row each: asynchronous context managers, in which the attack goes on."""

import resource
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from math import inf

from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.protocol import Visitor
from tests.hosted.raw import BINARY, CLOSE, OPENING, PING, TEXT, Wire, frame, request

MANY = 500  # sockets
FEW = 100
SPARE = 100  # files that are needed besides
RERUN = BackMsg(rerun_script={"query_string": "v=1"}).SerializeToString()
CONTINUED, UNKNOWN = 0, 3  # kinds of frames: the next part of a message, and none at all


@asynccontextmanager
async def stalls(server, data):
    """A socket that sends this, and then neither goes on nor leaves."""
    async with Wire.to(server.netloc) as wire:
        assert await wire.opened(server.netloc) == 101
        await wire.say(data)
        yield


@asynccontextmanager
async def guesses_a_session(server):
    """A socket that says it was here before, by an id that nobody has; it is new here."""
    guess = "streamlit, token, 00000000-0000-4000-8000-000000000000"
    async with Wire.to(server.netloc) as wire:
        assert await wire.opened(server.netloc, **{"Sec-WebSocket-Protocol": guess}) == 101
        await wire.say(frame(BINARY, RERUN))
        yield


@asynccontextmanager
async def ends(server, data):
    """A socket that sends this, and is closed for it."""
    async with Wire.to(server.netloc) as wire:
        assert await wire.opened(server.netloc) == 101
        await wire.say(data)
        await wire.closed()
        yield


@asynccontextmanager
async def is_refused(server, data):
    """Bytes of no socket, and the answer that they are wrong, or nothing that we have."""
    async with Wire.to(server.netloc) as wire:
        await wire.say(data(server.netloc))
        assert await wire.status() in (0, 400, 403, 404, 405, 416)
        yield


@asynccontextmanager
async def gives_nothing_away(server, path):
    """The answer to a path is a refusal, or the page that every path has; never another file."""
    async with Wire.to(server.netloc) as wire:
        await wire.say(request(server.netloc, path, Connection="close"))
        status, body = await wire.status(), await wire.rest()
        assert status in (400, 404, 405) or (status == 200 and b"<title>" in body)
        assert b"root:" not in body
        assert b"st.App" not in body
        yield


@asynccontextmanager
async def is_left_open(server, data):
    """Bytes of no socket, after which nothing comes."""
    async with Wire.to(server.netloc) as wire:
        await wire.say(data(server.netloc))
        yield


@asynccontextmanager
async def is_not_opened(server, **headers):
    """A socket that is refused, or never answered."""
    async with Wire.to(server.netloc) as wire:
        assert await wire.opened(server.netloc, **headers) in (400, 403)
        yield


@asynccontextmanager
async def many_stay(server):
    """Sockets that are opened and left; every second one has sent half a message."""
    async with AsyncExitStack() as stack:
        for number in range(number_of_sockets()):
            wire = await stack.enter_async_context(Wire.to(server.netloc))
            assert await wire.opened(server.netloc) == 101
            if number % 2:
                await wire.say(frame(BINARY, RERUN, length=900_000))
        yield


def number_of_sockets():
    """``MANY``, or what few files are enough for: one for each here, and four at the server."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft, hard = (inf if most == resource.RLIM_INFINITY else most for most in limits)
    return int(min(MANY, soft - SPARE, hard / 4 - SPARE))


@asynccontextmanager
async def many_leave(server):
    """Sockets that are opened, ask for a page and are gone, one after the other."""
    for _ in range(FEW):
        async with Wire.to(server.netloc) as wire:
            assert await wire.opened(server.netloc) == 101
            await wire.say(frame(BINARY, RERUN))
    yield


@asynccontextmanager
async def reads_nothing(server):
    """A visitor who asks for page after page and takes none of them."""
    async with Wire.to(server.netloc) as wire:
        assert await wire.opened(server.netloc) == 101
        for _ in range(50):
            await wire.say(frame(BINARY, RERUN))
        yield


@asynccontextmanager
async def uploads(server, send):
    """What a tab of Check my code puts onto its own address: ``send`` gives body and length."""
    async with Visitor.at(server.address, "check-my-code") as visitor:
        cookie = server.ask("/_stcore/health").headers["set-cookie"].partition(";")[0]
        body, length, status = send
        head = request(
            server.netloc,
            f"/_stcore/upload_file/{visitor.session}/one",
            "PUT",
            **{
                "Cookie": cookie,
                "X-Xsrftoken": cookie.partition("=")[2],
                "Content-Type": "multipart/form-data; boundary=edge",
                "Content-Length": str(len(body) if length is None else length),
            },
        )
        async with Wire.to(server.netloc) as wire:
            await wire.say(head + body)
            if status is not None:
                assert await wire.status() == status
            yield


def part(name, content=b"\0" * 100):
    """A form with one file of this name."""
    head = f'--edge\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--edge--\r\n"


def asks(path, method="GET", body=b"", **headers):
    """A request as it is on the wire, for a path that is sent as it is."""
    return lambda netloc: request(netloc, path, method, **headers) + body


HALF_SAID = {
    "half a frame": partial(stalls, data=frame(BINARY, b"x" * 10, length=100_000)),
    "half of what is allowed": partial(stalls, data=frame(BINARY, b"x" * 500_000, length=900_000)),
    "half a head": partial(stalls, data=b"\x82"),
    "the first part of a message": partial(stalls, data=frame(BINARY, RERUN, last=False)),
    "parts without an end": partial(
        stalls, data=frame(BINARY, b"", last=False) + frame(CONTINUED, b"", last=False) * 10_000
    ),
    "nothing at all": partial(stalls, data=b""),
    "half a request": partial(is_left_open, data=lambda _: b"GET / HTTP/1.1\r\nHost:"),
    "half a body": partial(is_left_open, data=asks("/", "POST", b"x", **{"Content-Length": "9"})),
    "a socket with a long head": partial(
        is_left_open, data=asks("/_stcore/stream", **OPENING, Origin="a" * 20_000)
    ),
    "half an upload": partial(uploads, send=(part("f")[:50], 10_000, None)),
    "a thousand pings": partial(stalls, data=frame(PING, b"x" * 125) * 1000),
    "no reader": reads_nothing,
}
GARBAGE = {
    "a text": partial(ends, data=frame(TEXT, b"step")),
    "a text that is none": partial(ends, data=frame(TEXT, b"\xff\xfe")),
    "bytes": partial(ends, data=bytes(range(256))),
    "no message": partial(ends, data=frame(BINARY, b"\xff" * 100)),
    "a message of the server's": partial(ends, data=frame(BINARY, b"\x0a\xff\xff\xff\xff\x0f")),
    "a link of 2 MB": partial(
        ends,
        data=frame(BINARY, BackMsg(rerun_script={"query_string": "a" * 2**21}).SerializeToString()),
    ),
    "a frame that is too long": partial(ends, data=frame(BINARY, b"x", length=2_000_000)),
    "a frame without bounds": partial(ends, data=frame(BINARY, b"x", length=2**63 - 1)),
    "too many parts": partial(
        ends,
        data=frame(BINARY, b"x" * 600_000, last=False) + frame(CONTINUED, b"x" * 600_000),
    ),
    "a frame without a mask": partial(ends, data=frame(BINARY, RERUN, masked=False)),
    "a kind that there is not": partial(ends, data=frame(UNKNOWN, RERUN)),
    "a bit that nobody agreed on": partial(ends, data=frame(BINARY, RERUN, reserved=4)),
    "a part of nothing": partial(ends, data=frame(CONTINUED, RERUN)),
    "a long ping": partial(ends, data=frame(PING, b"x" * 126)),
    "a farewell that is none": partial(ends, data=frame(CLOSE, b"\0")),
}
REQUESTS = {
    "no HTTP": lambda _: b"\x16\x03\x01" + b"\0" * 50,
    "HTTP/2": lambda _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a head of 2 MB": asks("/?" + "a" * 2_000_000),
    "letters of no address": asks("/\xff\xfe"),
    "a method that there is not": asks("/", "BREW"),
    "a body for a page": asks("/", "POST", b"x" * 1000, **{"Content-Length": "1000"}),
    "a body that is no body": asks("/", "POST", b"zz\r\n\r\n", **{"Transfer-Encoding": "chunked"}),
    "a request in a request": asks("/", "TRACE", b"GET /app.py HTTP/1.1\r\n\r\n" * 100),
    "two lengths": asks("/", "POST", b"0\r\n\r\n", **{"Content-Length": "3, 4"}),
    "a range of nothing": asks("/static/favicon.png", **{"Range": "bytes=5-2,-0,x"}),
}
PATHS = [
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/mlpviz/../app.py",
    "/mlpviz/%2e%2e/app.py",
    "/mlpviz/%2e%2e%2fapp.py",
    "/mlpviz//etc/passwd",
    "/mlpviz/board/../../../app.py",
    "/static/../../../../app.py",
    "/static/..%2f..%2f..%2f..%2fapp.py",
    "/static/%5c..%5c..%5capp.py",
    "/static//etc/passwd",
    "/static/%252e%252e%252fapp.py",
    "/static/%00",
    "/static/" + "a" * 5000,
    "/static/js%0d%0aSet-Cookie:x=y/",
    "/media/..%2f..%2fapp.py",
    "/media//etc/passwd",
    "/app.py",
    "/.streamlit/config.toml",
    "/_stcore/upload_file/../../app.py",
    "/_stcore/bidi-components/../../app.py",
    "/component/mlpviz.board/../../app.py",
    "//evil.example/%2e%2e",
    "http://evil.example/etc/passwd",
]
SOCKETS = {
    "another site": {"Origin": "https://evil.example"},
    "no origin that is one": {"Origin": "http://["},
    "an origin of no letters": {"Origin": "\xff\xfe"},
    "a subdomain": {"Origin": "http://127.0.0.1.evil.example"},
    "an old protocol": {"Sec-WebSocket-Version": "7"},
    "no key": {"Sec-WebSocket-Key": "x"},
    "letters for a session": {"Sec-WebSocket-Protocol": "streamlit, \xff, \xfe"},
}
UPLOADS = {
    "no form": (b"\xff" * 1000, None, 400),
    "a form without an end": (part("f")[:-10], None, 400),
    "two files": (part("f").removesuffix(b"--\r\n") + b"\r\n" + part("g"), None, 400),
    "ten thousand fields": (
        b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 10_000 + part("f"),
        None,
        400,
    ),
    "a part with a long head": (part("f" * 500_000), None, 400),
    "a name that leads elsewhere": (part("../../../../tmp/x"), None, 204),
    "a name that is a page": (part("<img src=x onerror=alert(1)>" * 100), None, 204),
    "a name of no letters": (part("\0\u202e\ufffe"), None, 204),
}
ATTACKS = {
    **HALF_SAID,
    **GARBAGE,
    **{f"a request: {name}": partial(is_refused, data=data) for name, data in REQUESTS.items()},
    **{path[:60]: partial(gives_nothing_away, path=path) for path in PATHS},
    **{f"a socket for {name}": partial(is_not_opened, **said) for name, said in SOCKETS.items()},
    **{f"an upload: {name}": partial(uploads, send=sent) for name, sent in UPLOADS.items()},
    "a session that is guessed": guesses_a_session,
    "many sockets that stay": many_stay,
    "many sockets that leave": many_leave,
}
