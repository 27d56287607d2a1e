"""A small picture of each preset's data, drawn from the data itself."""

from functools import lru_cache

import numpy as np

from mlpviz.charts.thumbnail import class_scatter, image_strip, number_bars, value_scatter
from mlpviz.data import Dataset
from mlpviz.presets import PRESETS
from mlpviz.workbench.datasets import shared_dataset
from mlpviz.workbench.gate import gate

IMAGES = 10  # at most, one of each class


@lru_cache(maxsize=len(PRESETS))
def thumbnail(name: str) -> str:
    """The picture of the preset ``name`` as a data URI; empty if its data cannot be drawn.

    Points in one or two dimensions are scattered, a single sample is bars; of grey images there is
    one of each class. Drawn once per server, of the data that whoever opens the preset trains on.
    """
    dataset = shared_dataset(PRESETS[name].offline)
    with gate:
        return picture(dataset)


def picture(dataset: Dataset) -> str:
    """The picture of a dataset as a data URI, of its training split; empty if it has none."""
    X, labels = dataset.X_train, dataset.labels_train
    if dataset.is_image and labels is not None and dataset.image_shape is not None:
        first = [int(np.argmax(labels == k)) for k in range(min(dataset.n_classes, IMAGES))]
        return image_strip(dataset.raw_inputs(X[first]).reshape(-1, *dataset.image_shape))
    if len(X) == 1:
        return number_bars(dataset.raw_inputs(X)[0])
    if dataset.n_features > 2:
        return ""
    if labels is None:
        return value_scatter(X, dataset.Y_train[:, 0])
    return class_scatter(X, labels, dataset.n_classes)
