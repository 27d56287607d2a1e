"""The board's files, as they are sent."""

from starlette.requests import Request
from starlette.responses import Response

from mlpviz.ui.board.assets import PREFIX, assets, packed

FOREVER = "public, max-age=31536000, immutable"  # a year, the most that HTTP knows


async def board_file(request: Request) -> Response:
    """Answer with one of `assets`."""
    where = f"{PREFIX}/{request.path_params['path']}"
    asset = assets().get(where)
    if asset is None:
        return Response(status_code=404)
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(asset.content, headers=headers, media_type=asset.media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(packed(where), headers=headers, media_type=asset.media_type)
