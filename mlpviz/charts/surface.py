"""What the network computes over the plane of its two inputs, or over its only input."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.charts.encoding import finite, pick, png_uri, typed_array
from mlpviz.charts.figure import (
    Figure,
    axis,
    heading,
    key,
    label,
    layout,
    nice_ceiling,
    number,
    percent,
)
from mlpviz.charts.palette import (
    NEUTRAL,
    SIGNED_MARKER,
    class_colors,
    class_rows,
    class_symbols,
    signed_rows,
)

MAX_POINTS = 400

# Shades on either side of zero; an image has 256 colours.
_LEVELS = 127

# The text twins of the first marker symbols.
_KEY_MARKS = "●■◆▲"


def decision_surface(
    grid_x: ArrayLike,
    grid_y: ArrayLike,
    probabilities: ArrayLike,
    X_train: NDArray[Any],
    labels_train: NDArray[Any],
    X_test: NDArray[Any],
    labels_test: NDArray[Any],
    *,
    class_names: Sequence[str],
    feature_names: Sequence[str],
) -> Figure:
    """The predicted class over the plane, stronger where the network is surer, with the data on it.

    `grid_x` [c] and `grid_y` [r] are evenly spaced; `probabilities` is [r, c, k], in 0..1, or
    [r, c]: the probability of class 1 of two. Training points are filled, test points hollow. At
    most `MAX_POINTS` points are drawn, evenly chosen.
    """
    x, y = np.asarray(grid_x, dtype=float), np.asarray(grid_y, dtype=float)
    share = finite(probabilities)
    numbers, colors = _two_classes(share) if len(class_names) == 2 else _classes(share)
    return {
        "data": [
            *_class_points("train", X_train, labels_train, class_names, *_quota(X_train, X_test)),
            *_class_points("test", X_test, labels_test, class_names, *_quota(X_test, X_train)),
        ],
        "layout": _plane(x, y, feature_names, _class_key(class_names))
        | {"images": [_picture(numbers, colors, x, y)]},
    }


def _two_classes(share: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """P(class 1) - P(class 0) as colour numbers, with the colours."""
    second = share if share.ndim == 2 else share[..., 1]
    return np.rint(2 * _LEVELS * np.clip(second, 0, 1)), signed_rows(_LEVELS)


def _classes(share: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Class and confidence as one colour number, class * levels + level, with the colours."""
    n_classes = share.shape[-1]
    levels = 256 // n_classes
    # From even odds to certainty.
    sure = (share.max(axis=-1) - 1 / n_classes) / (1 - 1 / n_classes)
    level = np.rint(np.clip(sure, 0, 1) * (levels - 1))
    return share.argmax(axis=-1) * levels + level, class_rows(n_classes, levels)


def _picture(
    numbers: NDArray[Any], colors: NDArray[np.uint8], x: NDArray[Any], y: NDArray[Any]
) -> dict[str, Any]:
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


def _class_key(class_names: Sequence[str]) -> str:
    """The names of up to four classes; with more of them the line would not fit a narrow card."""
    if len(class_names) > 4:
        return key("●", NEUTRAL, "train") + key("○", NEUTRAL, "test")
    marks = zip(class_colors(len(class_names)), _KEY_MARKS, class_names, strict=False)
    names = "".join(key(mark, color, label(name, 8)) for color, mark, name in marks)
    return names + key("○", NEUTRAL, "test")


def _grid(x: NDArray[Any], y: NDArray[Any]) -> dict[str, Any]:
    return {
        "x0": float(x[0]),
        "dx": float(x[1] - x[0]),
        "y0": float(y[0]),
        "dy": float(y[1] - y[0]),
        "showscale": False,
    }


def _plane(
    x: NDArray[Any], y: NDArray[Any], feature_names: Sequence[str], text: str
) -> dict[str, Any]:
    horizontal, vertical = (label(name, 24) for name in feature_names)
    return layout(
        xaxis=axis(horizontal, [float(x[0]), float(x[-1])], showgrid=False),
        yaxis=axis(vertical, [float(y[0]), float(y[-1])], showgrid=False),
        annotations=[heading(text)],
    )


def _quota(points: NDArray[Any], others: NDArray[Any]) -> tuple[int]:
    """How many of `points` to draw, in proportion to their number."""
    total = len(points) + len(others)
    return (len(points) * min(MAX_POINTS, total) // max(total, 1),)


def _class_points(
    split: str,
    X: NDArray[Any],
    labels: NDArray[Any],
    class_names: Sequence[str],
    count: int,
) -> list[dict[str, Any]]:
    """One trace per class: markers that share one style are drawn faster than individual ones."""
    kept = pick(len(X), count)
    points, belongs = X[kept], labels[kept]
    n_classes = len(class_names)
    traces = []
    for k, (color, symbol) in enumerate(
        zip(class_colors(n_classes), class_symbols(n_classes), strict=True)
    ):
        name = label(class_names[k])
        mine = points[belongs == k]
        marker: dict[str, Any] = {"symbol": symbol, "size": 6, "color": color}
        if split == "train":
            marker["line"] = {"color": "#ffffff", "width": 1}
        else:
            marker |= {"color": "#ffffff", "line": {"color": color, "width": 1.5}}
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": typed_array(mine[:, 0]),
                "y": typed_array(mine[:, 1]),
                "marker": marker,
                "hovertemplate": f"{split}: {name}<br>(%{{x:.3g}}, %{{y:.3g}})<extra></extra>",
            }
        )
    return traces


def decision_summary(
    probabilities: ArrayLike,
    X_train: NDArray[Any],
    X_test: NDArray[Any],
    *,
    class_names: Sequence[str],
    feature_names: Sequence[str],
) -> str:
    """How much of the plane each class takes."""
    share = finite(probabilities)
    if share.ndim == 2:
        share = np.stack([1 - share, share], axis=-1)
    winner = share.argmax(axis=-1)
    parts = [f"{name} {percent(float((winner == k).mean()))}" for k, name in enumerate(class_names)]
    return (
        f"Decision surface over {feature_names[0]} and {feature_names[1]}. Share of the area by "
        f"predicted class: {', '.join(parts)}. {_drawn(len(X_train), len(X_test))}"
    )


def _drawn(n_train: int, n_test: int) -> str:
    total = n_train + n_test
    if total <= MAX_POINTS:
        return f"The {n_train} training and {n_test} test points are drawn on it."
    return f"At most {MAX_POINTS} of the {total} points are drawn on it."


def regression_surface(
    grid_x: ArrayLike,
    grid_y: ArrayLike,
    prediction: ArrayLike,
    X_train: NDArray[Any],
    y_train: NDArray[Any],
    X_test: NDArray[Any],
    y_test: NDArray[Any],
    *,
    feature_names: Sequence[str],
    target: str = "target",
) -> Figure:
    """The prediction [r, c] over the plane, and the data coloured by its target on the same scale.

    Orange is below zero, blue above; the scale is symmetric and set by the targets alone, so that
    colours keep their meaning from frame to frame. Training points are discs, test points squares.
    """
    x, y = np.asarray(grid_x, dtype=float), np.asarray(grid_y, dtype=float)
    train, test = np.ravel(y_train), np.ravel(y_test)
    limit = _limit(train, test)
    values = np.nan_to_num(np.asarray(prediction, dtype=float), posinf=limit, neginf=-limit)
    return {
        "data": [
            {
                "type": "heatmap",
                "z": typed_array(values),
                "zmin": -limit,
                "zmax": limit,
                "colorscale": SIGNED_SURFACE,
                "zsmooth": "fast",
                "hovertemplate": "predicted %{z:.3g}<extra></extra>",
            }
            | _grid(x, y),
            _target_points(
                "train", X_train, train, "circle", limit, target, *_quota(X_train, X_test)
            ),
            _target_points("test", X_test, test, "square", limit, target, *_quota(X_test, X_train)),
        ],
        "layout": _plane(
            x, y, feature_names, key("●", NEUTRAL, "train") + key("■", NEUTRAL, "test")
        ),
    }


def _limit(*targets: NDArray[Any]) -> float:
    return nice_ceiling(max(float(np.abs(t).max(initial=0.0)) for t in targets))


def _target_points(
    split: str,
    X: NDArray[Any],
    targets: NDArray[Any],
    symbol: str,
    limit: float,
    target: str,
    count: int,
) -> dict[str, Any]:
    kept = pick(len(X), count)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": split,
        "x": typed_array(X[kept, 0]),
        "y": typed_array(X[kept, 1]),
        "marker": {
            "symbol": symbol,
            "size": 6,
            "color": typed_array(targets[kept]),
            "cmin": -limit,
            "cmax": limit,
            "colorscale": SIGNED_MARKER,
            "line": {"color": "#ffffff", "width": 1},
        },
        "hovertemplate": f"{split}: {label(target, 20)} %{{marker.color:.3g}}<extra></extra>",
    }


def regression_surface_summary(
    prediction: ArrayLike,
    X_train: NDArray[Any],
    X_test: NDArray[Any],
    *,
    feature_names: Sequence[str],
    target: str = "target",
) -> str:
    """The range of the prediction over the plane."""
    values = np.asarray(prediction, dtype=float)
    return (
        f"Predicted {target} over {feature_names[0]} and {feature_names[1]}: from "
        f"{number(float(values.min()))} to {number(float(values.max()))}. "
        f"{_drawn(len(X_train), len(X_test))}"
    )
