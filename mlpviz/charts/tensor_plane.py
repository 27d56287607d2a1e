"""A tensor of any shape as the rows and columns of a picture, and the borders of masks on it."""

import math
from collections.abc import Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.words import counted

# More cells than a screen has room for, and than a browser draws without a pause.
MAX_CELLS = 500_000


def plane_shape(shape: Sequence[int]) -> tuple[int, int]:
    """Rows and columns of the picture of a tensor.

    A matrix W [fan_in, fan_out] keeps its rows and columns, a vector is one row, a scalar one cell.
    A tensor of more axes has its first axis as rows and all others, the last one running fastest,
    as columns.
    """
    if len(shape) < 2:
        return 1, math.prod(shape)
    return shape[0], math.prod(shape[1:])


def plane_index(row: int, column: int, shape: Sequence[int]) -> tuple[int, ...]:
    """The tensor's index of a cell. Raises IndexError if the picture has no such cell."""
    rows, columns = plane_shape(shape)
    if not (0 <= row < rows and 0 <= column < columns):
        raise IndexError(
            f"there is no cell ({row}, {column}): the picture of a tensor {tuple(shape)} has "
            f"{counted(rows, 'row')} and {counted(columns, 'column')}"
        )
    return tuple(int(i) for i in np.unravel_index(row * columns + column, tuple(shape)))


def plane_cell(index: Sequence[int], shape: Sequence[int]) -> tuple[int, int]:
    """Row and column of a tensor's element. Raises ValueError if the tensor has no such element."""
    flat = int(np.ravel_multi_index(tuple(index), tuple(shape))) if len(shape) else 0
    row, column = divmod(flat, plane_shape(shape)[1])
    return row, column


def window(rows: int, columns: int, row: int, column: int) -> tuple[slice, slice]:
    """The part of a picture that is drawn: all of it, or MAX_CELLS around a cell."""
    if rows * columns <= MAX_CELLS:
        return slice(0, rows), slice(0, columns)
    wide = min(columns, max(MAX_CELLS // rows, math.isqrt(MAX_CELLS)))
    high = min(rows, MAX_CELLS // wide)
    top, left = (
        min(max(at - size // 2, 0), whole - size)
        for at, size, whole in ((row, high, rows), (column, wide, columns))
    )
    return slice(top, top + high), slice(left, left + wide)


def mask_border(mask: Array, top: int = 0, left: int = 0) -> list[str]:
    """The border of the cells in `mask` [r, c], as commands of one SVG path.

    Cell (i, j) is the square of side 1 around x = left + j, y = top + i. Edges in a line are one
    command, so the border of a whole row or column is four of them, however long.
    """
    padded = np.pad(mask, 1)
    across = _runs(padded[1:, 1:-1] != padded[:-1, 1:-1])
    down = _runs((padded[1:-1, 1:] != padded[1:-1, :-1]).T)
    x, y = left - 0.5, top - 0.5
    return [
        *(f"M{start + x:.1f},{line + y:.1f}H{end + x:.1f}" for line, start, end in across),
        *(f"M{line + x:.1f},{start + y:.1f}V{end + y:.1f}" for line, start, end in down),
    ]


def _runs(edges: Array) -> list[tuple[int, int, int]]:
    """(line, start, end) of every run of True along the rows of `edges`."""
    steps = np.diff(np.pad(edges.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    lines, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    return list(zip(lines.tolist(), starts.tolist(), ends.tolist(), strict=True))
