"""Images in one file of our own: how a downloaded dataset is kept."""

import os
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.errors import DataError
from mlpviz.data.spec import RawData
from mlpviz.engine.faults import Fault
from mlpviz.words import counted

Bytes = NDArray[np.uint8]


def write_images(path: Path, images: Bytes, labels: Bytes) -> None:
    """Keep ``images`` uint8 [n, d] and ``labels`` uint8 [n] in ``path``: all of them or nothing."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, images=images, labels=labels)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read_images(path: Path, n_features: int, n_classes: int) -> tuple[Bytes, Bytes]:
    """What ``write_images`` kept; raises ``DataError`` for a file that is missing or damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            images, labels = archive["images"], archive["labels"]
    except FileNotFoundError as error:
        raise _unusable(path, "is missing") from error
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise _unusable(path, f"is damaged ({error})") from error
    for name, array, shape in (
        ("images", images, (len(labels), n_features)),
        ("labels", labels, (len(labels),)),
    ):
        if array.dtype != np.uint8 or array.shape != shape:
            found = f"{name} is {array.dtype} {array.shape} where uint8 {shape} belongs"
            raise _unusable(path, f"holds something else: {found}")
    if labels.size and labels.max() >= n_classes:
        there = counted(n_classes, "class", "classes")
        raise _unusable(path, f"holds the label {labels.max()}, there are only {there}")
    return images, labels


def stored_images(
    _seed: int,
    folder: Path,
    n_train: int,
    n_test: int,
    *,
    file: str,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...],
) -> RawData:
    """The first ``n_train`` and the last ``n_test`` images of ``file`` in ``folder``, pixels 0..1.

    Raises ``DataError`` for a file that is missing, damaged or too short.
    """
    path = folder / file
    images, labels = read_images(path, len(feature_names), len(class_names))
    if len(images) < n_train + n_test:
        found = f"holds {counted(len(images), 'image')}, {n_train + n_test} were asked for"
        raise _unusable(path, found)
    rows = np.r_[:n_train, len(images) - n_test : len(images)]
    return RawData(
        X=images[rows] / 255.0,
        y=labels[rows].astype(np.int64),
        feature_names=feature_names,
        class_names=class_names,
    )


def _unusable(path: Path, what: str) -> DataError:
    message = f"{path} {what}. Remove it and download the dataset once more."
    return DataError([Fault("folder", str(path), message)])
