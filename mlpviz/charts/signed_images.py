"""Images of signed numbers: what each pixel adds to a logit, and what is added to an image."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import png_uri
from mlpviz.charts.figure import blank_layout
from mlpviz.charts.fit import LINE
from mlpviz.charts.palette import signed_rows

LEVELS = 127  # shades on either side of 0
_SHARP = 64  # px up to which small images are enlarged by whole factors, or they would be blurred
_HEIGHT = 196  # px of all rows in the smallest card


class Tile(NamedTuple):
    """An image in a grid: its address, what stands below it, and what the mouse finds there."""

    source: str
    caption: str
    hover: str


def signed_source(values: Array, limit: float) -> str:
    """The address of an image of ``values`` [h, w]: orange below 0, blue above, ``limit`` full."""
    share = np.nan_to_num(values / limit) if limit > 0.0 else np.zeros_like(values)
    numbers = np.rint(LEVELS * (1.0 + np.clip(share, -1.0, 1.0)))
    return png_uri(_enlarged(numbers.astype(np.uint8)), signed_rows(LEVELS))


def grey_source(values: Array, low: float, high: float) -> str:
    """The address of an image of ``values`` [h, w], black at ``low``; in colour if [3, h, w]."""
    scaled = np.clip((values - low) * (255.0 / ((high - low) or 1.0)), 0.0, 255.0)
    pixels = np.rint(np.nan_to_num(scaled)).astype(np.uint8)
    if pixels.ndim == 3:
        return png_uri(np.stack([_enlarged(plane) for plane in pixels], axis=-1))
    return png_uri(_enlarged(pixels))


def _enlarged(pixels: Array) -> Array:
    factor = max(_SHARP // max(pixels.shape), 1)
    return pixels.repeat(factor, axis=0).repeat(factor, axis=1)


def tile_grid(
    tiles: Sequence[Tile], columns: int, lines: int = 1
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Traces and layout of a grid of images; a click finds the nearest.

    Each stands above its caption of so many ``lines``.
    """
    columns = max(min(columns, len(tiles)), 1)
    rows = max(-(-len(tiles) // columns), 1)
    caption = min(lines * LINE * rows / _HEIGHT, 0.5)  # of a cell
    column = np.arange(len(tiles)) % columns + 0.5
    bottom = rows - 1 - np.arange(len(tiles)) // columns
    trace = {
        "type": "scatter",
        "mode": "text",
        "x": column.tolist(),
        "y": (bottom + caption / 2).tolist(),
        "text": [tile.caption for tile in tiles],
        "hovertext": [tile.hover for tile in tiles],
        "hoverinfo": "text",
    }
    images = [
        {
            "source": tile.source,
            "xref": "x",
            "yref": "y",
            "x": x,
            "y": y + caption,
            "sizex": 0.94,
            "sizey": 0.97 - caption,
            "xanchor": "center",
            "yanchor": "bottom",
        }
        for tile, x, y in zip(tiles, column.tolist(), bottom.tolist(), strict=True)
    ]
    edges = {"left": 2, "right": 2, "bottom": 2}
    return [trace], blank_layout(columns, rows, **edges, images=images, hoverdistance=-1)
