"""One server for strangers, shared by all tests of what they may send it."""

import http.client
import json
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.hosted.witness import Witness
from tests.serving import serving

NO_ROOM = "left out: there was no room"
START = Path(__file__).parent / "start.py"


class Answer(NamedTuple):
    """Of the server: names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Server:
    """A hosted server: its ``address``, and its log."""

    def __init__(self, address, log):
        self.address, self._log = address, log
        self.netloc = urlsplit(address).netloc

    def ask(self, path, method="GET", body=None, **headers):
        """Ask for a path, which is sent as it is; a body without a length is sent in chunks."""
        connection = http.client.HTTPConnection(self.netloc, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            kept = answer.status == 101  # a socket that is open stays so
            return Answer(answer.status, found, b"" if kept else answer.read())
        finally:
            connection.close()

    def __str__(self):
        return self._log.read_text(encoding="utf-8")

    @property
    def lines(self):
        """The log's lines that are objects: all but what Streamlit itself says at the start."""
        return [json.loads(line) for line in str(self).splitlines() if line.startswith("{")]

    def troubles(self, before=0):
        """The lines beyond ``before`` that tell of a trouble.

        How many lines had no room is none of those who come after: it is told a minute later.
        """
        found = [line for line in self.lines[before:] if line["level"] != "info"]
        return [line for line in found if not line["event"].endswith(NO_ROOM)]

    @property
    def errors(self):
        """The lines that have a traceback."""
        return [line for line in self.lines if "traceback" in line]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Started once. Ctrl-C ends it as a normal end."""
    log = tmp_path_factory.mktemp("hosted") / "log"
    with serving(log, [str(START)], MLPVIZ_HOSTED="1") as address:
        yield Server(address, log)


@pytest.fixture(scope="session")
def witness(server):
    """One visitor for all attacks: what one leaves behind is seen with the next, or in the end."""
    found = Witness(server.address)
    yield found
    found.run(found.is_well())
    found.leave()
