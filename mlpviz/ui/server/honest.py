"""``Honest``: nothing reaches Streamlit from a tab but what a visitor can bring about there."""

from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlpviz import logs
from mlpviz.ui.presence import visitors
from mlpviz.ui.server.tab import Tab

STRANGE = 1002  # the code for what does not keep to a protocol


class Honest:
    """Middleware for the socket of a tab.

    What is forged is left out without a word, as if it had not been sent; what is no message at all
    ends the connection. What a person does is told to `visitors`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, to what is honest."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        tab, who = Tab(), logs.Who(token_hex(3))

        async def hear() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                try:
                    honest = tab.honest(message)
                except (KeyError, TypeError, ValueError):  # a text, or no message of Streamlit's
                    await send({"type": "websocket.close", "code": STRANGE})
                    return {"type": "websocket.disconnect", "code": STRANGE}
                if tab.used:
                    visitors.touch(tab.session)
                elif visitors.rests(tab.session):
                    continue  # its page is drawn as one that rests, and asked for this before
                if honest is not None:
                    return {"type": "websocket.receive", "bytes": honest}

        async def tell(message: Message) -> None:
            if message["type"] == "websocket.send" and message.get("bytes"):
                tab.sent(message)
                who.session = logs.pseudonym(tab.session) if tab.session else who.session
            await send(message)

        logs.sender.set(who)
        await self._app(scope, hear, tell)
