"""A small square picture of each dataset, drawn from the data itself, for the choice of one."""

from functools import lru_cache

import numpy as np
from cachetools import LRUCache, cached

from mlpviz.arrays import Array
from mlpviz.charts.thumbnail import class_scatter, image_strip, number_bars, value_scatter
from mlpviz.config import RunConfig
from mlpviz.data import DATASETS, ON_DISK, Dataset, decode_points
from mlpviz.workbench.datasets import shared_dataset
from mlpviz.workbench.gate import gate

POINTS = 90  # at most: it is the size of a thumb
SIDE = 2  # images beside each other, and below each other
CLASSES = 4  # that a scatter tells apart


@lru_cache(maxsize=len(DATASETS))
def dataset_picture(name: str) -> str:
    """The picture of the dataset ``name`` as a data URI, drawn once per server.

    Empty for those on disk: they are too large to be loaded to be looked at.
    """
    if name in ON_DISK:
        return ""
    dataset = shared_dataset(RunConfig(dataset=name))
    with gate:
        return square_picture(dataset)


@lru_cache(maxsize=64)
def drawn_picture(points: str) -> str:
    """The same of points that were drawn, by their text."""
    X, labels = decode_points(points)
    return class_scatter(X, labels, int(labels.max()) + 1, POINTS)


@cached(LRUCache(64), key=lambda dataset: dataset.fingerprint)
def own_picture(dataset: Dataset) -> str:
    """The same of somebody's own data."""
    return square_picture(dataset)


def square_picture(dataset: Dataset) -> str:
    """Of the training split: points where they lie, some images, or the numbers themselves.

    More than two inputs are drawn along the two directions in which they vary most.
    """
    X, labels = dataset.X_train, dataset.labels_train
    if dataset.is_image and dataset.image_shape is not None:
        images = dataset.raw_inputs(X[: SIDE * SIDE]).reshape(SIDE, SIDE, *dataset.image_shape)
        return image_strip(np.block([list(row) for row in images])[np.newaxis])
    if len(X) == 1:
        return number_bars(dataset.raw_inputs(X)[0])
    if labels is not None and dataset.n_classes > CLASSES:
        return image_strip(X[: dataset.n_features][np.newaxis])
    plane = X if X.shape[1] <= 2 else principal_plane(X)
    if labels is None:
        return value_scatter(plane, dataset.Y_train[:, 0], POINTS)
    return class_scatter(plane, labels, dataset.n_classes, POINTS)


def principal_plane(X: Array) -> Array:
    """X [n, d] along its first two principal components [n, 2], every column of one size.

    X V with the right singular vectors V of the standardised X. Pearson 1901.
    """
    spread = np.std(X, axis=0)
    scaled = (X - np.mean(X, axis=0)) / np.where(spread > 0.0, spread, 1.0)
    plane: Array = scaled @ np.linalg.svd(scaled, full_matrices=False)[2][:2].T
    return plane
