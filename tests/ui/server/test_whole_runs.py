import asyncio

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from mlpviz.ui.server import life, whole_runs


@pytest.fixture(autouse=True)
def as_served(monkeypatch):
    """As a server has it from its beginning on; afterwards as it was."""
    monkeypatch.setattr(ForwardMsgQueue, "clear", whole_runs._clear)
    monkeypatch.setattr(life, "preload_all", lambda ended: None)
    monkeypatch.setattr(life, "open_browser", lambda url: None)

    async def begin():
        async with life.lifespan(None):
            await asyncio.sleep(0)

    asyncio.run(begin())


def drawn(text: str, fragment: str = "", place: int = 0) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.text.body = text
    message.delta.fragment_id = fragment
    message.metadata.delta_path.extend([0, place])
    return message


def ended(how: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> ForwardMsg:
    message = ForwardMsg()
    message.script_finished = how
    return message


def queue(*messages: ForwardMsg) -> ForwardMsgQueue:
    found = ForwardMsgQueue()
    for message in messages:
        found.enqueue(message)
    return found


def shown(found: ForwardMsgQueue) -> list[str | int]:
    """What a browser is sent: the texts, and how runs ended."""
    return [
        sent.delta.new_element.text.body if sent.HasField("delta") else sent.script_finished
        for sent in found.flush()
    ]


PAGE = (drawn("sidebar"), drawn("board", "live", 1), ended())


def test_a_page_that_waits_to_be_sent_stays_whole_when_a_fragment_begins():
    waiting = queue(*PAGE)
    waiting.clear(True, ["live"])
    waiting.enqueue(drawn("next frame", "live", 1))
    page = ["sidebar", "board", ForwardMsg.FINISHED_SUCCESSFULLY]
    assert shown(waiting) == [*page, "next frame"]
    assert waiting.is_empty()


def test_streamlit_alone_would_have_the_browser_remove_the_board():
    """If not, whole_runs.py can go."""
    waiting = queue(*PAGE)
    whole_runs._clear(waiting, True, ["live"])
    assert shown(waiting) == ["sidebar", ForwardMsg.FINISHED_SUCCESSFULLY]


def test_frames_that_were_not_sent_are_left_out_as_before():
    waiting = queue(*PAGE)
    waiting.clear(True, ["live"])
    waiting.enqueue(drawn("frame", "live", 1))
    waiting.enqueue(ended(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    waiting.clear(True, ["live"])
    page = ["sidebar", "board", ForwardMsg.FINISHED_SUCCESSFULLY]
    assert shown(waiting) == [*page, ForwardMsg.FINISHED_EARLY_FOR_RERUN]


def test_a_page_that_is_drawn_anew_leaves_the_old_one_out():
    waiting = queue(*PAGE)
    waiting.clear(True)
    assert shown(waiting) == [ForwardMsg.FINISHED_EARLY_FOR_RERUN]
