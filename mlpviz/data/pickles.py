"""Reading a pickle file of numbers, text and arrays that comes from who knows where.

A pickle is a program, and Python's own reader runs whatever functions it names. This reader knows
the instructions that make plain values, and builds arrays itself from their bytes: nothing that
the file names is ever imported or called, and NumPy's own unpickling code sees none of it.
"""

import io
import math
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.errors import DataError
from mlpviz.engine.faults import Fault, show
from mlpviz.words import counted

MAX_BYTES = 64 * 2**20  # CIFAR-10's batches have 31 MB
_INSTRUCTIONS = (
    pickle.PROTO + pickle.FRAME + pickle.MARK + pickle.STOP
    + pickle.NONE + pickle.NEWTRUE + pickle.NEWFALSE
    + pickle.INT + pickle.BININT + pickle.BININT1 + pickle.BININT2
    + pickle.LONG + pickle.LONG1 + pickle.LONG4 + pickle.FLOAT + pickle.BINFLOAT
    + pickle.STRING + pickle.BINSTRING + pickle.SHORT_BINSTRING
    + pickle.BINBYTES + pickle.SHORT_BINBYTES + pickle.BINBYTES8
    + pickle.UNICODE + pickle.BINUNICODE + pickle.SHORT_BINUNICODE + pickle.BINUNICODE8
    + pickle.EMPTY_LIST + pickle.LIST + pickle.APPEND + pickle.APPENDS
    + pickle.EMPTY_TUPLE + pickle.TUPLE + pickle.TUPLE1 + pickle.TUPLE2 + pickle.TUPLE3
    + pickle.EMPTY_DICT + pickle.DICT + pickle.SETITEM + pickle.SETITEMS
    + pickle.GET + pickle.BINGET + pickle.LONG_BINGET
    + pickle.PUT + pickle.BINPUT + pickle.LONG_BINPUT + pickle.MEMOIZE
    + pickle.GLOBAL + pickle.STACK_GLOBAL + pickle.REDUCE + pickle.BUILD
)  # fmt: skip
_KINDS = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8")


class _Kind:
    """What the file calls a dtype: a kind of number and its byte order."""

    def __init__(self, kind: Any, *_: Any) -> None:
        self.name = _text(kind)
        if self.name not in _KINDS:
            raise pickle.UnpicklingError(f"an array of {show(self.name)}, which is no number")
        self.order = "<"

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.order = ">" if _text(state[1]) == ">" else "<"


class PickledArray:
    """An array of the file; ``values`` holds it once all of it has been read."""

    def __init__(self, *_: Any) -> None:
        self.values: NDArray[Any] = np.empty(0)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _version, shape, kind, by_columns, content = state
        if not (isinstance(kind, _Kind) and isinstance(content, bytes)):
            raise pickle.UnpicklingError("an array that is not made of numbers")
        if not all(type(size) is int and 0 <= size <= MAX_BYTES for size in shape):
            raise pickle.UnpicklingError("an array of an impossible shape")
        dtype = np.dtype(kind.order + kind.name)
        if math.prod(shape) * dtype.itemsize != len(content):
            raise pickle.UnpicklingError(f"{counted(len(content), 'byte')} for shape {show(shape)}")
        order: Literal["F", "C"] = "F" if by_columns else "C"
        self.values = np.frombuffer(content, dtype).reshape(shape, order=order)


class _Name:
    """Something that the file may name; making it takes no more than ``make`` does."""

    def __init__(self, make: Any) -> None:
        self._make = make

    def __call__(self, *arguments: Any) -> Any:
        return self._make(*arguments)

    def __setstate__(self, state: Any) -> NoReturn:
        raise pickle.UnpicklingError("a name that is to be changed")


def _text(value: Any) -> str:
    """Text that Python 3 wrote as such and Python 2 as bytes."""
    if not isinstance(value, str | bytes):
        raise pickle.UnpicklingError("a dtype that is not described by text")
    return value.decode("latin1") if isinstance(value, bytes) else value


def _latin1(text: str, encoding: str) -> bytes:
    """How protocols 0 to 2 write bytes."""
    if _text(encoding) not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"bytes in the encoding {show(encoding)}")
    return text.encode("latin1")


def _no_bytes() -> bytes:
    """How protocols 0 to 2 write that there are none."""
    return b""


def _no_instance(*_: Any) -> NoReturn:
    raise pickle.UnpicklingError("an array outside an array's own frame")


_NAMES = {
    ("numpy", "ndarray"): _no_instance,
    ("numpy", "dtype"): _Kind,
    ("numpy.core.multiarray", "_reconstruct"): PickledArray,
    ("numpy._core.multiarray", "_reconstruct"): PickledArray,
    ("_codecs", "encode"): _latin1,
    ("__builtin__", "bytes"): _no_bytes,
}


def _plain_keys(act: Callable[[Any], None], first: int | None) -> Callable[[Any], None]:
    """``act``, which puts items of the stack from ``first`` on into a dict, for plain keys only.

    The hash of a tuple that holds another one twice, which holds a third one twice, and so on,
    takes for ever.
    """

    def checked(reader: Any) -> None:
        if not all(type(key) in (str, bytes, int) for key in reader.stack[first::2]):
            raise pickle.UnpicklingError("a key that is neither text nor a whole number")
        act(reader)

    return checked


_ACTS: dict[int, Callable[[Any], None]] = {
    code: act for code, act in pickle._Unpickler.dispatch.items() if code in _INSTRUCTIONS
}
for _code, _first in ((pickle.SETITEM, -2), (pickle.SETITEMS, None), (pickle.DICT, None)):
    _ACTS[_code[0]] = _plain_keys(_ACTS[_code[0]], _first)


class _Reader(pickle._Unpickler):
    """Python's own reader, without the instructions and names that are not listed above.

    The one written in Python, because a number in the file can make the one in C claim memory.
    """

    dispatch = _ACTS

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NAMES:
            raise pickle.UnpicklingError(f"it asks for {show(f'{module}.{name}')}")
        return _Name(_NAMES[module, name])


def read_pickle(path: Path, max_bytes: int = MAX_BYTES) -> Any:
    """What the pickle ``path`` holds: numbers, text, bytes, containers, and ``PickledArray``s.

    Text that Python 2 wrote comes as bytes. Protocols 0 to 4 are read. Raises ``DataError`` that
    says why for a file that cannot be read, is larger than ``max_bytes``, is damaged, or holds
    anything else; nothing of it is ever executed.
    """
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise _refused(path, f"cannot be read ({error.strerror})") from error
    if len(content) > max_bytes:
        raise _refused(path, f"is larger than {max_bytes // 2**20} MB, so it is not that file")
    try:
        return _Reader(io.BytesIO(content), encoding="bytes").load()
    except pickle.UnpicklingError as error:
        raise _refused(path, f"was not opened: {error}; nothing of it was run") from error
    except Exception as error:  # a file can be wrong in any way that its reader can fail
        what = f"{type(error).__name__}: {error}"
        raise _refused(path, f"is damaged or not a data file ({show(what)})") from error


def _refused(path: Path, why: str) -> DataError:
    message = f"{path} {why}. Take the official python version of the dataset."
    return DataError([Fault("folder", str(path), message)])
