"""The chosen weight's tensor and its gradient as cells, and the product that gives it."""

from mlpviz.arrays import Array
from mlpviz.tracing import Trace
from mlpviz.workbench.trace.levels import numbers
from mlpviz.workbench.trace.shown import Matrix

MOST = 64  # rows and columns of a matrix that is drawn whole


def matrices(
    trace: Trace, name: str, index: tuple[int, ...], image: tuple[int, ...] | None
) -> tuple[Matrix, ...]:
    """W and dW, which is what came in times delta; of a wide layer the weights into one unit."""
    layer, unit = int(name[1:]), index[-1]
    weights = f"W{layer}"
    picture = image if layer == 1 else None
    plane = _plane(trace, layer, index[0] if name.startswith("W") else 0, picture)
    first = _cells(trace, weights, unit, plane)
    gradient = _cells(trace, f"d{weights}", unit, plane, pick=weights)
    if trace.n > 1:
        return first, gradient
    below, delta = trace.known.before(layer), f"d{layer}"
    came, back = trace.known.row(below), trace.known.row(delta)
    rows, columns, start = plane or (min(len(came), MOST), 1, 0)
    inputs = came[start : start + rows * columns]
    shown = back[:MOST]
    return (
        first,
        gradient,
        Matrix(below, below, rows, columns, numbers(inputs), before="=", first=start),
        Matrix(delta, delta, 1, len(shown), numbers(shown), before="×"),
    )


def _plane(
    trace: Trace, layer: int, row: int, image: tuple[int, ...] | None
) -> tuple[int, int, int] | None:
    """Rows and columns of the image that a unit's weights are, and its first input."""
    size = trace.known.sizes[layer - 1]
    if image is None:
        return None if size <= MOST else (MOST, -(-size // MOST), 0)
    height, width = image[-2:]
    return height, width, row // (height * width) * height * width


def _cells(
    trace: Trace,
    quantity: str,
    unit: int,
    plane: tuple[int, int, int] | None,
    pick: str = "",
) -> Matrix:
    array: Array = trace.arrays[quantity]
    pick = pick or quantity
    if plane is None and array.shape[1] <= MOST:
        rows, columns = array.shape
        return Matrix(quantity, quantity, rows, columns, numbers(array), pick=pick)
    rows, columns, start = plane or (len(array), 1, 0)
    values = array[start : start + rows * columns, unit]
    title = f"{quantity}[:, {unit}]"
    return Matrix(
        title, quantity, rows, columns, numbers(values), pick=pick, column=unit, first=start
    )
