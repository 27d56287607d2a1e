"""Test images with what the network takes them for, the wrong ones first."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite, png_uri
from mlpviz.charts.figure import Figure, blank_layout, key, label
from mlpviz.charts.fit import escaped, fitted, width
from mlpviz.charts.palette import FAIL, PASS
from mlpviz.words import SIGNS, agreeing, counted, listed, out_of, percent

# Small images are enlarged by whole factors up to this, or the browser would blur their pixels.
_SHARP = 32

# Only the mark is coloured: no red or green is legible as text on both a light and a dark page.
_WRONG = key(SIGNS["fail"], FAIL, "").strip()
_RIGHT = key(SIGNS["pass"], PASS, "").strip()

_ROOM = 66  # px of a caption: a quarter of the smallest card


def choose_images(
    labels: ArrayLike, predicted: ArrayLike, confidence: ArrayLike, count: int = 12
) -> Array:
    """Indices of the `count` images to show: wrong ones first, the surest mistakes in front.

    All arrays are [n]. What is left is filled with right ones in their given order, so that the
    same images stay in place while the network learns.
    """
    wrong = np.flatnonzero(np.asarray(labels) != np.asarray(predicted))
    surest = np.argsort(-finite(np.asarray(confidence)[wrong]), kind="stable")
    right = np.flatnonzero(np.asarray(labels) == np.asarray(predicted))
    return np.concatenate([wrong[surest], right])[:count]


class ImageGrid(NamedTuple):
    """A grid of `images` [m, h, w], each with its class and the confidence in what is predicted.

    The other arrays are [m]; `true` and `predicted` are indices of `class_names`, `confidence` is
    in 0..1. The grid is up to `columns` images wide. Grey values run from the darkest to the
    brightest pixel of all images. A right prediction reads `✓ 3 98%`, a wrong one `✗ 8→3 32%`: it
    is an 8, taken for a 3. Long names leave no room for the confidence, but the mouse finds it. The
    images travel as PNG: a fifth of the bytes of a heatmap, and drawn by the browser itself.
    """

    images: Array
    true: ArrayLike
    predicted: ArrayLike
    confidence: ArrayLike
    class_names: Sequence[str]
    columns: int = 4

    def figure(self) -> Figure:
        """The images row by row, each above its caption."""
        count = len(self.images)
        columns = max(min(self.columns, count), 1)
        rows = max(-(-count // columns), 1)
        column = np.arange(count) % columns + 0.5
        bottom = rows - 1 - np.arange(count) // columns
        captions = _captions(self.class_names, self.true, self.predicted, self.confidence)
        places = zip(_sources(self.images), column.tolist(), bottom.tolist(), strict=True)
        return {
            "data": [
                {
                    "type": "scatter",
                    "mode": "text",
                    "x": column.tolist(),
                    "y": (bottom + 0.12).tolist(),
                    "text": [caption for caption, _ in captions],
                    "hovertext": [hover for _, hover in captions],
                    "hoverinfo": "text",
                }
            ],
            "layout": blank_layout(
                columns,
                rows,
                left=2,
                right=2,
                top=2,
                bottom=2,
                images=[
                    {
                        "source": source,
                        "xref": "x",
                        "yref": "y",
                        "x": x,
                        "y": y + 0.24,
                        "sizex": 0.94,
                        "sizey": 0.74,
                        "xanchor": "center",
                        "yanchor": "bottom",
                    }
                    for source, x, y in places
                ],
            ),
        }

    def summary(self) -> str:
        """How many of the shown images are wrong, and the surest mistakes by name."""
        t, p = np.asarray(self.true), np.asarray(self.predicted)
        sure, names = np.asarray(self.confidence, float), self.class_names
        wrong = np.flatnonzero(t != p)
        if not len(t):
            return "There are no images to show."
        if not len(wrong):
            every = f"All {counted(len(t), 'image')} shown are recognised."
            return agreeing(len(t), "The image shown is recognised.", every)
        worst = [f"{names[t[i]]} taken for {names[p[i]]} ({percent(sure[i])})" for i in wrong[:3]]
        others = ["others"] if len(wrong) > 3 else []
        some = out_of(len(wrong), len(t), "image shown", "is", "are", "images shown")
        return f"{some} wrong: {listed([*worst, *others])}."


def _captions(
    names: Sequence[str], true: ArrayLike, predicted: ArrayLike, confidence: ArrayLike
) -> list[tuple[str, str]]:
    """Per image what stands below it, and what the mouse finds there."""
    captions = []
    for t, p, c in zip(
        np.asarray(true).tolist(),
        np.asarray(predicted).tolist(),
        np.asarray(confidence, float).tolist(),
        strict=True,
    ):
        sure = percent(c, 0) if np.isfinite(c) else "?%"
        if p == t:
            caption = _with_confidence(f"{_RIGHT} ", [names[t]], sure)
            hover = f"{label(names[t], 40)}, recognised<br>with {percent(c)}"
        else:
            caption = _with_confidence(f"{_WRONG} ", [names[t], names[p]], sure)
            hover = f"{label(names[t], 40)}, taken for {label(names[p], 40)}<br>with {percent(c)}"
        captions.append((caption, hover))
    return captions


def _with_confidence(mark: str, names: list[str], sure: str) -> str:
    """The names, and the confidence where both have room; else the names alone, cut."""
    pair = "→".join(map(escaped, names))
    if width(whole := f"{mark}{pair} {sure}") <= _ROOM:
        return whole
    each = (_ROOM - width(mark + "→" * (len(names) - 1))) / len(names)
    return mark + "→".join(fitted(name, each) for name in names)


def _sources(images: Array) -> list[str]:
    if not len(images):
        return []
    low, high = float(images.min()), float(images.max())
    scaled = (images - low) * (255.0 / ((high - low) or 1.0))
    pixels = np.rint(scaled).astype(np.uint8)
    factor = _SHARP // max(images.shape[1:])
    if factor > 1:
        pixels = pixels.repeat(factor, axis=1).repeat(factor, axis=2)
    return [png_uri(image) for image in pixels]
