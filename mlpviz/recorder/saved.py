"""A recording in a file: safetensors and JSON, nothing executed; anyone's is looked through."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from math import isfinite, prod
from typing import Any, TypeVar

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis import DataFacts
from mlpviz.diagnosis.loop import Loop
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import Fault
from mlpviz.engine.history import History, Snapshot
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.files import FileError
from mlpviz.files.histories import (
    plain_history,
    plain_snapshot,
    read_history,
    read_snapshot,
    under,
)
from mlpviz.files.runs import RECORDING
from mlpviz.files.tensors import Place, place, read_tensors, write_tensors
from mlpviz.recorder.recorded import Recorded

VERSION = 1
MOST_RECORDS, MOST_NAMES, MOST_LETTERS = 100_000, 10_000, 1000
Kind = TypeVar("Kind", bound=Recorded)
LATEST, DATA, LOOP = "latest/", "data/", "loop/"


def write_recording(recording: Recorded, path: Place) -> None:
    """Write a recording into a file. Raises FileError if it cannot be written."""
    history, arrays = plain_history(recording.history)
    assert recording.latest is not None
    latest, more = plain_snapshot(recording.latest, list(recording.history))
    arrays |= {LATEST + name: array for name, array in more.items()}
    loop = asdict(recording.loop)
    if (targets := loop.pop("class_targets")) is not None:
        arrays[LOOP + "class_targets"] = targets
    told: dict[str, Any] = {
        RECORDING: VERSION,
        "loop": loop,
        "titles": dict(recording.titles),
        "shapes": {name: list(shape) for name, shape in recording.shapes.items()},
        "start": dict(recording.start),
        "class_names": list(recording.class_names),
        "history": history,
        "latest": latest,
    }
    if recording.data is not None:
        told["data"], own = _plain_data(recording.data)
        arrays |= {DATA + name: array for name, array in own.items()}
    write_tensors(path, told, arrays)


def read_recording(path: Place, kind: type[Kind]) -> Kind:
    """The recording in a file, as that ``kind``. Raises FileError for a file that is none."""
    told, arrays = read_tensors(path)
    return recording_of(place(path), told, arrays, kind)


def recording_of(
    name: str,
    told: Any,
    arrays: Mapping[str, Array],
    kind: type[Kind],
    pause: Callable[[], object] = lambda: None,
) -> Kind:
    """The recording in the file called ``name``, of which ``told`` and ``arrays`` were read.

    ``pause`` is called between two steps.
    """
    try:
        if RECORDING not in told and "config" in told:
            message = f"{name} is a run of mlpviz's own: mlpviz.load(path) reads it."
            raise FileError([Fault("file", name, message)])
        if told[RECORDING] != VERSION:
            message = f"{name} was written by a later version of mlpviz: pip install -U mlpviz."
            raise FileError([Fault("file", name, message)])
        return _looked_through(_recording(told, arrays, kind, pause), pause)
    except FileError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"{type(error).__name__}: {error}"
        raise FileError([Fault("file", name, f"{name} is damaged ({what}).")]) from None


def _recording(
    told: Mapping[str, Any],
    arrays: Mapping[str, Array],
    kind: type[Kind],
    pause: Callable[[], object],
) -> Kind:
    history = read_history(told["history"], arrays, pause)
    latest = read_snapshot(told["latest"], under(arrays, LATEST), list(history))
    data = _read_data(told["data"], under(arrays, DATA)) if "data" in told else None
    return kind(
        _read_loop(told["loop"], arrays.get(LOOP + "class_targets")),
        {str(name): str(title) for name, title in told["titles"].items()},
        {str(name): tuple(map(int, shape)) for name, shape in told["shapes"].items()},
        {str(name): float(norm) for name, norm in told["start"].items()},
        tuple(map(str, told["class_names"])),
        data,
        history,
        latest,
    )


def _read_loop(told: Mapping[str, Any], targets: Array | None) -> Loop:
    """A loop whose names are known."""
    size = told["batch_size"]
    loop = Loop(
        sizes=tuple(map(int, told["sizes"])),
        activations=tuple(map(str, told["activations"])),
        output=str(told["output"]),
        loss=str(told["loss"]),
        loss_scale=float(told["loss_scale"]),
        class_targets=targets,
        lr=float(told["lr"]),
        l2=float(told["l2"]),
        batch_size=None if size is None else int(size),
        steps=float(told["steps"]),
        optimizer=str(told["optimizer"]),
        bias=bool(told["bias"]),
        has_loss=bool(told.get("has_loss", True)),
    )
    _require(all(name in ACTIVATIONS for name in loop.activations), "activations")
    _require(loop.output in ("", *OUTPUTS) and loop.loss in ("", *LOSSES), "output and loss")
    return loop


def _looked_through(recording: Kind, pause: Callable[[], object]) -> Kind:
    """The same, if all in it fits together. Raises ValueError that names what does not."""
    shapes, history, loop = recording.shapes, recording.history, recording.loop
    _require(bool(shapes) and shapes.keys() == recording.titles.keys(), "titles")
    _require(shapes.keys() == recording.start.keys(), "start")
    sizes = [*zip(loop.sizes, loop.sizes[1:], strict=False)]
    chain = {f"W{layer}": size for layer, size in enumerate(sizes, 1)}
    _require(all(shapes.get(name) == size for name, size in chain.items()), "sizes")
    _require(not loop.activations or len(loop.activations) == len(loop.hidden_sizes), "activations")
    texts = [*recording.titles.values(), *recording.class_names]
    _require(len(texts) <= MOST_NAMES, "names")
    _require(all(len(text) <= MOST_LETTERS for text in texts), "names")
    _require(0 < len(history) <= MOST_RECORDS, "records")
    epochs = [record.epoch for record in history]
    _require(epochs == sorted(set(epochs)) and epochs[0] >= 0, "epochs")
    _require(recording.latest is not None and recording.latest.record.epoch == epochs[-1], "latest")
    classes = len(recording.class_names)
    for record in history:
        pause()
        norms = record.param_norm, record.grad_norm, record.update_norm
        _require(all(each.keys() == shapes.keys() for each in norms), "norms")
        shares = (
            record.predicted_share_train,
            record.predicted_share_test,
            record.true_share_train,
            record.true_share_test,
        )
        _require(all(share is None or share.shape == (classes,) for share in shares), "shares")
        hidden = record.dead_share, record.saturated_share
        _require(all(len(each) in (0, len(loop.hidden_sizes)) for each in hidden), "units")
    targets = loop.class_targets
    _require(targets is None or (targets.ndim == 2 and len(targets) == classes), "class_targets")
    for snapshot in _snapshots(history, recording.latest):
        _look_at(snapshot, sum(map(prod, shapes.values())), classes)
    return recording


def _snapshots(history: History, latest: Snapshot | None) -> list[Snapshot]:
    return [*history.state().snapshots, *([] if latest is None else [latest])]


def _look_at(snapshot: Snapshot, size: int, classes: int) -> None:
    _require(snapshot.flat.shape == (size,) and snapshot.flat.dtype.kind == "f", "weights")
    seen = snapshot.seen
    _require(set(seen) <= {"grads", "train", "test"}, "seen")
    _require(all(array.dtype.kind == "f" for array in seen.values()), "seen")
    _require("grads" not in seen or seen["grads"].shape == (size,), "grads")
    for name in ("train", "test"):
        fits = name not in seen or (
            seen[name].ndim == 1 if classes else seen[name].shape[1:] == (2,)
        )
        _require(fits, name)


def _plain_data(data: DataFacts) -> tuple[dict[str, Any], dict[str, Array]]:
    arrays = {"input_rms": data.input_rms, "X": data.samples[0], "Y": data.samples[1]}
    if data.test_samples is not None:
        arrays |= {"X_test": data.test_samples[0], "Y_test": data.test_samples[1]}
    left_out = ("input_rms", "samples", "test_samples")
    plain = {f.name: getattr(data, f.name) for f in fields(data) if f.name not in left_out}
    return plain, arrays


def _read_data(told: Mapping[str, Any], arrays: Mapping[str, Array]) -> DataFacts:
    samples = arrays["X"], arrays["Y"]
    test = (arrays["X_test"], arrays["Y_test"]) if "X_test" in arrays else None
    for X, Y in (samples, *([] if test is None else [test])):
        fits = X.ndim == Y.ndim == 2 and len(X) == len(Y) > 0 and X.shape[1] == samples[0].shape[1]
        numbers = X.dtype.kind == Y.dtype.kind == "f"
        _require(fits and numbers and Y.shape[1] == samples[1].shape[1], "samples")
    low, high = map(float, told["targets"])
    means, spreads = (_each(told, f"target_{what}", samples[1]) for what in ("mean", "spread"))
    names = tuple(map(str, told["feature_names"]))
    _require(arrays["input_rms"].shape == samples[0].shape[1:], "input_rms")
    _require(len(names) in (0, samples[0].shape[1]), "feature_names")
    n_test = told["n_test"]
    return DataFacts(
        n_train=int(told["n_train"]),
        input_rms=arrays["input_rms"],
        targets=(low, high),
        unreachable=_finite(told["unreachable"]),
        target_means=means,
        target_spreads=spreads,
        samples=samples,
        n_test=None if n_test is None else int(n_test),
        test_samples=test,
        feature_names=names,
    )


def _each(told: Mapping[str, Any], name: str, Y: Array) -> tuple[float, ...]:
    """Numbers of each target [k]; files of before have one over all."""
    values = told.get(f"{name}s", [told.get(name)] * Y.shape[1])
    _require(len(values) == Y.shape[1], f"{name}s")
    return tuple(map(_finite, values))


def _finite(value: Any) -> float:
    number = float(value)
    _require(isfinite(number), "data")
    return number


def _require(fits: bool | np.bool_, what: str) -> None:
    if not fits:
        raise ValueError(f"its {what} do not fit together")
