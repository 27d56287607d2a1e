"""``check_network``: the engine's gradients against central differences, with a verdict."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.agreement import forward_faults, loss_faults, spot_faults
from mlpviz.gradcheck.numerical import STEP
from mlpviz.gradcheck.probes import MEMORY, NodeDelta, node_deltas
from mlpviz.gradcheck.report import GradientReport, ParameterRow
from mlpviz.gradcheck.rounding import delta_rounding
from mlpviz.gradcheck.suffix import Suffix

Array = np.ndarray[Any, Any]


def check_network(
    network: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    gradients: Mapping[str, Array] | None = None,
    h: float | None = None,
    spots: int = 10,
    memory: int = MEMORY,
) -> GradientReport:
    """Compare the gradients of ``network`` on X [n, d], Y [n, k] with central differences.

    ``loss`` and ``l2`` are those of ``MLP.loss_and_gradients``. ``gradients``, keyed and shaped
    like ``network.params``, are what is judged: by default the engine's own. ``h`` nudges a
    pre-activation: by default 2^-8, and less where the loss is too sharp for that. ``spots``
    weights per parameter are also checked one by one through the engine's own loss; on a live
    display 1 will do. ``memory`` bounds temporary arrays, in bytes.

    The network stays as it is, buffers included: the check works on copies. A float32 network is
    differentiated at the pre-activations that float32 gave, but in float64; what float32 rounds in
    its backward pass widens the tolerance. Raises ValueError for shapes that don't fit, an empty
    batch, or a loss that doesn't go with the output.
    """
    started = perf_counter()
    if len(X) == 0:
        raise ValueError("the batch is empty: a gradient check needs at least one sample")
    copy = network.copy()
    u = float(np.finfo(copy.dtype).eps) / 2.0
    with np.errstate(all="ignore"):
        value, own = copy.loss_and_gradients(X, Y, loss=loss, l2=l2)
        judged = own if gradients is None else gradients
        _require_same_shapes(judged, copy.params)
        copy.forward(X)
        X, Y = np.asarray(X, copy.dtype), np.asarray(Y, copy.dtype)
        suffix = Suffix.of(copy, Y, loss)
        deltas = node_deltas(suffix, h, memory)
        rows = _rows(copy, X, suffix, deltas, judged, l2, u)
        checker_loss, faults = loss_faults(suffix, value, l2, u)
        faults += forward_faults(copy, X, u)
        if spots:
            exact = copy if u < 1e-12 else copy.copy("float64")
            faults += spot_faults(
                exact, X, Y, loss=loss, l2=l2, suffix=suffix, deltas=deltas, rows=rows,
                own=own, spots=spots,
            )  # fmt: skip
    return GradientReport(
        rows=rows,
        faults=faults,
        loss=value,
        checker_loss=checker_loss,
        h=STEP if h is None else h,
        n=len(X),
        dtype=copy.dtype.name,
        spots=sum(min(spots, row.analytic.size) for row in rows),
        seconds=perf_counter() - started,
    )


def probe_cost(sizes: Sequence[int], n: int) -> int:
    """Products that one evaluation of all node probes takes: each unit reruns what follows it.

    ``sizes`` are the units of every layer, inputs first; ``n`` the samples.
    """
    cost, suffix = 0, 0
    for fan_in, fan_out in reversed(list(pairwise(sizes[1:]))):
        suffix += fan_in * fan_out
        cost += fan_in * suffix
    return n * (cost + sizes[-1] ** 2)


def _rows(
    network: MLP,
    X: Array,
    suffix: Suffix,
    deltas: list[NodeDelta],
    gradients: Mapping[str, Array],
    l2: float,
    u: float,
) -> tuple[ParameterRow, ...]:
    """From delta to parameters: dW = a_prev^T delta + 2 l2 W, db = sum delta; bounds likewise.

    The bound of delta, the rounding of the engine's delta and that of its sum over n samples all
    pass through |a_prev|^T.
    """
    n = len(X)
    tiny = float(np.finfo(network.dtype).tiny)  # underflow is an absolute error
    roundings = delta_rounding(suffix, deltas, u)
    rows = []
    a_prev = X.T.astype(np.float64)
    for i, (delta, rounding) in enumerate(zip(deltas, roundings, strict=True)):
        value = delta.value.T / n
        bound = (delta.tolerance + rounding + (n + 2) * u * np.abs(delta.value)).T / n
        dW, tolerance = a_prev @ value, np.abs(a_prev) @ bound
        tolerance += tiny
        if l2:
            penalty = 2.0 * l2 * suffix.weights[i].T
            dW += penalty
            tolerance += 4.0 * u * np.abs(penalty)
        crosses = delta.crosses.T
        kinks = (a_prev != 0.0) @ crosses if crosses.any() else np.zeros(dW.shape, dtype=bool)
        weight, bias = f"W{i + 1}", f"b{i + 1}"
        rows.append(ParameterRow.compare(weight, gradients[weight], dW, tolerance, kinks))
        if network.bias:
            rows.append(
                ParameterRow.compare(
                    bias,
                    gradients[bias],
                    value.sum(axis=0),
                    bound.sum(axis=0) + tiny,
                    np.any(crosses, axis=0, keepdims=True)[0],
                )
            )
        a_prev = network.a[i].T.astype(np.float64)
    return tuple(rows)


def _require_same_shapes(gradients: Mapping[str, Array], params: Mapping[str, Array]) -> None:
    for name, array in params.items():
        if name not in gradients:
            raise ValueError(f"gradients has no {name!r}; need {', '.join(params)}")
        if np.shape(gradients[name]) != array.shape:
            shape = np.shape(gradients[name])
            raise ValueError(f"gradient {name} has shape {shape}; need {array.shape}")
