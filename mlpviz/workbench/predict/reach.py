"""How far an input can be moved: what the data have, or a little more where they have one value."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.data import Dataset
from mlpviz.views.input_views import span_of_plane


def data_bounds(dataset: Dataset) -> tuple[Array, Array]:
    """The least and the largest raw value [d] of each feature, over both splits.

    Of images those of all pixels together.
    """
    X, Z = dataset.X_train, dataset.X_test
    low = dataset.raw_inputs(np.minimum(X.min(axis=0), Z.min(axis=0))[None])[0]
    high = dataset.raw_inputs(np.maximum(X.max(axis=0), Z.max(axis=0))[None])[0]
    if dataset.image_shape:
        low, high = np.full(len(low), low.min()), np.full(len(high), high.max())
    return low, high


def reach(dataset: Dataset) -> tuple[Array, Array]:
    """The least and the largest raw values [d] to which an input can be set by hand.

    On a plane its ends, which are beyond the data; else `data_bounds`. A feature that has one value
    v can be moved by 1 or |v|, whatever is more.
    """
    if dataset.n_features == 2 and not dataset.image_shape:
        low, high = np.array([(axis[0], axis[-1]) for axis in span_of_plane(dataset, 2)]).T
        return low, high
    low, high = data_bounds(dataset)
    more = np.where(low == high, np.maximum(1.0, np.abs(low)), 0.0)
    return low - more, high + more
