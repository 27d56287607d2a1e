"""The bundled part of MNIST: 1000 training and 1000 test images, 100 of each digit in both."""

import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.assets import asset_path, damaged
from mlpviz.data.spec import RawData

ASSET = "mnist_2000.npz"
PER_SPLIT = 1000
_SHAPES = {
    "train_images": (PER_SPLIT, 28, 28),
    "train_labels": (PER_SPLIT,),
    "test_images": (PER_SPLIT, 28, 28),
    "test_labels": (PER_SPLIT,),
}


def mnist(_seed: int, n_train: int, n_test: int) -> RawData:
    """The first `n_train` and `n_test` images, pixels 0..1; which ones is fixed.

    The file cycles through the digits 0..9, so every prefix is balanced to within one image.
    """
    arrays = read_images(asset_path(ASSET))
    images = np.concatenate([arrays["train_images"][:n_train], arrays["test_images"][:n_test]])
    labels = np.concatenate([arrays["train_labels"][:n_train], arrays["test_labels"][:n_test]])
    return RawData(
        X=images.reshape(len(images), -1) / 255.0,
        y=labels.astype(np.int64),
        feature_names=tuple(f"pixel_{row}_{column}" for row in range(28) for column in range(28)),
        class_names=tuple(str(digit) for digit in range(10)),
    )


def read_images(path: Path) -> dict[str, NDArray[np.uint8]]:
    """Return the four uint8 arrays of the file; raises `DataError` if it is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in _SHAPES}
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise damaged(path, str(error)) from error
    for name, shape in _SHAPES.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.uint8:
            found = f"{name} is {array.dtype} {array.shape} where uint8 {shape} belongs"
            raise damaged(path, found)
    return arrays
