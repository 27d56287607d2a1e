"""``read_npz``: a stranger's .npz as arrays of numbers, bounded in every way and executing nothing.

A .npz is a zip of .npy files. ``numpy.load`` would believe the header of each, which may promise
any shape, and unpack whatever is packed. Here the zip's directory is looked at first, no more than
it says is unpacked, and a header has to promise exactly what is there.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import show
from mlpviz.words import counted, listed, megabytes, number, shape_text

MOST_ARRAYS = 200
MOST_AXES = 8
PIECE = 1 << 18  # bytes that are unpacked between two pauses
MOST_HEADER = 10_000  # bytes: NumPy's own limit
# What the standard library and NumPy raise at bytes that are not what they should be.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    OverflowError,
    RuntimeError,  # NotImplementedError and RecursionError, too
    SyntaxError,
    TypeError,
    ValueError,
)
ENCRYPTED = 1  # bit of a zip entry's flags
PICKLED = (
    "Python objects are stored as a pickle, which is a program, and is not run here. Save arrays "
    "of numbers, each under a name"
)
DAMAGED = "it is damaged or cut off. Write it once more, and upload it when that has finished"


class Advice(NamedTuple):
    """What is said to whoever has written a file that cannot be used.

    save : the line that writes a right one
    keep : what to keep where there are too many arrays
    less : what to do where it is too large
    kinds : of NumPy's dtypes, which the arrays may have: U and S are text
    """

    save: str
    keep: str
    less: str
    kinds: str = "fiub"


GRADIENTS = Advice(
    'np.savez("gradients.npz", X=X, Y=Y, loss=loss, W1=W1, dW1=dW1, ...)',
    "X, Y, loss, the parameters and their gradients",
    "A few samples show every mistake: save fewer rows of X and Y, with loss and gradients of "
    "those. Or check a smaller twin of the network, or in your own program with "
    "mlpviz.check_gradients",
)
DATA = Advice(
    'np.savez("data.npz", X=X, y=y)', "X and y", "Save fewer rows of X and y", kinds="fiubUS"
)


class UploadError(ValueError):
    """A file cannot be used. The message names what is wrong, the limit, and the way out."""


def read_npz(
    content: bytes,
    most: float,
    advice: Advice = GRADIENTS,
    pause: Callable[[], object] = lambda: None,
) -> dict[str, Array]:
    """The arrays of a .npz by name, as they were saved, in the machine's byte order.

    ``most`` is the most bytes that the file may have, packed as well as unpacked; ``advice`` is
    what it is for. ``pause`` is called between two steps. Raises UploadError for anything but real
    numbers, and text where it may be.
    """
    if len(content) > most:
        raise UploadError(_too_large(f"the file has {megabytes(len(content))}", most, advice))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as error:
        raise UploadError(_no_zip(content, advice)) from error
    with archive:
        entries = archive.infolist()
        _require_modest(entries, most, advice)
        arrays = {
            entry.filename.removesuffix(".npy"): _array(archive, entry, advice, pause)
            for entry in entries
            if not entry.is_dir()
        }
    if (size := sum(max(8 * array.size, array.nbytes) for array in arrays.values())) > most:
        raise UploadError(_too_large(f"in float64 the arrays have {megabytes(size)}", most, advice))
    return arrays


def _require_modest(entries: list[zipfile.ZipInfo], most: float, advice: Advice) -> None:
    """Look at the directory alone, before anything is unpacked."""
    if len(entries) > MOST_ARRAYS:
        raise UploadError(
            f"the file holds {counted(len(entries), 'array')}, and {MOST_ARRAYS} is the most: keep "
            f"{advice.keep}"
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > most:
        size = f"unpacked, the arrays have {megabytes(unpacked)}"
        raise UploadError(_too_large(size, most, advice))
    names = [entry.filename for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UploadError(f"the file holds {listed(map(show, twice), most=3)} twice: name it once")
    others = [name for name in names if not name.endswith((".npy", "/"))]
    if others:
        raise UploadError(
            f"this is a zip with {listed(map(show, others), most=3)} in it, not a .npz. Write one "
            f"with {advice.save}"
        )


def _array(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    advice: Advice,
    pause: Callable[[], object],
) -> Array:
    """One member of the archive."""
    name = show(entry.filename.removesuffix(".npy"))
    if entry.flag_bits & ENCRYPTED:
        raise UploadError(f"{name} is encrypted: write the file without a password")
    try:
        with archive.open(entry) as member:
            content = _unpacked(member, entry.file_size, pause)
            if member.read(1):
                raise UploadError(f"{name} is longer than the file's directory says: {DAMAGED}")
    except BROKEN as error:
        raise UploadError(f"{name} cannot be unpacked: {DAMAGED}") from error
    if len(content) != entry.file_size:
        raise UploadError(f"{name} is shorter than the file's directory says: {DAMAGED}")
    stream = io.BytesIO(content)
    try:
        shape, fortran, dtype = _header(stream)
    except BROKEN as error:
        raise UploadError(f"{name} is not an array as NumPy writes it: {DAMAGED}") from error
    _require_plain(name, dtype, shape, advice.kinds)
    rest = content[stream.tell() :]
    size = _product(shape) * dtype.itemsize
    if len(rest) != size:
        raise UploadError(
            f"{name} says that it is {shape_text(shape)} {dtype}, which takes {number(size)} "
            f"bytes, and has {number(len(rest))}: {DAMAGED}"
        )
    flat = np.frombuffer(rest, dtype).reshape(shape, order="F" if fortran else "C")
    if dtype.kind in "US":
        return flat.astype(dtype.newbyteorder("="))
    return flat.astype(np.float64 if dtype.itemsize > 8 else dtype.newbyteorder("="))


def _unpacked(member: IO[bytes], size: int, pause: Callable[[], object]) -> bytes:
    """Up to ``size`` bytes of a member."""
    pieces = []
    while size > 0 and (piece := member.read(min(PIECE, size))):
        pieces.append(piece)
        size -= len(piece)
        pause()
    return b"".join(pieces)


def _header(stream: io.BytesIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order and dtype; the stream is then where the numbers begin."""
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    version = np.lib.format.read_magic(stream)
    return read[version](stream, max_header_size=MOST_HEADER)


def _require_plain(name: str, dtype: np.dtype[Any], shape: tuple[int, ...], kinds: str) -> None:
    if dtype.hasobject:
        raise UploadError(f"{name} has dtype {dtype}. {PICKLED}")
    if dtype.kind not in kinds or not dtype.itemsize:
        text = " or text" if "U" in kinds else ""
        raise UploadError(
            f"{name} has dtype {dtype}: it has to hold real numbers, such as float64{text}"
        )
    if len(shape) > MOST_AXES or any(length < 0 for length in shape):
        raise UploadError(f"{name} has shape {show(shape)}: {MOST_AXES} axes are the most")


def _product(shape: tuple[int, ...]) -> int:
    """In Python's own integers, which do not overflow."""
    size = 1
    for length in shape:
        size *= length
    return size


def _too_large(what: str, most: float, advice: Advice) -> str:
    return f"{what}, and {megabytes(most)} is the most here. {advice.less}"


def _no_zip(content: bytes, advice: Advice) -> str:
    """What it is, as far as its first bytes tell."""
    if not content:
        return f"the file is empty. Write it with {advice.save}"
    if content.startswith(b"\x93NUMPY"):
        return f"this is a single array (.npy). Save all of them in one file: {advice.save}"
    if content.startswith(b"PK"):
        return f"this .npz cannot be opened: {DAMAGED}"
    if content.startswith(b"\x80"):
        return f"this is a pickle, no .npz. {PICKLED}: {advice.save}"
    return f"this is no .npz file. Write one with {advice.save}"
