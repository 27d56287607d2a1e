"""Small pictures of a dataset, as data URIs for an ``<img>``; they suit a light and a dark page."""

import base64
from collections.abc import Iterable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import pick, png_uri
from mlpviz.charts.palette import NEUTRAL, SIGNED_MARKER, class_colors

SIZE = 100  # of the drawing, in its own units
MARGIN = 5
MAX_POINTS = 240
MAX_BARS = 10
# Discs, squares, triangles, diamonds, as classes differ in more than colour: a line of no length
# whose ends are drawn, or the line itself; and how it is drawn.
_MARKS = (
    ("h0", 'stroke-linecap="round" stroke-width="4.4"'),
    ("h0", 'stroke-linecap="square" stroke-width="3.7"'),
    ("m0-2l-2 4h4z", 'stroke-width="1"'),
    ("m0-2.6l-2.6 2.6 2.6 2.6 2.6-2.6z", 'stroke-width="1"'),
)


def class_scatter(X: Array, labels: Array, n_classes: int, most: int = MAX_POINTS) -> str:
    """Points X [n, 2] of up to four classes, by their indices `labels` [n], as an SVG data URI.

    At most `most` of them are drawn.
    """
    kept = pick(len(X), most)
    places, names = _places(X[kept]), labels[kept]
    return _svg(
        _points(places[names == k], _MARKS[k % len(_MARKS)], color)
        for k, color in enumerate(class_colors(n_classes))
    )


def value_scatter(X: Array, values: Array, most: int = MAX_POINTS) -> str:
    """Points with real values [n], as an SVG data URI: X [n, 2] in colour, X [n, 1] as a curve.

    At most `most` of them are drawn. Colours run over the diverging scale from the lowest value
    through the middle to the highest.
    """
    kept = pick(len(X), most)
    X, values = X[kept], values[kept]
    disc = _MARKS[0]
    if X.shape[1] == 1:
        return _svg([_points(_places(np.column_stack([X[:, 0], values])), disc, NEUTRAL)])
    share = (values - values.min()) / max(float(np.ptp(values)), 1e-12)
    third = np.minimum((share * 3).astype(int), 2)
    places = _places(X)
    colors = [str(color) for _, color in SIGNED_MARKER]
    return _svg(_points(places[third == k], disc, color) for k, color in enumerate(colors))


def number_bars(values: Array) -> str:
    """Numbers [d] of a single sample as bars on a line of zeros, as an SVG data URI.

    The longest fills its side; at most `MAX_BARS` are drawn. Colours as of all signed numbers.
    """
    shown = np.asarray(values, float)[:MAX_BARS]
    size = max(float(np.abs(shown).max(initial=0.0)), 1e-12)
    room = (SIZE - 2 * MARGIN) / len(shown)
    zero = SIZE / 2 if (shown < 0.0).any() and (shown > 0.0).any() else MARGIN
    negative, positive = str(SIGNED_MARKER[0][1]), str(SIGNED_MARKER[-1][1])
    bars = []
    for k, value in enumerate(shown.tolist()):
        color = positive if value >= 0.0 else negative
        x = value if zero > MARGIN else abs(value)
        length, y = x / size * (SIZE - MARGIN - zero), MARGIN + k * room + 0.15 * room
        bars.append(
            f'<path d="M{zero:.0f} {y:.0f}h{length:.0f}v{0.7 * room:.0f}h{-length:.0f}z" '
            f'fill="{color}"/>'
        )
    axis = (
        f'<path d="M{zero:.0f} {MARGIN}v{SIZE - 2 * MARGIN}" stroke="{NEUTRAL}" stroke-width="2"/>'
    )
    return _svg([*bars, axis])


def image_strip(images: Array) -> str:
    """Grey images [m, h, w] side by side as a PNG data URI; dark is clear, bright is grey.

    Grey on clear can be seen on a light and on a dark page.
    """
    low, high = float(images.min()), float(images.max())
    scaled = np.rint((images - low) / max(high - low, 1e-12) * 255).astype(np.uint8)
    palette = np.empty((256, 4), np.uint8)
    palette[:, :3] = [int(NEUTRAL[i : i + 2], 16) for i in (1, 3, 5)]
    palette[:, 3] = np.arange(256)
    return png_uri(np.concatenate(list(scaled), axis=1), palette)


def _places(X: Array) -> Array:
    """Where points [n, 2] are in the drawing, whose y axis points down."""
    low, span = X.min(axis=0), np.maximum(np.ptp(X, axis=0), 1e-12)
    share = (X - low) / span
    share[:, 1] = 1.0 - share[:, 1]
    places: Array = MARGIN + share * (SIZE - 2 * MARGIN)
    return places


def _points(places: Array, mark: tuple[str, str], color: str) -> str:
    line, style = mark
    path = "".join(f"M{x:.0f} {y:.0f}{line}" for x, y in places)
    return f'<path d="{path}" fill="{color}" stroke="{color}" {style}/>'


def _svg(paths: Iterable[str]) -> str:
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" opacity=".85">'
    text = f"{start}{''.join(paths)}</svg>"
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode("ascii")
