"""Datasets that are too large to come with mlpviz: found in a folder, or not there."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

from mlpviz.data import cifar
from mlpviz.data.dataset import DatasetSpec
from mlpviz.data.errors import DataError
from mlpviz.engine.faults import Fault
from mlpviz.engine.options import Option

DATA_FOLDER = "MLPVIZ_DATA"  # the environment variable that names it

ON_DISK: dict[str, DatasetSpec] = {
    "cifar10": DatasetSpec(
        title="CIFAR-10",
        help="10,000 colour photographs of 32 x 32 pixels for training, as many for testing.",
        task="classification",
        group="Real data",
        n_features=3072,
        n_classes=10,
        load=cifar.cifar10,
        source="Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html",
        options={
            "n_train": Option("Training images", 10_000, 10, 10_000, 10, "From data_batch_1."),
            "n_test": Option("Test images", 10_000, 10, 10_000, 10, "From test_batch."),
            "validation": Option(
                "Validate", 0, 0, 1, 1, "1: data_batch_2 takes the place of test_batch."
            ),
        },
        fixed_split=True,
        image_shape=cifar.SHAPE,
        preprocessing="standardize_unbiased",
        files=cifar.FILES,
    ),
}
_FOLDERS = {"cifar10": "cifar-10-batches-py"}


def data_folder() -> Path:
    """Where datasets are looked for: the environment's MLPVIZ_DATA, or ~/.cache/mlpviz."""
    named = os.environ.get(DATA_FOLDER)
    return Path(named) if named else Path.home() / ".cache" / "mlpviz"


def in_folder(name: str, folder: str | Path | None = None) -> DatasetSpec:
    """The row ``name`` of ``ON_DISK``, loading from ``folder``: by default in the data folder.

    Raises ``DataError`` that lists the missing files and says where to put them.
    """
    spec = ON_DISK[name]
    place = data_folder() / _FOLDERS[name] if folder is None else Path(folder)
    if missing := [file for file in spec.files if not (place / file).is_file()]:
        message = (
            f"{spec.title} is not in {place}: {', '.join(missing)} missing. Get the python version "
            f"from {spec.source.split()[-1]}, unpack it and pass its folder: "
            f"load_dataset({name!r}, folder=...), or put it into {data_folder() / _FOLDERS[name]}."
        )
        raise DataError([Fault("folder", str(place), message)])
    return replace(spec, load=partial(spec.load, folder=place))


def found() -> dict[str, DatasetSpec]:
    """The rows of ``ON_DISK`` whose files are in the data folder, ready to load."""
    rows = {}
    for name in ON_DISK:
        try:
            rows[name] = in_folder(name)
        except DataError:
            continue
    return rows
