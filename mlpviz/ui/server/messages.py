"""The messages of a tab's socket, each parsed once however many layers look at it."""

from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PARSED = "mlpviz.parsed"  # beside a message's bytes, for the layers that look at it later


def from_tab(message: Message) -> BackMsg:
    """What a tab has sent. Raises ValueError for what is no message of Streamlit's."""
    if PARSED not in message:
        message[PARSED] = parsed(message.get("bytes"))
    found: BackMsg = message[PARSED]
    return found


def to_tab(message: Message) -> ForwardMsg:
    """What is sent to a tab."""
    if PARSED not in message:
        message[PARSED] = ForwardMsg.FromString(message["bytes"])
    found: ForwardMsg = message[PARSED]
    return found


def parsed(data: bytes | None) -> BackMsg:
    """What these bytes say. Raises ValueError for what is no message of Streamlit's."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except Exception as error:  # of protobuf's own, which differ from version to version
        raise ValueError("no message of Streamlit's") from error
    return message
