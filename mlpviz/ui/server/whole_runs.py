"""Streamlit's queue of messages to a tab, made to keep what a run of the whole page has drawn."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_clear = ForwardMsgQueue.clear


def keep_whole_runs() -> None:
    """Have a fragment that begins leave alone what waits to be sent of a page that was drawn.

    On a busy machine a fragment, such as a frame that was asked for while the page was drawn, may
    begin before the page's last messages are on their way. Streamlit then takes back what they draw
    in that fragment, as it is drawn anew, but not the message that says that the page is complete:
    the browser removes what it has not been sent, and for a moment the board is gone, with what was
    open and focused in it.
    """
    ForwardMsgQueue.clear = _kept  # type: ignore[method-assign]


def _kept(
    self: ForwardMsgQueue,
    retain_lifecycle_msgs: bool = False,
    fragment_ids_this_run: list[str] | None = None,
) -> None:
    """``ForwardMsgQueue.clear``, but for what stands before the end of a whole page."""
    ended = 0
    if fragment_ids_this_run is not None:
        ended = max((n for n, sent in enumerate(self._queue, 1) if _ends_page(sent)), default=0)
    page, self._queue = self._queue[:ended], self._queue[ended:]
    _clear(self, retain_lifecycle_msgs, fragment_ids_this_run)
    self._queue = page + self._queue


def _ends_page(message: ForwardMsg) -> bool:
    """Whether a browser that hears it removes all that the run which it ends has not drawn."""
    kind = message.WhichOneof("type")
    return kind == "script_finished" and message.script_finished == message.FINISHED_SUCCESSFULLY
