"""What a stranger's tab may tell a hosted server, besides what a page does."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosedError

from benchmarks.protocol import Visitor

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]"}


def epoch(visitor):
    return visitor.payload["header"][0]["value"]


def operation(session):
    message = BackMsg()
    message.backend_operation_request.request_id = "r"
    message.backend_operation_request.session_id = session
    message.backend_operation_request.install_skills.SetInParent()
    return message


def names(count):
    message = BackMsg()
    message.file_urls_request.request_id = "r"
    message.file_urls_request.file_names.extend(["f"] * count)
    return message


UNWANTED = {
    "clear_cache": lambda _: BackMsg(clear_cache=True),
    "set_run_on_save": lambda _: BackMsg(set_run_on_save=True),
    "load_git_info": lambda _: BackMsg(load_git_info=True),
    "debug_disconnect_websocket": lambda _: BackMsg(debug_disconnect_websocket=True),
    "debug_shutdown_runtime": lambda _: BackMsg(debug_shutdown_runtime=True),
    "backend_operation_request": operation,
    "nothing": lambda _: BackMsg(),
}
ANSWERS = {"git_info_changed", "backend_operation_response"}


@pytest.mark.parametrize("name", UNWANTED)
def test_what_no_page_sends_does_nothing(server, name):
    """Neither to the visitor who sends it nor to another one."""

    async def visit():
        async with (
            Visitor.at(server.address, **SMALL) as one,
            Visitor.at(server.address, **SMALL) as other,
        ):
            for visitor in (one, other):
                await visitor.click("step")
            one.heard.clear()
            await one.send(UNWANTED[name](one.session))
            for visitor in (one, other):
                await visitor.rerun()
                assert epoch(visitor) == "1", "the session is what it was"
                await visitor.click("step")
                assert epoch(visitor) == "2"
            assert not ANSWERS & set(one.heard)

    before = len(server.lines)
    asyncio.run(visit())
    assert server.troubles(before) == []


def test_what_a_page_sends_is_answered(server):
    async def visit():
        async with Visitor.at(server.address, **SMALL) as visitor:
            for message, answer in (
                (BackMsg(app_heartbeat=True), "heartbeat_ack"),
                (names(1), "file_urls_response"),
            ):
                while not visitor.heard[answer]:  # a page that begins drops what was not sent yet
                    await visitor.send(message)
                    await visitor.rerun()

    asyncio.run(visit())


def test_who_floods_the_server_holds_up_nobody_else(server):
    """Heartbeats by the thousand, pages by the hundred; another visitor goes on meanwhile."""

    async def flood(visitor):
        rerun = BackMsg()
        rerun.rerun_script.SetInParent()
        for _ in range(300):
            await visitor.send(rerun)
            await visitor.send(BackMsg(app_heartbeat=True))

    async def visit():
        async with (
            Visitor.at(server.address, **SMALL) as one,
            Visitor.at(server.address, **SMALL) as other,
        ):
            flooding = asyncio.create_task(flood(one))
            for _ in range(5):
                await other.click("step")
            assert epoch(other) == "5"
            flooding.cancel()
            await one.drop()  # a server that is behind would not hear it say so

    asyncio.run(visit())


LARGE = WidgetState(id="none", string_value="a" * 3_000_000)


@pytest.mark.parametrize(
    "data",
    [b"\xff\xff\xff\xff", LARGE.SerializeToString(), names(1000).SerializeToString()],
    ids=["no message", "long", "many files"],
)
def test_what_is_no_message_or_too_much_ends_the_connection(server, data):
    async def visit():
        async with Visitor.at(server.address, **SMALL) as other:
            async with Visitor.at(server.address, **SMALL) as visitor:
                await visitor._socket.send(data)
                with pytest.raises(ConnectionClosedError):
                    await visitor.rerun()
            await other.click("step")
            assert epoch(other) == "1"

    before = len(server.lines)
    asyncio.run(visit())
    assert server.troubles(before) == []
