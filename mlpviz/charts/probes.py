"""Inputs that can be changed on the page: a pad to draw on, a slider per feature, a point to drag.

The board draws them itself (``frontend/probe.js``): a figure has no traces, but a ``probe``.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, pick
from mlpviz.charts.figure import Figure
from mlpviz.charts.palette import class_colors
from mlpviz.charts.signed_images import grey_source
from mlpviz.words import listed, number, shape_text

POINTS = 200  # of the data, on a plane


def _probe(kind: str, **more: Any) -> Figure:
    return {"data": [], "layout": {}, "probe": {"kind": kind, **more}}


class InputImage(NamedTuple):
    """The image that the network is given: `pixels` [h, w], or [3, h, w] in colour.

    `low` and `high` are the darkest and the brightest pixel that there can be, `title` says what
    it is. With a `pen`, its width in cells, a digit can be drawn on a pad of `side` x `side` cells:
    `ink` are its present bits, words of 32, lowest first, none of them set before something is
    drawn. `how` says what is made of it. `origin` is another number each time that
    it begins anew from a sample.
    """

    pixels: Array
    low: float
    high: float
    title: str
    pen: float = 0.0
    side: int = 0
    ink: Sequence[int] = ()
    how: str = ""
    origin: int = 0

    def figure(self) -> Figure:
        """The image, and the pad if there is one."""
        count = len(self.ink)
        return _probe(
            "pad" if self.pen else "image",
            values=list(self.ink),
            low=[0] * count,
            high=[2**32 - 1] * count,
            whole=True,
            picture=grey_source(finite(self.pixels), self.low, self.high),
            title=self.title,
            pen=self.pen,
            side=self.side,
            words=self.how,
            origin=self.origin,
        )

    def summary(self) -> str:
        """What the image is, and how dark."""
        pixels = finite(self.pixels)
        share = (float(pixels.mean()) - self.low) / ((self.high - self.low) or 1.0)
        sides = shape_text(pixels.shape[-2:])
        text = f"{self.title}: {sides} pixels, {number(share, 2)} of full brightness on average."
        return f"{text} {self.how}".strip()


class FeatureSliders(NamedTuple):
    """A slider per feature: `values` [d] between `low` and `high` [d], of the features `names`.

    All are in raw units; `steps` [d] are how far an arrow key moves each, `origin` is another
    number each time that they begin anew from a sample.
    """

    values: ArrayLike
    low: ArrayLike
    high: ArrayLike
    steps: ArrayLike
    names: Sequence[str]
    origin: int = 0

    def figure(self) -> Figure:
        """The sliders, which JavaScript draws."""
        return _probe(
            "sliders",
            values=finite(self.values).tolist(),
            low=finite(self.low).tolist(),
            high=finite(self.high).tolist(),
            whole=False,
            steps=finite(self.steps).tolist(),
            names=list(self.names),
            origin=self.origin,
        )

    def summary(self) -> str:
        """The present values."""
        values = finite(self.values).tolist()
        parts = [f"{name} {number(x)}" for name, x in zip(self.names, values, strict=True)]
        return f"The input: {listed(parts, most=12)}."


class PlanePoint(NamedTuple):
    """A `point` [2] that is dragged over the plane of two inputs, whose `names` are given.

    `low` and `high` [2] are the ends of the plane. `picture` is the surface as an image, as
    `plane.picture` gives it, `data` [n, 2] are samples with class indices `labels` [n], or None for
    a target that is a number; of `n_classes`. `steps` [2] are how far an arrow key moves it,
    `origin` is another number each time that it begins anew from a sample.
    """

    point: ArrayLike
    low: ArrayLike
    high: ArrayLike
    steps: ArrayLike
    names: Sequence[str]
    picture: dict[str, Any]
    data: Array
    labels: Array | None
    n_classes: int
    origin: int = 0

    def figure(self) -> Figure:
        """The plane, which JavaScript draws."""
        shown = pick(len(self.data), POINTS)
        classes = [0] * len(shown) if self.labels is None else self.labels[shown].tolist()
        box = {key: self.picture[key] for key in ("source", "x", "y", "sizex", "sizey")}
        return _probe(
            "plane",
            values=finite(self.point).tolist(),
            low=finite(self.low).tolist(),
            high=finite(self.high).tolist(),
            whole=False,
            steps=finite(self.steps).tolist(),
            names=list(self.names),
            box=box,
            origin=self.origin,
            points=np.round(finite(self.data[shown]), 4).tolist(),
            classes=classes,
            colors=class_colors(self.n_classes) if self.labels is not None else ["#858b96"],
        )

    def summary(self) -> str:
        """Where the point is."""
        x, y = finite(self.point).tolist()
        return f"The point is at {self.names[0]} {number(x)}, {self.names[1]} {number(y)}."
