"""Datasets that are downloaded once and kept in the data folder."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mlpviz.data.archive import write_images
from mlpviz.data.errors import DataError
from mlpviz.data.on_disk import ON_DISK, data_folder, downloadable, in_folder
from mlpviz.data.openml import fetch_images
from mlpviz.data.table import DATASETS
from mlpviz.engine.arguments import progress_fault, require
from mlpviz.engine.faults import Fault, unknown
from mlpviz.profiles import limits, variable
from mlpviz.words import megabytes

INTERVAL = 0.2  # seconds between two looks at how much has arrived


class Arrived(NamedTuple):
    """How many bytes of compressed files have arrived, and whether that is all."""

    size: int
    complete: bool


Progress = Callable[[Arrived], object]


def missing() -> list[str]:
    """Names of the datasets that can be downloaded and are not in the data folder yet."""
    names = []
    for name in downloadable():
        try:
            in_folder(name)
        except DataError:
            names.append(name)
    return names


def offer(name: str) -> None:
    """Put a dataset whose file is in the data folder into ``DATASETS``.

    Raises ``DataError`` if the file is not there.
    """
    DATASETS[name] = in_folder(name)


def download_dataset(name: str, progress: Progress | None = None) -> Path:
    """Download a dataset from openml.org into the data folder, and put it into ``DATASETS``.

    ``name`` is one of "mnist_full", "fashion_mnist" and "cifar10_small". Returns the
    file, at once if it is there already. ``progress(arrived)`` is called, from another thread, with
    what has arrived (``Arrived``) whenever that has changed; the images are then read and stored,
    which takes a while. Needs pandas, and in between several times the file's size on the disk.

    Raises ``DataError`` that says what failed and what can be done; nothing is left behind then.
    So it does for one larger than the profile's ``download_bytes``: a hosted server downloads
    nothing unless it is told to.
    """
    known = downloadable()
    if not isinstance(name, str) or name not in known:
        raise DataError([unknown("dataset", name, known)])
    require(progress_fault(progress), error=DataError)
    folder, spec = data_folder(), ON_DISK[name]
    if (most := limits().download_bytes) < known[name].size:
        words = (
            f"{spec.title} was not downloaded: it has {megabytes(known[name].size)}, and "
            f"{megabytes(most)} is the most here. Whoever runs this server can allow more: "
            f"{variable('download_bytes')} sets the limit."
        )
        raise DataError([Fault("download", name, words)])
    target = folder / spec.files[0]
    if not target.is_file():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _temporary(folder, name) as home, _watched(home, progress):
                _fetch(name, home, target)
        except DataError as error:
            words = f"{spec.title} was not downloaded: {error}"
            raise DataError([Fault("download", name, words)]) from error
        except OSError as error:
            words = f"{spec.title} was not downloaded: {folder} cannot be written to ({error})."
            raise DataError([Fault("download", name, words)]) from error
    offer(name)
    return target


def _fetch(name: str, home: Path, target: Path) -> None:
    row, spec = downloadable()[name], ON_DISK[name]
    images, labels = fetch_images(row.data_id, spec.n_features, spec.n_classes, home)
    if row.shuffle:
        order = np.random.default_rng(0).permutation(len(labels))
        images, labels = images[order], labels[order]
    write_images(target, images, labels)


@contextmanager
def _temporary(folder: Path, name: str) -> Iterator[Path]:
    """A folder in ``folder`` that is removed at the end."""
    place = Path(tempfile.mkdtemp(prefix=_prefix(name, os.getpid()), dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _prefix(name: str, process: int) -> str:
    return f".{name}-{process}-"


def remove_rest(name: str, process: int) -> None:
    """Remove what a download in the process number ``process`` left when it was ended."""
    target = data_folder() / ON_DISK[name].files[0]
    for place in target.parent.glob(f"{_prefix(name, process)}*"):
        shutil.rmtree(place, ignore_errors=True)
    target.with_name(f"{target.name}.{process}.part").unlink(missing_ok=True)


@contextmanager
def _watched(home: Path, progress: Progress | None) -> Iterator[None]:
    """Tell ``progress`` what is in ``home`` while the body runs, and at its end."""
    if progress is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        told = None
        while not done.wait(INTERVAL):
            if (arrived := _arrived(home)) != told:
                progress(arrived)
                told = arrived

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
        progress(_arrived(home))
    finally:
        done.set()
        thread.join()


def _arrived(home: Path) -> Arrived:
    """What is in ``home``; scikit-learn keeps what is under way in folders called tmp..."""
    size, complete, under_way = 0, False, False
    for place, folders, files in os.walk(home):
        under_way |= any(folder.startswith("tmp") for folder in folders)
        complete |= any(file.endswith(".arff.gz") for file in files)
        for file in files:
            with suppress(OSError):  # it has just been moved
                size += os.stat(os.path.join(place, file)).st_size
    return Arrived(size, complete and not under_way)
