"""The complex step: derivatives of the loss that are exact to round-off.

Along the imaginary axis nothing is subtracted: Im f(x + ih) = h f'(x) - h^3 f'''(x) / 6 + ...; with
a tiny h the error is round-off alone. Squire and Trapp, "Using complex variables to estimate
derivatives of real functions", SIAM Review 40, 1998. Probes work as in
``mlpviz.gradcheck.structured.probes``: one unit's z moves on all samples at once, and only the
rest of the network runs.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.numerical import UNIT_ROUNDOFF
from mlpviz.gradcheck.progress import Progress
from mlpviz.gradcheck.structured.downstream import Downstream, rise
from mlpviz.gradcheck.structured.probes import CACHE, MEMORY, NodeDelta
from mlpviz.gradcheck.structured.references import reference
from mlpviz.gradcheck.structured.rounding import delta_rounding, path_sums

IMAGINARY_STEP = 2.0**-80  # its square is far below round-off, and products of it don't underflow
ELEMENTS = 2048  # of which slopes are taken at a time: GELU's take about a millisecond
ERFC = np.frompyfunc(math.erfc, 1, 1)
LARGEST_EXPONENT = 350.0  # e^700 is finite; beyond, the slopes of tanh and sigmoid are 0


def complex_tanh(z: Array) -> Array:
    """1 - 2 / (e^2z + 1): unlike a quotient of exponentials, no digits cancel in its slope."""
    return 1.0 - 2.0 / (np.exp(2.0 * _limited(z)) + 1.0)


def complex_sigmoid(z: Array) -> Array:
    """1 / (1 + e^-z)."""
    return 1.0 / (1.0 + np.exp(-_limited(z)))


def complex_elu(z: Array) -> Array:
    """z where Re z > 0, else e^z - 1."""
    return np.where(z.real > 0.0, z, np.expm1(np.where(z.real > 0.0, 0.0, z)))


def complex_selu(z: Array) -> Array:
    """scale z where Re z > 0, else scale alpha (e^z - 1), with the constants of Klambauer et al."""
    scale, alpha = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
    return scale * np.where(z.real > 0.0, z, alpha * np.expm1(np.where(z.real > 0.0, 0.0, z)))


def complex_gelu(z: Array) -> Array:
    """z Phi(z), where Phi(x + ih) = Phi(x) + ih phi(x): the next term, h^2, is below round-off.

    Phi is C's erfc, which knows nothing of the engine's own; phi, the normal density, its slope by
    definition.
    """
    x = z.real
    Phi = 0.5 * ERFC(-x * 0.5**0.5).astype(np.float64)
    return z * _join(Phi, z.imag * np.exp(-0.5 * x * x) * (0.5 / np.pi) ** 0.5)


def complex_silu(z: Array) -> Array:
    """z / (1 + e^-z)."""
    return z * complex_sigmoid(z)


def complex_softplus(z: Array) -> Array:
    """log(1 + e^z), as max(z, 0) + log(1 + e^-|z|) by the sign of Re z."""
    positive = z.real > 0.0
    return np.where(positive, z, 0.0) + np.log1p(np.exp(np.where(positive, -z, z)))


def complex_softsign(z: Array) -> Array:
    """z / (1 + |z|), where |z| is z or -z by the sign of Re z."""
    return z / np.where(z.real < 0.0, 1.0 - z, 1.0 + z)


# Where activations are linear on either side of a kink, ``rise`` moves along them without complex
# numbers.
COMPLEX_ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "tanh": complex_tanh,
    "sigmoid": complex_sigmoid,
    "elu": complex_elu,
    "selu": complex_selu,
    "gelu": complex_gelu,
    "silu": complex_silu,
    "softplus": complex_softplus,
    "softsign": complex_softsign,
}


def complex_form(name: str) -> Callable[[Array], Array]:
    """The row ``name`` of ``COMPLEX_ACTIVATIONS``. Raises MissingReferenceError if it has none."""
    return reference(COMPLEX_ACTIVATIONS, name, "mlpviz/gradcheck/structured/complex_step.py")


def complex_deltas(
    downstream: Downstream, memory: int = MEMORY, progress: Progress | None = None
) -> list[NodeDelta]:
    """``NodeDelta`` of every layer by the complex step; no kink is crossed.

    The bound is that of rounding along every path from the unit to the loss. Temporary arrays stay
    below about ``memory`` bytes, or the need of one unit and one sample.
    """
    units = max(len(z) for z in downstream.z)
    block = max(1, memory // _probe_bytes(units))
    parts = []
    for start in range(0, downstream.targets.shape[1], block):
        part = downstream.rows(slice(start, start + block))
        slopes = [_slope(part, layer, progress) for layer in range(len(part.z))]
        parts.append([_layer(part, slopes, i, memory, progress) for i in range(len(part.z))])
    values = [np.concatenate(layers, axis=1).T for layers in zip(*parts, strict=True)]
    bounds = delta_rounding(downstream, path_sums(downstream, values[-1]), UNIT_ROUNDOFF)
    return [
        NodeDelta(value, bound, np.zeros(value.shape, bool))
        for value, bound in zip(values, bounds, strict=True)
    ]


def _layer(
    downstream: Downstream,
    slopes: Sequence[Array],
    layer: int,
    memory: int,
    progress: Progress | None,
) -> Array:
    """delta [units, n] of one layer, a chunk of units at a time."""
    z = downstream.z[layer]
    widest = max(len(later) for later in downstream.z[min(layer + 1, len(downstream.z) - 1) :])
    per_unit = _probe_bytes(widest) * z.shape[1]
    size = max(1, min(memory, CACHE) // per_unit)
    delta = np.empty(z.shape)
    for start in range(0, len(z), size):
        units = slice(start, start + size)
        delta[units] = _probe(downstream, slopes, layer, units)
        if progress is not None:
            progress.advance(z[units].size)
    return delta


def _probe(downstream: Downstream, slopes: Sequence[Array], layer: int, units: slice) -> Array:
    """delta [units, n] for some units of one layer.

    Only the imaginary part travels, since the real parts are the network's own z. It is so tiny
    that an activation multiplies it by the very slope that one complex step of its own gives.
    """
    last = len(downstream.z) - 1
    if layer < last:
        da = slopes[layer][units] * IMAGINARY_STEP  # [units, n]
        dz = downstream.weights[layer + 1][:, units, None] * da
        for i in range(layer + 1, last):
            da = slopes[i][:, None] * dz
            dz = (downstream.weights[i + 1] @ da.reshape(len(da), -1)).reshape(-1, *da.shape[1:])
    else:
        dz = np.zeros((len(downstream.z[last]), *downstream.z[last][units].shape))
        moved = np.arange(len(downstream.z[last]))[units]
        dz[moved, np.arange(len(moved))] = IMAGINARY_STEP
    if downstream.output is None:
        predictions = _join(downstream.z[last][:, None], dz)
    else:
        predictions = _join(
            downstream.output.f(downstream.z[last])[:, None], slopes[last][:, None] * dz
        )
    losses = downstream.continued(predictions)
    return losses.imag / IMAGINARY_STEP


def _slope(downstream: Downstream, layer: int, progress: Progress | None) -> Array:
    """Im f(z + ih) / h of the activation of ``layer``, [units, n]; of the logits, the output's."""
    z = downstream.z[layer]
    if layer == len(downstream.hidden):
        if downstream.output is None:
            return np.ones(z.shape)
    elif downstream.hidden[layer].bent:
        return rise(downstream.hidden[layer], z, np.array(1.0))
    f = complex_form(downstream.names[layer])
    size, parts = max(1, ELEMENTS // z.shape[1]), []
    for start in range(0, len(z), size):
        if progress is not None:
            progress.advance(0.0)
        part = z[start : start + size]
        parts.append(f(_join(part, np.full(part.shape, IMAGINARY_STEP))).imag / IMAGINARY_STEP)
    return np.concatenate(parts)


def _join(real: Array, imaginary: Array) -> Array:
    joined = np.empty(imaginary.shape, complex)
    joined.real, joined.imag = real, imaginary
    return joined


def _limited(z: Array) -> Array:
    """z with its real part kept where exponentials are finite."""
    return _join(np.clip(z.real, -LARGEST_EXPONENT, LARGEST_EXPONENT), z.imag)


def _probe_bytes(widest: int) -> int:
    """Bytes for one unit and one sample: about five complex arrays alive at once."""
    return 16 * widest * 5
