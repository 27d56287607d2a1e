"""Arrays made small: Plotly's typed arrays, thinned curves, binned values, PNG images."""

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array

Item = TypeVar("Item")

_CODES = {
    np.dtype(np.int8): "i1",
    np.dtype(np.uint8): "u1",
    np.dtype(np.int16): "i2",
    np.dtype(np.uint16): "u2",
    np.dtype(np.int32): "i4",
    np.dtype(np.uint32): "u4",
    np.dtype(np.float32): "f4",
    np.dtype(np.float64): "f8",
}
_INTEGERS = (
    (np.uint8, 0, 2**8 - 1),
    (np.int8, -(2**7), 2**7 - 1),
    (np.uint16, 0, 2**16 - 1),
    (np.int16, -(2**15), 2**15 - 1),
    (np.uint32, 0, 2**32 - 1),
    (np.int32, -(2**31), 2**31 - 1),
)


def typed_array(values: ArrayLike, *, exact: bool = False) -> dict[str, str]:
    """`values` [n], [r, c] or [r, c, m] as the dict by which Plotly transports typed arrays.

    Floats become float32; integers and booleans the smallest type that holds them all. What float32
    cannot hold, or is not finite, becomes NaN, which Plotly draws as a gap. `exact` keeps all
    numbers as float64, infinities too: for what is read, not drawn.

    Raises ValueError for integers beyond 32 bits.
    """
    array = np.asarray(values)
    if exact:
        array = array.astype(np.float64)
    elif array.dtype.kind in "biu":
        array = array.astype(_smallest_integer(array))
    else:
        with np.errstate(over="ignore"):
            array = array.astype(np.float32)
        if not np.isfinite(array).all():
            array = np.where(np.isfinite(array), array, np.float32(np.nan))
    encoded = {
        "dtype": _CODES[array.dtype],
        "bdata": base64.b64encode(array.tobytes()).decode("ascii"),
    }
    if array.ndim > 1:
        encoded["shape"] = ", ".join(str(side) for side in array.shape)
    return encoded


def _smallest_integer(array: Array) -> type[np.integer[Any]]:
    low, high = (int(array.min()), int(array.max())) if array.size else (0, 0)
    for dtype, least, most in _INTEGERS:
        if least <= low and high <= most:
            return dtype
    raise ValueError(
        f"integers from {low} to {high} do not fit into 32 bits; convert them to floats first"
    )


def integer_bytes(values: ArrayLike) -> int:
    """Bytes of each of the integers `values` [n] as `typed_array` sends them: 1, 2 or 4."""
    return np.dtype(_smallest_integer(np.asarray(values))).itemsize


def finite(values: ArrayLike) -> Array:
    """`values` as floats, with 0 for what is not finite."""
    array = np.asarray(values, dtype=float)
    return np.where(np.isfinite(array), array, 0.0)


def thin(y: Array, max_points: int = 500) -> Array:
    """Increasing indices of at most `max_points` entries that draw the same curve as all of `y`.

    The first and the last point stay. The others are cut into runs of equal length, and of every
    run its lowest and its highest point stay, so no spike disappears however long the curve gets.
    `y` must be finite and `max_points` at least 4; otherwise ValueError.
    """
    if max_points < 4:
        raise ValueError(f"max_points is {max_points}, but thinning needs at least 4")
    n = len(y)
    if n <= max_points:
        return np.arange(n)
    inner = y[1:-1]
    length = -(-len(inner) // ((max_points - 2) // 2))
    whole = len(inner) // length
    runs = inner[: whole * length].reshape(whole, length)
    lowest, highest = runs.argmin(axis=1), runs.argmax(axis=1)
    pairs = np.empty((whole, 2), np.intp)
    np.minimum(lowest, highest, out=pairs[:, 0])
    np.maximum(lowest, highest, out=pairs[:, 1])
    pairs += np.arange(whole)[:, None] * length + 1
    rest = inner[whole * length :]
    ends = [n - 1]
    if rest.size:
        offset = whole * length + 1
        ends = [*sorted((offset + int(rest.argmin()), offset + int(rest.argmax()))), n - 1]
    kept: Array = np.concatenate([[0], pairs.ravel(), ends])
    # In a flat run the lowest and the highest point are the same one.
    different = np.ones(len(kept), bool)
    np.greater(kept[1:], kept[:-1], out=different[1:])
    return np.compress(different, kept)


def pick(n: int, max_points: int) -> Array:
    """At most `max_points` indices spread evenly over 0..n-1, the same ones every time."""
    if n <= max_points:
        return np.arange(n)
    return np.linspace(0, n - 1, max_points).astype(np.intp)


def pick_of_splits(n_train: int, n_test: int, max_points: int) -> tuple[Array, Array]:
    """Indices of training and test points to draw: at most `max_points`, in proportion."""
    if n_train + n_test <= max_points:
        return np.arange(n_train), np.arange(n_test)
    quota = round(max_points * n_train / (n_train + n_test))
    return pick(n_train, quota), pick(n_test, max_points - quota)


def both_ends(items: Sequence[Item], most: int) -> list[Item]:
    """All `items`, or the first and the last half of `most` if there are more."""
    half = most // 2
    return list(items) if len(items) <= most else [*items[:half], *items[-half:]]


def bin_counts(values: Array, low: float, high: float, bins: int) -> Array:
    """How many of the finite `values` fall into each of `bins` equal bins of low..high.

    What lies outside, if only by rounding, counts into the bin at that end. A few passes over the
    data, several times faster than `np.histogram`: a frame bins every weight of the network.
    """
    # In float32 the scale of a vanishing gradient would overflow.
    dtype = np.float64 if high - low < 1e-30 else None
    with np.errstate(over="ignore", invalid="ignore"):
        index = np.multiply(values.ravel(), bins / (high - low), dtype=dtype)
        index -= low * (bins / (high - low))
        clean = np.isfinite(index.sum())
    if not clean:
        index = index[np.isfinite(index)]
    whole = index.astype(np.intp)
    np.clip(whole, 0, bins - 1, out=whole)
    counts: Array = np.bincount(whole, minlength=bins)
    return counts


def png_uri(pixels: Array, palette: Array | None = None) -> str:
    """An image [h, w] of one byte per pixel as a PNG data URI (ISO/IEC 15948).

    Without a palette a byte is a grey value, 0 black to 255 white. With one, [m, 4], it is the
    number of a row: red, green, blue and opacity. [h, w, 3] is red, green and blue themselves.
    """
    colors = 2 if pixels.ndim == 3 else 0
    height, width = pixels.shape[:2]
    pixels = pixels.reshape(height, -1)
    # Every row of a PNG starts with the number of its filter: 0 is none, 2 is the difference to
    # the row above, which halves a smooth surface and enlarges handwriting.
    rows = np.zeros((height, pixels.shape[1] + 1), np.uint8)
    rows[:, 1:] = pixels
    if palette is not None:
        rows[:, 0] = 2
        rows[1:, 1:] -= pixels[:-1]
    header = struct.pack(">IIBBBBB", width, height, 8, colors if palette is None else 3, 0, 0, 0)
    chunks = [b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", header)]
    if palette is not None:
        chunks.append(_chunk(b"PLTE", palette[:, :3].tobytes()))
        chunks.append(_chunk(b"tRNS", palette[:, 3].tobytes()))
    chunks.append(_chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)))
    chunks.append(_chunk(b"IEND", b""))
    return "data:image/png;base64," + base64.b64encode(b"".join(chunks)).decode("ascii")


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)
