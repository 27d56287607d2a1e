"""CIFAR-10 in its official "python version": https://www.cs.toronto.edu/~kriz/cifar.html."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.errors import DataError
from mlpviz.data.pickles import PickledArray, read_pickle
from mlpviz.data.spec import Labels, RawData
from mlpviz.engine.faults import Fault
from mlpviz.words import counted

TRAIN, VALIDATION, TEST = "data_batch_1", "data_batch_2", "test_batch"
FILES = (TRAIN, VALIDATION, TEST)
SHAPE = (3, 32, 32)  # red, green and blue plane, each row by row
CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
FEATURES = tuple(
    f"{colour}_{row}_{column}"
    for colour in ("red", "green", "blue")
    for row in range(32)
    for column in range(32)
)


def cifar10(_seed: int, folder: Path, n_train: int, n_test: int, validation: int) -> RawData:
    """The first images of ``data_batch_1``, then those of ``test_batch``, pixels 0..1.

    ``validation`` 1 puts ``data_batch_2`` in the place of ``test_batch``. Raises ``DataError`` for
    files that are missing, damaged, hostile or too short.
    """
    wanted = (TRAIN, n_train), (VALIDATION if validation else TEST, n_test)
    images, labels = zip(*(_first(folder / name, n) for name, n in wanted), strict=True)
    return RawData(
        X=np.concatenate(images) / 255.0,
        y=np.concatenate(labels),
        feature_names=FEATURES,
        class_names=CLASSES,
    )


def read_batch(path: Path) -> tuple[NDArray[np.uint8], Labels]:
    """Images uint8 [n, 3072] and labels [n] of one batch file; raises ``DataError`` if damaged."""
    batch = read_pickle(path)
    if not isinstance(batch, dict):
        raise _not_a_batch(path, f"it holds a {type(batch).__name__}, not a dict")
    named = {k.decode("latin1") if isinstance(k, bytes) else k: v for k, v in batch.items()}
    data, labels = named.get("data"), named.get("labels")
    if not (isinstance(data, PickledArray) and isinstance(labels, list)):
        raise _not_a_batch(path, "'data' must be an array and 'labels' a list")
    images = data.values
    if images.dtype != np.uint8 or images.ndim != 2 or images.shape != (len(labels), 3072):
        found = f"'data' is {images.dtype} {images.shape} for {counted(len(labels), 'label')}"
        raise _not_a_batch(path, found)
    if not all(type(label) is int and 0 <= label < len(CLASSES) for label in labels):
        raise _not_a_batch(path, "a label is not a whole number from 0 to 9")
    return images, np.array(labels, np.int64)


def _first(path: Path, n: int) -> tuple[NDArray[np.uint8], Labels]:
    images, labels = read_batch(path)
    if len(images) < n:
        message = f"{path} holds {counted(len(images), 'image')}, {n} were asked for."
        raise DataError([Fault("folder", str(path), message)])
    return images[:n], labels[:n]


def _not_a_batch(path: Path, what: str) -> DataError:
    message = f"{path} is no batch of CIFAR-10's python version: {what}."
    return DataError([Fault("folder", str(path), message)])
