"""Node probes: d loss / d z of every unit and sample by central differences, fast.

Samples do not interact, and z is linear in W and b. So nudge unit j of layer l on all n samples at
once and run only the rest of the network: the change of every sample's loss gives delta[:, j], and
then dW = a_prev^T delta and db = sum(delta). A network needs as many probes as it has units, not
two losses per weight, and many units are probed in one go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.numerical import OFFSETS, STEP, romberg, rounding_floor
from mlpviz.gradcheck.progress import Progress
from mlpviz.gradcheck.structured.downstream import Downstream

MEMORY = 64 * 2**20
CACHE = 2**22  # chunks of about this many bytes are quickest: large products, still in the cache
REFINED = (STEP, STEP / 16, STEP / 256)
ACTIVATION = 100  # products that one activation counts for: a tanh of all nudges takes as long
SHARP = 1e-4  # probe again with a smaller step if truncation blurs more than this share of delta


@dataclass(frozen=True, eq=False)
class NodeDelta:
    """delta of one layer, [n, units]: its value, its error bound, and where +-h crosses a kink.

    Not divided by n: the derivative of each sample's own loss.
    """

    value: Array
    tolerance: Array
    crosses: Array


def node_deltas(
    downstream: Downstream,
    h: float | None = None,
    memory: int = MEMORY,
    progress: Progress | None = None,
) -> list[NodeDelta]:
    """``NodeDelta`` of every layer, by central differences with Romberg extrapolation.

    ``h`` is the largest nudge in z. By default it is 2^-8, and units whose delta that blurs by
    truncation are probed again with 2^-12 and 2^-16; each element keeps the smaller bound. The
    bounds of an ``h`` above 2^-8 also cover what the default finds.
    Temporary arrays stay below about ``memory`` bytes, or the need of one unit and one sample.
    """
    if h is not None and h > STEP:
        far = _stepped(downstream, (h,), memory, progress)
        return _widened(far, _stepped(downstream, REFINED, memory, None))
    return _stepped(downstream, REFINED if h is None else (h,), memory, progress)


def _widened(far: list[NodeDelta], near: list[NodeDelta]) -> list[NodeDelta]:
    """``far`` with bounds that cover what ``near`` found.

    That the extrapolation converges is not known of steps as long as the bends of the loss: where
    all three differences are far off, they may still agree.
    """
    return [
        NodeDelta(
            delta.value,
            np.fmax(delta.tolerance, np.abs(delta.value - sure.value) + sure.tolerance),
            delta.crosses,
        )
        for delta, sure in zip(far, near, strict=True)
    ]


def _stepped(
    downstream: Downstream, steps: tuple[float, ...], memory: int, progress: Progress | None
) -> list[NodeDelta]:
    """``node_deltas`` with these steps, a block of samples after the other."""
    n = downstream.targets.shape[1]
    block = max(1, memory // _probe_bytes(max(len(z) for z in downstream.z)))
    blocks = [
        _block_deltas(downstream.rows(slice(start, start + block)), steps, memory, progress)
        for start in range(0, n, block)
    ]
    return (
        blocks[0] if len(blocks) == 1 else [_joined(layer) for layer in zip(*blocks, strict=True)]
    )


def _joined(parts: tuple[NodeDelta, ...]) -> NodeDelta:
    """One layer's results for consecutive blocks of samples, put together."""
    if len(parts) == 1:
        return parts[0]
    return NodeDelta(
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.tolerance for part in parts]),
        np.concatenate([part.crosses for part in parts]),
    )


def _block_deltas(
    downstream: Downstream, steps: tuple[float, ...], memory: int, progress: Progress | None
) -> list[NodeDelta]:
    """``node_deltas`` of samples that fit into memory together; from the last layer backwards.

    The round-off of a sample's loss grows with what later layers do to it, hence the order.
    """
    base = downstream.continued(downstream.predictions(downstream.z[-1]))
    scale = base + np.abs(downstream.z[-1]).max(axis=0)
    deltas: list[NodeDelta] = []
    for layer in range(len(downstream.z) - 1, -1, -1):
        delta = _layer_delta(downstream, layer, steps, memory, base, scale, progress)
        deltas.insert(0, delta)
        scale = scale + np.sum(np.abs(delta.value.T) * downstream.reach(layer), axis=0)
    return deltas


def _layer_delta(
    downstream: Downstream,
    layer: int,
    steps: tuple[float, ...],
    memory: int,
    base: Array,
    scale: Array,
    progress: Progress | None,
) -> NodeDelta:
    """Probe one layer with the first step, then those units that profit from a smaller one.

    Units come first until all are done, as in ``downstream``.
    """
    z = downstream.z[layer]
    value, tolerance = np.zeros(z.shape), np.full(z.shape, np.inf)
    crosses = np.zeros(z.shape, dtype=bool)
    units = np.arange(len(z))
    for h in steps:
        blurred = []
        for chunk in _chunks(downstream, layer, units, memory):
            losses, kinks, knots = downstream.nudged(layer, chunk, h * OFFSETS)
            estimate = romberg(losses, base, h)
            reach = np.abs(estimate.value) * (np.abs(z[chunk]) + 1.0)
            floor = rounding_floor(scale + reach, h)
            truncation = np.where(knots, estimate.knotted, estimate.smooth)
            better = ~(truncation + floor >= tolerance[chunk])  # NaN is taken: it must show
            value[chunk] = np.where(better, estimate.value, value[chunk])
            tolerance[chunk] = np.where(better, truncation + floor, tolerance[chunk])
            crosses[chunk] = np.where(better, kinks, crosses[chunk])
            blurred.append((truncation > 16.0 * floor).any(axis=1))
            if progress is not None and h == steps[0]:
                progress.advance(z[chunk].size)
        coarse = tolerance[units].max(axis=1) > SHARP * np.abs(value).max()
        units = units[np.concatenate(blurred) & coarse]
        if not len(units):
            break
    return NodeDelta(value.T, tolerance.T, crosses.T)


def _chunks(downstream: Downstream, layer: int, units: Array, memory: int) -> Iterator[Array]:
    """Split ``units`` so that one chunk's arrays fit into the cache; at the least one unit."""
    widest = max(len(z) for z in downstream.z[min(layer + 1, len(downstream.z) - 1) :])
    per_unit = _probe_bytes(widest) * downstream.targets.shape[1]
    size = max(1, min(memory, CACHE) // per_unit)
    return (units[start : start + size] for start in range(0, len(units), size))


def _probe_bytes(widest: int) -> int:
    """Bytes for one unit and one sample: six nudges, about five arrays alive at once."""
    return 8 * len(OFFSETS) * widest * 5


def probe_cost(sizes: Sequence[int], n: int) -> int:
    """Products that one evaluation of all node probes takes: each unit reruns what follows it.

    ``sizes`` are the units of every layer, inputs first; ``n`` the samples. An activation counts as
    ``ACTIVATION`` products: where wide layers follow narrow ones, they are nearly all of it.
    """
    cost, downstream, units = 0, 0, sizes[-1]
    for fan_in, fan_out in reversed(list(pairwise(sizes[1:]))):
        downstream += fan_in * fan_out
        cost += fan_in * (downstream + ACTIVATION * (1 + units))
        units += fan_in
    return n * (cost + sizes[-1] ** 2)
