"""Two networks from identical weights: one with a right backward pass, one with a bug."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.charts.curves import Score, learning_curves
from mlpviz.charts.figure import Figure, heading, key, number, percent
from mlpviz.charts.palette import NEGATIVE, POSITIVE

# Name, colour, dash, marker and what stands for the line in the key.
_HEALTHY = ("healthy", POSITIVE, "solid", "circle", "━")
_BUGGY = ("buggy", NEGATIVE, "dash", "diamond", "╍")

_FORMATS = {"accuracy": ".1%", "R²": ".4g"}


def twin_curves(
    epochs: ArrayLike,
    healthy_loss: ArrayLike,
    buggy_loss: ArrayLike,
    healthy_score: ArrayLike,
    buggy_score: ArrayLike,
    *,
    score: Score = "accuracy",
    log: bool = False,
) -> Figure:
    """Loss on the left, accuracy or R² on the right: healthy twin solid blue, buggy dashed orange.

    All arrays are [epochs]. The panels are those of `learning_curves`: entries that are not finite
    are left out, and the axis of R² ends at -1. A twin that ends up below is told in the heading.
    """
    curves = learning_curves(
        epochs, healthy_loss, buggy_loss, healthy_score, buggy_score, score=score, log=log
    )
    looks = [(twin, what) for what in ("loss", score) for twin in (_HEALTHY, _BUGGY)]
    traces = [
        trace | _look(twin, what)
        for trace, (twin, what) in zip(curves["data"][:4], looks, strict=True)
    ]
    second = curves["layout"]["xaxis2"]["domain"][0]
    names = "".join(key(mark, color, name) for name, color, _, _, mark in (_HEALTHY, _BUGGY))
    below = "".join(
        key("▼", color, f"{name} {number(value, 2)}")
        for (name, color, *_), value in zip(
            (_HEALTHY, _BUGGY), (_last(healthy_score), _last(buggy_score)), strict=True
        )
        if value < curves["layout"]["yaxis2"]["range"][0]
    )
    headings = [heading(f"loss{names}"), heading(f"{score}{below}", second)]
    return {"data": traces, "layout": curves["layout"] | {"annotations": headings}}


def _look(twin: tuple[str, str, str, str, str], what: str) -> dict[str, Any]:
    name, color, dash, symbol, _ = twin
    return {
        "name": name,
        "line": {"color": color, "width": 2, "dash": dash},
        "marker": {"size": 5, "color": color, "symbol": symbol},
        "hovertemplate": f"{name} %{{y:{_FORMATS.get(what, '.4g')}}}<extra></extra>",
    }


def _last(values: ArrayLike) -> float:
    """The newest finite entry; NaN without one."""
    array = np.asarray(values, dtype=float)
    finite = array[np.isfinite(array)]
    return float(finite[-1]) if finite.size else float("nan")


def twin_summary(
    epochs: ArrayLike,
    healthy_loss: ArrayLike,
    buggy_loss: ArrayLike,
    healthy_score: ArrayLike,
    buggy_score: ArrayLike,
    *,
    score: Score = "accuracy",
) -> str:
    """Where both twins ended, and whether the buggy one stopped giving numbers."""
    x = np.asarray(epochs)
    if x.size == 0:
        return "No epoch has been trained yet."
    form = percent if score == "accuracy" else number
    losses, scores = [healthy_loss, buggy_loss], [healthy_score, buggy_score]
    ends = [
        f"the {name} twin has loss {number(float(np.asarray(loss)[-1]))} and {score} "
        f"{form(float(np.asarray(value)[-1]))}"
        for name, loss, value in zip(("healthy", "buggy"), losses, scores, strict=True)
    ]
    text = f"After epoch {x[-1]} {ends[0]}; {ends[1]}."
    for name, loss in zip(("healthy", "buggy"), losses, strict=True):
        broken = ~np.isfinite(np.asarray(loss, dtype=float))
        if broken.any():
            text += (
                f" The loss of the {name} twin is not finite from epoch {x[broken.argmax()]} on."
            )
    return text
