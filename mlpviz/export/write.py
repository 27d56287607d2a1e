"""``EXPORTS``: what a run can be taken away as, by the end of a file's name."""

from collections.abc import Callable, Collection
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from mlpviz.config import RunConfig
from mlpviz.engine.faults import Fault, show
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.export import scripts, tables, weights
from mlpviz.files import FileError
from mlpviz.files.tensors import place
from mlpviz.run import Trainer
from mlpviz.words import listed


def unheard(_: float) -> None:
    """A progress that nobody follows."""


class Asked(NamedTuple):
    """A run that is to be taken away, in files whose names begin with ``stem``.

    ``error`` is what ended training, if anything did; ``progress`` is called often by what takes
    long, with the share that is done; ``config`` are the choices of the moment, if some have
    changed since the run began.
    """

    trainer: Trainer
    stem: str
    error: NonFiniteError | None = None
    progress: Callable[[float], object] = unheard
    config: RunConfig | None = None


class Export(NamedTuple):
    """One row: what it is, and its content.

    ``data``: it reads its samples from ``<stem>_data.npz``, which is written beside it.
    """

    help: str
    content: Callable[[Asked], bytes | str]
    data: bool = False


def _of(content: Callable[[Trainer], bytes | str]) -> Callable[[Asked], bytes | str]:
    return lambda asked: content(asked.trainer)


def _script(kind: str) -> Callable[[Asked], str]:
    return lambda asked: scripts.script(asked.trainer, kind, f"{asked.stem}_data.npz")


def _notebook(kind: str) -> Callable[[Asked], str]:
    return lambda asked: scripts.notebook(_script(kind)(asked))


def _html(asked: Asked) -> str:
    from mlpviz.html_run import run_page  # all charts: half as long to import as all else

    return run_page(asked.trainer, asked.error, asked.progress, asked.config)


EXPORTS: dict[str, Export] = {
    ".html": Export("one page with all charts, slider and Play", _html),
    ".safetensors": Export("weights, for any program", _of(weights.safetensors)),
    ".npz": Export("weights, for NumPy", _of(weights.npz)),
    ".onnx": Export("the network with its scaling, as ONNX", _of(weights.onnx)),
    ".csv": Export("the history, a row an epoch", _of(tables.history_csv)),
    ".history.json": Export("the history as JSON", _of(tables.history_json)),
    ".json": Export("the choices, as JSON", _of(tables.config_json)),
    "_torch.py": Export("a script in PyTorch", _script("torch"), data=True),
    ".py": Export("a script in plain NumPy", _script("numpy"), data=True),
    "_torch.ipynb": Export("a notebook in PyTorch", _notebook("torch"), data=True),
    ".ipynb": Export("a notebook in plain NumPy", _notebook("numpy"), data=True),
}


def written(
    trainer: Trainer,
    path: str | PathLike[str],
    ends: Collection[str] = tuple(EXPORTS),
    error: NonFiniteError | None = None,
) -> tuple[Path, ...]:
    """Write what the end of the file's name says, one of ``ends``; returns the files' paths.

    ``error`` is what ended training, which a page tells of. Raises FileError for another end, and
    if a file cannot be written; ImportError, with the command that installs it, where a row needs a
    package that is not there.
    """
    file = Path(place(path))
    end = end_of(path, ends)
    files = contents(end, Asked(trainer, file.name.removesuffix(end), error))
    for name, content in files.items():
        each = file.with_name(name)
        try:
            each.write_bytes(content)
        except OSError as met:
            message = f"path = {show(str(each), 200)} cannot be written: {met}."
            raise FileError([Fault("path", str(each), message)]) from None
    return tuple(map(file.with_name, files))


def end_of(path: str | PathLike[str], ends: Collection[str] = tuple(EXPORTS)) -> str:
    """The end of a file's name, one of ``ends``. Raises FileError for another one."""
    file = Path(place(path))
    end = next((end for end in ends if file.name.endswith(end) and file.name != end), None)
    if end is None:
        legal = "; ".join(f"{end}: {EXPORTS[end].help}" for end in ends)
        known = f"one of {listed(ends, 'or')} ({legal})" if len(ends) > 1 else listed(ends)
        message = f"path = {show(str(file), 200)} must end with {known}."
        raise FileError([Fault("path", str(file), message)])
    return end


def require_folder(path: str | PathLike[str]) -> None:
    """Raise FileError if a file cannot be written there, since there is no such folder."""
    file = Path(place(path))
    if not file.parent.is_dir() or file.is_dir():
        why = (
            "that is a folder" if file.is_dir() else f"there is no folder {show(str(file.parent))}"
        )
        message = f"path = {show(str(file), 200)} cannot be written: {why}."
        raise FileError([Fault("path", str(file), message)])


def contents(end: str, asked: Asked) -> dict[str, bytes]:
    """The files of a row of ``EXPORTS`` by name: the stem and ``end``, and its data.

    Raises FileError and ImportError as ``written``.
    """
    row = EXPORTS[end]
    content = row.content(asked)
    files = {f"{asked.stem}{end}": content.encode() if isinstance(content, str) else content}
    if row.data:
        files[f"{asked.stem}_data.npz"] = scripts.data_npz(asked.trainer, asked.progress)
    return files
