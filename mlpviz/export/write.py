"""``EXPORTS``: what a run can be taken away as, by the end of a file's name."""

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from mlpviz.engine.faults import Fault, show
from mlpviz.export import scripts, tables, weights
from mlpviz.files import FileError
from mlpviz.files.tensors import place
from mlpviz.run import Trainer
from mlpviz.words import listed


class Export(NamedTuple):
    """One row: what it is, and its content for a trainer, given the stem of the file's name.

    ``data``: it reads its samples from ``<stem>_data.npz``, which is written beside it.
    """

    help: str
    content: Callable[[Trainer, str], bytes | str]
    data: bool = False


def _script(kind: str) -> Callable[[Trainer, str], str]:
    return lambda trainer, stem: scripts.script(trainer, kind, f"{stem}_data.npz")


def _notebook(kind: str) -> Callable[[Trainer, str], str]:
    return lambda trainer, stem: scripts.notebook(_script(kind)(trainer, stem))


EXPORTS: dict[str, Export] = {
    ".safetensors": Export("weights, for any program", lambda t, _: weights.safetensors(t)),
    ".npz": Export("weights, for NumPy", lambda t, _: weights.npz(t)),
    ".onnx": Export("the network with its scaling, as ONNX", lambda t, _: weights.onnx(t)),
    ".csv": Export("the history, a row an epoch", lambda t, _: tables.history_csv(t)),
    ".history.json": Export("the history as JSON", lambda t, _: tables.history_json(t)),
    ".json": Export("the choices, as JSON", lambda t, _: tables.config_json(t)),
    "_torch.py": Export("a script in PyTorch", _script("torch"), data=True),
    ".py": Export("a script in plain NumPy", _script("numpy"), data=True),
    "_torch.ipynb": Export("a notebook in PyTorch", _notebook("torch"), data=True),
    ".ipynb": Export("a notebook in plain NumPy", _notebook("numpy"), data=True),
}


def written(trainer: Trainer, path: str | PathLike[str]) -> tuple[Path, ...]:
    """Write what the end of the file's name says, one of ``EXPORTS``; returns the files' paths.

    Raises FileError for another end, and if a file cannot be written; ImportError, with the
    command that installs it, where a row needs a package that is not there.
    """
    file = Path(place(path))
    end = next((end for end in EXPORTS if file.name.endswith(end) and file.name != end), None)
    if end is None:
        legal = "; ".join(f"{end}: {row.help}" for end, row in EXPORTS.items())
        message = (
            f"path = {show(str(file), 200)} must end with one of {listed(EXPORTS, 'or')} ({legal})."
        )
        raise FileError([Fault("path", str(file), message)])
    row, stem = EXPORTS[end], file.name.removesuffix(end)
    content = row.content(trainer, stem)
    files = {file: content.encode() if isinstance(content, str) else content}
    if row.data:
        files[file.with_name(f"{stem}_data.npz")] = scripts.data_npz(trainer)
    for each, bytes_ in files.items():
        try:
            each.write_bytes(bytes_)
        except OSError as error:
            message = f"path = {show(str(each), 200)} cannot be written: {error}."
            raise FileError([Fault("path", str(each), message)]) from None
    return tuple(files)
