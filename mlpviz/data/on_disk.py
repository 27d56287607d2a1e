"""Datasets that are too large to come with mlpviz: found in a folder, or not there."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from mlpviz.data import archive, cifar
from mlpviz.data.errors import DataError
from mlpviz.data.spec import DatasetSpec, Download
from mlpviz.engine.faults import Fault
from mlpviz.engine.options import Option
from mlpviz.words import listed

DATA_FOLDER = "MLPVIZ_DATA"  # the environment variable that names it

DIGITS = tuple(str(digit) for digit in range(10))
CLOTHES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def _grey(file: str, class_names: tuple[str, ...], most: tuple[int, int]) -> dict[str, Any]:
    """What datasets of 28 x 28 grey images, kept in ``file``, share; ``most``: images per split."""
    names = tuple(f"pixel_{row}_{column}" for row in range(28) for column in range(28))
    return _images(file, (28, 28), names, class_names, (10_000, 10_000), most)


def _images(
    file: str,
    shape: tuple[int, ...],
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...],
    sizes: tuple[int, int],
    most: tuple[int, int],
) -> dict[str, Any]:
    load = partial(
        archive.stored_images, file=file, feature_names=feature_names, class_names=class_names
    )
    return {
        "task": "classification",
        "group": "Real data",
        "n_features": len(feature_names),
        "n_classes": len(class_names),
        "load": load,
        "options": {
            "n_train": Option("Training images", sizes[0], 10, most[0], 1000, "The first ones."),
            "n_test": Option("Test images", sizes[1], 10, most[1], 1000, "The last ones."),
        },
        "fixed_split": True,
        "image_shape": shape,
        "files": (file,),
    }


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
        folder="cifar-10-batches-py",
        way="Get the python version from https://www.cs.toronto.edu/~kriz/cifar.html, unpack it "
        "and pass its folder: load_dataset('cifar10', folder=...), or put it there.",
    ),
    "mnist_full": DatasetSpec(
        title="Full MNIST",
        help="70,000 handwritten digits of 28 x 28 pixels; the last 10,000 are for testing.",
        source="LeCun, Cortes and Burges, via https://www.openml.org/d/554; CC BY-SA 3.0",
        preprocessing="standardize_global",
        download=Download(554, 15_000_000),
        **_grey("mnist_full.npz", DIGITS, (60_000, 10_000)),
    ),
    "fashion_mnist": DatasetSpec(
        title="Fashion-MNIST",
        help="70,000 photographs of clothes, 28 x 28 pixels; the last 10,000 are for testing.",
        source="Xiao, Rasul and Vollgraf 2017, via https://www.openml.org/d/40996; MIT",
        preprocessing="standardize_global",
        download=Download(40996, 36_000_000),
        **_grey("fashion_mnist.npz", CLOTHES, (60_000, 10_000)),
    ),
    "cifar10_small": DatasetSpec(
        title="CIFAR-10, 20,000 images",
        help="A third of CIFAR-10, in a shuffled order: colour photographs of 32 x 32 pixels.",
        source="Krizhevsky 2009, via https://www.openml.org/d/40926; no licence is stated",
        preprocessing="standardize_unbiased",
        download=Download(40926, 75_000_000, shuffle=True),
        **_images(
            "cifar10_small.npz",
            cifar.SHAPE,
            cifar.FEATURES,
            cifar.CLASSES,
            (5_000, 5_000),
            (10_000, 10_000),
        ),
    ),
}


def downloadable() -> dict[str, Download]:
    """The rows of ``ON_DISK`` that can be downloaded, by name."""
    return {name: spec.download for name, spec in ON_DISK.items() if spec.download is not None}


def _way(name: str) -> str:
    """How to get the files of a dataset."""
    return ON_DISK[name].way or (
        f"Download it: mlpviz.download_dataset({name!r}), or python -m mlpviz.data {name}; or put "
        "the file there."
    )


def data_folder() -> Path:
    """Where datasets are looked for: the environment's MLPVIZ_DATA, or ~/.cache/mlpviz."""
    named = os.environ.get(DATA_FOLDER)
    return Path(named) if named else Path.home() / ".cache" / "mlpviz"


def in_folder(name: str, folder: str | Path | None = None) -> DatasetSpec:
    """The row ``name`` of ``ON_DISK``, loading from ``folder``: by default in the data folder.

    Raises ``DataError`` that lists the missing files and says where to put them.
    """
    spec = ON_DISK[name]
    place = data_folder() / spec.folder if folder is None else Path(folder)
    if missing := [file for file in spec.files if not (place / file).is_file()]:
        message = f"{spec.title} is not in {place}: {listed(missing)} missing. {_way(name)}"
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
