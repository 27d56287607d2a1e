"""A run in a file: its choices, weights, history and the state from which it goes on."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.data import DataError, Dataset
from mlpviz.engine.arguments import kind_fault, require
from mlpviz.engine.by_hand import SetByHand
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.files.errors import FileError
from mlpviz.files.histories import (
    plain_history,
    plain_snapshot,
    read_history,
    read_snapshot,
    under,
)
from mlpviz.files.tensors import Place, place, read_tensors, write_tensors
from mlpviz.run import Trainer

VERSION = 1
MOST_DATA = 256 * 2**20  # bytes of own data that a file takes along
RECORDING = "recording"  # stands in a file that a Recorder wrote
WEIGHTS, MOMENT, DATA = "weights/", "moment/", "data/"
Kind = TypeVar("Kind", bound=Trainer)


def write_run(trainer: Trainer, path: Place, *, data: bool = True) -> None:
    """Write all of a run into a file, a safetensors file from which ``read_run`` goes on.

    Its weights are the arrays ``weights/W1`` and so on, for who wants them alone. Data of one's own
    go with it; without ``data``, or if they are more than ``MOST_DATA`` bytes, they have to be
    given again. Raises FileError if the file cannot be written.
    """
    require(kind_fault("data", data, bool, "True or False"), error=FileError)
    given = trainer.given if trainer.config.own is not None else None
    plain, arrays = plain_history(trainer.history)
    moment, more = plain_snapshot(trainer.moment(), list(trainer.history))
    arrays |= {MOMENT + name: array for name, array in more.items()}
    arrays |= {WEIGHTS + name: array for name, array in trainer.network.params.items()}
    told: dict[str, Any] = {
        "version": VERSION,
        "config": trainer.config.model_dump(),
        "loss": trainer.loss,
        "threshold": trainer.threshold,
        "history": plain,
        "moment": moment,
        "by_hand": [[*vars(change).values()] for change in trainer.by_hand],
    }
    if given is not None and data and given.nbytes <= MOST_DATA:
        told["data"], own = _plain_data(given)
        arrays |= {DATA + name: array for name, array in own.items()}
    write_tensors(path, told, arrays)


def read_run(path: Place, kind: type[Kind], dataset: Dataset | None = None) -> Kind:
    """The run in a file, as a trainer of that ``kind``: it trains on to the same bits.

    ``dataset`` are the data of one's own, if they did not go with it. Raises FileError for a file
    that is none, is damaged, or whose data are others.
    """
    must = "a Dataset, or None if the file has its data"
    require(kind_fault("dataset", dataset, Dataset | None, must), error=FileError)
    told, arrays = read_tensors(path)
    return run_of(place(path), told, arrays, kind, dataset)


def run_of(
    name: str,
    told: Any,
    arrays: Mapping[str, Array],
    kind: type[Kind],
    dataset: Dataset | None = None,
    pause: Callable[[], object] = lambda: None,
) -> Kind:
    """The run in the file called ``name``, of which ``told`` and ``arrays`` were read.

    As ``read_run`` says. ``pause`` is called between two steps.
    """
    try:
        if RECORDING in told:
            message = f"{name} is a recording, which does not train: Recording.load(path) reads it."
            raise FileError([Fault("path", name, message)])
        if told["version"] != VERSION:
            message = f"{name} was written by a later version of mlpviz: pip install -U mlpviz."
            raise FileError([Fault("path", name, message)])
        config = RunConfig(**told["config"])
        return _restored(kind, config, told, arrays, _data(config, told, arrays, dataset), pause)
    except (FileError, DataError):
        raise
    except FaultsError as error:
        raise FileError([Fault("path", name, f"{name}: {error}")]) from None
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"{type(error).__name__}: {error}"
        raise FileError([Fault("path", name, f"{name} is damaged ({what}).")]) from None


def _restored(
    kind: type[Kind],
    config: RunConfig,
    told: Mapping[str, Any],
    arrays: Mapping[str, Array],
    dataset: Dataset | None,
    pause: Callable[[], object],
) -> Kind:
    trainer = kind(config, dataset)
    trainer.loss, trainer.threshold = told["loss"], told["threshold"]
    history = read_history(told["history"], arrays, pause)
    moment = read_snapshot(told["moment"], under(arrays, MOMENT), list(history))
    by_hand = [
        SetByHand(int(epoch), str(name), tuple(map(int, index)), float(before), float(after))
        for epoch, name, index, before, after in told["by_hand"]
    ]
    trainer.resume(history, moment, tuple(by_hand))
    return trainer


def _data(
    config: RunConfig,
    told: Mapping[str, Any],
    arrays: Mapping[str, Array],
    dataset: Dataset | None,
) -> Dataset | None:
    """The data of a run on one's own, those in the file or those given; None on others."""
    if config.own is None:
        return None
    found = dataset
    if found is None and "data" in told:
        found = _read_data(told["data"], under(arrays, DATA))
    if found is None:
        message = (
            f"The run's data, {config.own.title}, are not in its file: give them, "
            "load(path, dataset=data)."
        )
        raise FileError([Fault("dataset", None, message)])
    if found.fingerprint != config.own.fingerprint:
        message = (
            f"dataset: these are other samples ({found.fingerprint}) than those that the run was "
            f"trained on ({config.own.fingerprint}, {config.own.title})."
        )
        raise FileError([Fault("dataset", found.fingerprint, message)])
    return found


def _plain_data(dataset: Dataset) -> tuple[dict[str, Any], dict[str, Array]]:
    plain: dict[str, Any] = {}
    arrays: dict[str, Array] = {}
    for item in fields(dataset):
        value = getattr(dataset, item.name)
        kept: dict[str, Any] = arrays if isinstance(value, np.ndarray) else plain
        kept[item.name] = value
    return plain, arrays


def _read_data(plain: Mapping[str, Any], arrays: Mapping[str, Array]) -> Dataset:
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
    }
    for name in ("target_shift", "target_scale"):
        if name in told:  # else an array of several targets
            told[name] = float(told[name])
    dataset = Dataset(**told, **dict[str, Any](arrays))
    dataset.check()
    return dataset
