"""What raises in the app is told on the page with an id, and under that id in the log."""

import asyncio
import re

import pytest

from benchmarks.protocol import Visitor

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]"}


async def drawn(address, fault):
    async with Visitor.at(address, fault=fault, **SMALL) as visitor:
        return visitor.words, visitor.session


async def called_back(address):
    async with Visitor.at(address, seed="4242", **SMALL) as visitor:
        await visitor.click("new_weights")
        told = visitor.words
        await visitor.rerun()
        await visitor.click("step")  # the session goes on
        assert visitor.payload["header"][0]["value"] == "1"
        return told, visitor.session


@pytest.mark.parametrize(
    "fail",
    [lambda at: drawn(at, "page"), lambda at: drawn(at, "part"), called_back],
    ids=["page", "part", "callback"],
)
def test_an_error_is_told_with_the_id_that_the_log_has(server, fail):
    before = len(server.errors)
    told, session = asyncio.run(fail(server.address))
    assert "Reload the page to go on: its address holds your run." in told
    (id_,) = re.findall(r"under `([0-9a-f]{6})`", told)
    assert "planted" not in told
    (line,) = server.errors[before:]
    assert line["error"] == id_
    assert line["traceback"][-1] == r"RuntimeError: a planted fault\nand a second line"
    assert (line["level"], line["page"], len(line["session"])) == ("error", "train", 6)
    assert session not in str(server)
