"""Arrays by name and plain data beside them in one safetensors file: nothing in it is executed.

https://github.com/huggingface/safetensors: a header in JSON, then the arrays' bytes. What is not an
array stands in the header's metadata, as JSON under one key.
"""

import json
from collections.abc import Mapping
from math import inf, isfinite, prod
from os import PathLike, fspath
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import Fault, show
from mlpviz.files.errors import FileError
from mlpviz.words import counted, whole

MOST_ARRAYS = 20_000
KEY = "mlpviz"
# Kinds of numbers by their names in a file: F64, I32, U8, ...
DTYPES = {f"F{8 * size}": f"<f{size}" for size in (2, 4, 8)}
DTYPES |= {f"{kind.upper()}{8 * size}": f"<{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)}
DTYPES |= {"BOOL": "?"}
Place = str | PathLike[str]


def place(path: object) -> str:
    """A path as text. Raises FileError for what is none."""
    if not isinstance(path, str | PathLike) or not isinstance(fspath(path), str):
        message = f"path = {show(path)} must be a path, such as 'run.mlpviz'."
        raise FileError([Fault("path", path, message)])
    return fspath(path)


def write_tensors(path: Place, plain: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write both into a file. Numbers that are not finite are kept, as texts.

    Raises FileError if the file cannot be written; it is whole or not there.
    """
    from safetensors.numpy import save

    text = json.dumps(_finite(plain), separators=(",", ":"), allow_nan=False)
    content = save({name: np.ascontiguousarray(a) for name, a in arrays.items()}, {KEY: text})
    name = place(path)
    try:
        with open(name, "wb") as file:
            file.write(content)
    except OSError as error:
        raise FileError(
            [Fault("path", name, f"path = {show(name, 200)} cannot be written: {error}.")]
        ) from None


def read_tensors(path: Place) -> tuple[Any, dict[str, Array]]:
    """What ``write_tensors`` wrote.

    Raises FileError for a file that is not there, damaged, or none of ours.
    """
    from safetensors import SafetensorError, safe_open

    name = place(path)
    try:
        with safe_open(name, framework="numpy") as file:
            told = (file.metadata() or {}).get(KEY)
            arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # no dict
    except (OSError, SafetensorError) as error:
        raise FileError(
            [Fault("path", name, f"path = {show(name, 200)} cannot be read: {error}.")]
        ) from None
    return _told(name, told), arrays


def parse_tensors(name: str, content: bytes, most: float = inf) -> tuple[Any, dict[str, Array]]:
    """The same from the bytes of a file called ``name``; without the package safetensors.

    No array is larger than the bytes that are there. Beside them it has ``most`` values at most, as
    JSON is read in one go.
    """
    try:
        start = 8 + int.from_bytes(content[:8], "little")
        if (n := content.count(b",", 8, start)) > most:
            raise ValueError(
                f"{counted(n, 'value')} beside its arrays, and {whole(most)} is the most"
            )
        header = json.loads(content[8:start])
        if (n := len(header)) > MOST_ARRAYS:
            raise ValueError(f"{counted(n, 'array')}, and {whole(MOST_ARRAYS)} is the most")
        told = header.pop("__metadata__", {}).get(KEY)
        body = memoryview(content)[start:]  # not a copy for each array
        arrays = {str(key): _array(row, body) for key, row in header.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        why = f": {error}" if type(error) is ValueError else ""  # the others' words are Python's
        message = (
            f"{show(name, 200)} is no file of a run{why}. "
            "rec.save(path) and trainer.save(path) write one."
        )
        raise FileError([Fault("file", name, message)]) from None
    return _told(name, told), arrays


def _array(row: Mapping[str, Any], content: memoryview) -> Array:
    """One array of the header: its kind, its shape, and where its bytes are."""
    first, last = row["data_offsets"]
    kind, shape = np.dtype(DTYPES[row["dtype"]]), tuple(row["shape"])
    whole = all(type(n) is int and n >= 0 for n in (first, last, *shape))
    if not whole or last > len(content) or last - first != prod(shape) * kind.itemsize:
        raise ValueError("an array is not where it is said to be")
    return np.frombuffer(content, kind, prod(shape), first).reshape(shape).copy()


def _told(name: str, told: str | None) -> Any:
    if told is None:
        message = f"{name} holds arrays, but no run: trainer.save(path) writes one."
        raise FileError([Fault("path", name, message)])
    try:
        return json.loads(told)
    except (ValueError, RecursionError) as error:
        raise FileError([Fault("path", name, f"{name} is damaged: {error}.")]) from None


def _finite(value: Any) -> Any:
    """The same with texts in the place of NaN and infinity, which JSON has no words for."""
    if isinstance(value, Mapping):
        return {str(name): _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, np.ndarray):
        return _finite(value.tolist())
    if isinstance(value, np.generic):
        return _finite(value.item())
    return str(value) if isinstance(value, float) and not isfinite(value) else value
