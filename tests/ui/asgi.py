"""A request to an ASGI app, without a server."""

import asyncio


def ask(app, path="/", method="GET", **headers):
    """Status, headers and body of the answer to a request without a body."""
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": b""}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(app(scope, receive, send))
    start, *parts = sent
    assert len(dict(start["headers"])) == len(start["headers"]), "a header is sent twice"
    body = b"".join(part.get("body", b"") for part in parts)
    return start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body
