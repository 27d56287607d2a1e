"""What the two kinds of surface share: a picture over the plane of two inputs, and its points."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import png_uri
from mlpviz.charts.figure import axis, heading, layout
from mlpviz.charts.fit import PLOT, fitted, height
from mlpviz.words import counted, out_of

# Points stay as they are while the surface changes, so there may be more of them than elsewhere.
MAX_POINTS = 300

ALIKE = 2.5  # times the other one that a range may be to be in the same unit


def picture(numbers: Array, colors: Array, x: Array, y: Array) -> dict[str, Any]:
    """The surface as an image below the points.

    Only the image changes from frame to frame, and it is drawn by the browser itself; a heatmap
    would make Plotly draw all the points again. The pixels are centred on the grid.
    """
    dx, dy = float(x[1] - x[0]), float(y[1] - y[0])
    return {
        # Images begin at the top, axes at the bottom.
        "source": png_uri(numbers[::-1].astype(np.uint8), colors),
        "xref": "x",
        "yref": "y",
        "x": float(x[0]) - dx / 2,
        "y": float(y[-1]) + dy / 2,
        "sizex": dx * len(x),
        "sizey": dy * len(y),
        "sizing": "stretch",
        "layer": "below",
    }


def plane(
    x: Array,
    y: Array,
    feature_names: Sequence[str],
    text: str,
    image: dict[str, Any],
) -> dict[str, Any]:
    """The layout: the range of the grid, the names of the two inputs, a key, the picture.

    A unit is as long on both axes, so that circles are circles, unless one range is so much longer
    that the other inputs are of another kind, and the plane would be a strip.
    """
    horizontal, vertical = fitted(feature_names[0], PLOT - 54), fitted(feature_names[1], 170)
    spans = float(x[-1] - x[0]), float(y[-1] - y[0])
    alike = max(spans) <= ALIKE * min(spans)
    # What the card has beyond that stays free at the right and below.
    free = {"constrain": "domain", "constraintoward": "left"} if alike else {}
    equal = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"} if alike else {}
    return layout(
        top=height(text),
        xaxis=axis(horizontal, [float(x[0]), float(x[-1])], showgrid=False, **free),
        yaxis=axis(vertical, [float(y[0]), float(y[-1])], showgrid=False, **equal),
        annotations=[heading(text)],
        images=[image],
    )


def drawn_in_words(n_train: int, n_test: int) -> str:
    """How many of the points are to be seen."""
    total = n_train + n_test
    if not n_test:
        shown = out_of(min(n_train, MAX_POINTS), n_train, "training point", "is", "are")
        return f"{shown} drawn on it, and no test point."
    if total <= MAX_POINTS:
        train, test = counted(n_train, "training point"), counted(n_test, "test point")
        return f"{train} and {test} are drawn on it."
    return f"{out_of(MAX_POINTS, total, 'point', 'is', 'are')} drawn on it."
