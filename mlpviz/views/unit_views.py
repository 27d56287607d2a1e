"""What each unit does, as far as it can be drawn: maps over the plane, weights as images."""

from math import isqrt

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts import (
    Chart,
    NetworkDiagram,
    UnitPictures,
    drawn_units,
    has_room_for_pictures,
)
from mlpviz.engine.evaluation import chunk_size
from mlpviz.views.frame import Frame
from mlpviz.views.input_views import span_of_plane
from mlpviz.views.moment import Moment

BYTES = 4000  # of all pictures together, one a point: more units have smaller pictures
SMALLEST, LARGEST = 8, 20  # points per side of a map
SURFACES = {True: "decision", False: "prediction"}  # of classes, of numbers: ids of the cards


def network(moment: Moment) -> Chart:
    """The network with its weights and, where there are samples, what its units do."""
    sizes, params = moment.sizes, moment.params
    depth = range(1, len(sizes))
    pictures, plane = _pictures(moment) if isinstance(moment, Frame) else (None, None)
    return NetworkDiagram(
        sizes,
        [params[f"W{layer}"] for layer in depth],
        [params.get(f"b{layer}") for layer in depth],
        moment.functions,
        feature_names=moment.inputs.names,
        inputs=moment.inputs.title.partition(" ")[0],
        class_names=moment.class_names,
        live=True,
        pictures=pictures,
        surface="" if plane is None else _surface(moment),
        plane=plane,
        locked=moment.locked,
    )


def _surface(moment: Moment) -> str:
    """The card over which a unit's map can be laid; empty if these data have none."""
    if isinstance(moment, Frame) and not moment.class_names and not moment.dataset.has_one_target:
        return ""
    return SURFACES[bool(moment.class_names)]


def _pictures(frame: Frame) -> tuple[UnitPictures | None, tuple[float, float, float, float] | None]:
    """What the units do: maps over the plane with its range, or weights as images, or nothing."""
    flat = frame.dataset.n_features == 2 and has_room_for_pictures(len(frame.network.sizes))
    return _maps(frame) if flat else (_weight_images(frame), None)


def _maps(frame: Frame) -> tuple[UnitPictures, tuple[float, float, float, float]]:
    """The activation of every drawn unit over the plane of two inputs, and the plane's range.

    The inputs show themselves.
    """
    side = map_side(sum(len(drawn_units(size)) for size in frame.network.sizes))
    x, y = span_of_plane(frame.dataset, side)
    points = np.stack(np.meshgrid(x, y[::-1]), axis=-1).reshape(-1, 2)  # pictures begin on top
    X = frame.trainer.preprocess(points)
    layers = [X[:, drawn_units(X.shape[1])], *_activations(frame, X)]
    pictures = UnitPictures([layer.T.reshape(-1, side, side) for layer in layers])
    return pictures, (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))


def map_side(units: int) -> int:
    """Points per side of each of so many maps."""
    return min(max(isqrt(BYTES // units), SMALLEST), LARGEST)


def _activations(frame: Frame, X: Array) -> list[Array]:
    """Of every layer the activations [n, drawn units] for X [n, d], in chunks as in training."""
    net, passes = frame.network, frame.trainer.passes
    drawn = [drawn_units(size) for size in net.sizes[1:]]
    step, parts = chunk_size(net, passes.rows), []
    for start in range(0, len(X), step):
        with np.errstate(all="ignore"):
            net.forward(X[start : start + step])
        parts.append([a[:, units] for a, units in zip(net.a, drawn, strict=True)])
        passes.between()
    return [np.concatenate(layer) for layer in zip(*parts, strict=True)]


def _weight_images(frame: Frame) -> UnitPictures | None:
    """For images the weights of every drawn unit of the first layer; else nothing."""
    net, shape = frame.network, frame.dataset.image_shape
    if shape is None or not frame.dataset.is_image or not has_room_for_pictures(len(net.sizes)):
        return None
    weights = net.params["W1"][:, drawn_units(net.sizes[1])]
    first = _coarser(weights.T.reshape(-1, *shape))
    return UnitPictures([None, first, *[None] * (len(net.sizes) - 2)], weights=True)


def _coarser(pictures: Array) -> Array:
    """Pictures [n, h, w] of fewer pixels, each the mean of some, that fit into ``BYTES``."""
    n, height, width = pictures.shape
    by = next(by for by in range(1, height + width) if n * (height // by) * (width // by) <= BYTES)
    whole = pictures[:, : height // by * by, : width // by * by]
    means: Array = whole.reshape(n, height // by, by, width // by, by).mean(axis=(2, 4))
    return means
