"""Do the probes speak about the function that the network itself calls its loss?

Some entries of every parameter are moved through the network's own loss, all together and along one
random direction: a wrong slope of any of them shows at the price of six losses, not six for each
entry. Only if it shows are the parameters moved one after the other, to name the wrong ones. A few
samples are enough, since the loss value is compared on all of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.numerical import OFFSETS, romberg, rounding_floor
from mlpviz.gradcheck.structured.downstream import Downstream
from mlpviz.gradcheck.structured.probes import NodeDelta
from mlpviz.words import number

SAMPLES = 16
STEPS = (2.0**-14, 2.0**-20)  # the smaller one for moves that cross a kink


class Move(NamedTuple):
    """Some entries of one parameter, and what the probes expect of moving them.

    ``entries`` [m] are flat indices, ``lengths`` [m] how far each moves. The loss should rise by
    ``slope``, give or take ``bound``, and some z of the layer moves by ``reach``, per unit of step.
    """

    array: Array
    entries: Array
    lengths: Array
    slope: float
    bound: float
    reach: float


def spot_faults(
    network: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float,
    l1: float = 0.0,
    downstream: Downstream,
    deltas: Sequence[NodeDelta],
    spots: int,
) -> tuple[str, ...]:
    """Parameters along whose move the network's own loss has another slope than the probes.

    ``network`` is changed and restored, and its buffers are overwritten. ``downstream`` and
    ``deltas`` are the probes' on X, Y. Up to ``spots`` entries per parameter are drawn, always the
    same ones.
    Where even the smallest step crosses a kink, a difference says nothing about the derivative,
    and the parameter is passed over. A float32 network is moved in float64; forward rounding moves
    its gradients by about as much as they differ from the float64 ones, and four times that is
    allowed for.
    """
    m, u = min(len(X), SAMPLES), float(np.finfo(network.dtype).eps) / 2.0
    X, Y, downstream = X[:m], Y[:m], downstream.rows(slice(0, m))
    deltas = [NodeDelta(*(array[:m] for array in vars(delta).values())) for delta in deltas]
    exact, shift = network, None
    if network.dtype != np.float64:
        exact = network.copy("float64")
        shift = _shift(network.copy(), exact, X, Y, loss, l2, l1)
    base = _loss(exact, X, Y, loss, l2, l1)
    inputs = [np.asarray(X, np.float64), *(a.copy() for a in exact.a[:-1])]
    scale = base + _rounded_per_loss(downstream, deltas, inputs[0])
    rng = np.random.default_rng(0)
    moves = {}
    for name, array in exact.params.items():
        layer = int(name[1:]) - 1
        penalised = (l2, l1) if name.startswith("W") else (0.0, 0.0)
        move = _move(rng, array, inputs[layer], deltas[layer], *penalised, u, spots)
        if shift is not None:
            extra = 4.0 * float(np.abs(shift[name].ravel()[move.entries] * move.lengths).sum())
            move = move._replace(bound=move.bound + extra)
        moves[name] = move

    def disagreement(*chosen: Move) -> float | None:
        """The own slope along these moves, if the probes found another one."""
        found = _own_slope(exact, X, Y, loss, l2, l1, chosen, downstream, base, scale)
        expected, bound = sum(move.slope for move in chosen), sum(move.bound for move in chosen)
        if found is None:
            return None if len(chosen) == 1 else float("nan")
        slope, error = found
        return None if abs(slope - expected) <= bound + error else slope

    if disagreement(*moves.values()) is None:
        return ()
    faults = []
    for name, move in moves.items():
        slope = disagreement(move)
        if slope is not None:
            faults.append(
                f"{name}: along {len(move.entries)} of its entries the engine's own loss has "
                f"slope {number(slope, 9)}, the probes found {number(move.slope, 9)}"
            )
    return tuple(faults)


def _move(
    rng: np.random.Generator,
    array: Array,
    a_prev: Array,
    delta: NodeDelta,
    l2: float,
    l1: float,
    u: float,
    spots: int,
) -> Move:
    """Draw different entries, each moved by a number between 1/2 and 1, up or down."""
    entries = rng.choice(array.size, min(spots, array.size), replace=False)
    lengths = rng.uniform(0.5, 1.0, len(entries)) * rng.choice([-1.0, 1.0], len(entries))
    bias = array.ndim == 1
    rows, columns = np.unravel_index(entries, (1, array.size) if bias else array.shape)
    inputs = np.ones((len(a_prev), len(rows))) if bias else a_prev[:, rows]
    pulls = lengths * inputs  # [n, entries]: how far each moves the z of its unit
    terms = pulls * delta.value[:, columns]
    slope = float(terms.sum()) / len(a_prev)
    if l2:
        slope += 2.0 * l2 * float(array.ravel()[entries] @ lengths)
    if l1:
        slope += l1 * float(np.sign(array.ravel()[entries]) @ lengths)
    slack = np.abs(pulls) * delta.tolerance[:, columns] + 64.0 * u * np.abs(terms)
    return Move(
        array,
        entries,
        lengths,
        slope,
        float(slack.sum()) / len(a_prev),
        float(np.abs(pulls).sum(axis=1).max()),
    )


def _own_slope(
    network: MLP,
    X: Array,
    Y: Array,
    loss: str,
    l2: float,
    l1: float,
    moves: Sequence[Move],
    downstream: Downstream,
    base: float,
    scale: float,
) -> tuple[float, float] | None:
    """Slope of the network's own loss and its error bound; None if every step crosses a kink."""
    network.forward(X)
    sides = _sides(network, Y, downstream)
    saved = [move.array.copy() for move in moves]
    reach = max(1.0, sum(move.reach for move in moves))
    for step in STEPS:
        h, values, crossed = step / reach, [], False
        for offset in OFFSETS:
            for move in moves:
                move.array.flat[move.entries] += offset * h * move.lengths
            values.append(_loss(network, X, Y, loss, l2, l1))
            crossed |= bool(l1) and any(map(_changes_sign, moves, saved))
            crossed |= any(
                not np.array_equal(now, then)
                for now, then in zip(_sides(network, Y, downstream), sides, strict=True)
            )
            for move, array in zip(moves, saved, strict=True):
                np.copyto(move.array, array)
        if not crossed:
            estimate = romberg(np.array(values), np.asarray(base), h)
            truncation = estimate.knotted if downstream.knotted else estimate.smooth
            return float(estimate.value), float(truncation) + float(rounding_floor(scale, h))
    return None


def _loss(network: MLP, X: Array, Y: Array, loss: str, l2: float, l1: float) -> float:
    """The network's own; one whose loss knows of no L1 is asked without it."""
    if l1:
        return network.loss(X, Y, loss=loss, l2=l2, l1=l1)
    return network.loss(X, Y, loss=loss, l2=l2)


def _changes_sign(move: Move, before: Array) -> bool:
    """Whether a moved entry is on the other side of 0, the kink of |w|.

    One that begins there is not: |w| is the same on both sides, and its difference 0, as the
    derivative is taken to be.
    """
    then, now = before.flat[move.entries], move.array.flat[move.entries]
    return move.array.ndim > 1 and bool(np.any((then != 0.0) & (np.sign(now) != np.sign(then))))


def _sides(network: MLP, Y: Array, downstream: Downstream) -> list[Array]:
    """On which side of a kink the last forward pass is: of every unit, and of every output."""
    names = enumerate(network.activations)
    units = [network.z[i] > 0.0 for i, name in names if ACTIVATIONS[name].kink]
    return units if downstream.sides is None else [*units, np.sign(network.a[-1] - Y)]


def _shift(
    network: MLP, exact: MLP, X: Array, Y: Array, loss: str, l2: float, l1: float
) -> dict[str, Array]:
    """How far the gradients of a float32 network are from those of its float64 copy."""
    _, own = network.loss_and_gradients(X, Y, loss=loss, l2=l2, l1=l1)
    _, gradients = exact.loss_and_gradients(X, Y, loss=loss, l2=l2, l1=l1)
    return {name: gradients[name] - own[name] for name in gradients}


def _rounded_per_loss(downstream: Downstream, deltas: Sequence[NodeDelta], X: Array) -> float:
    """Mean over samples of the magnitudes whose rounding reaches the loss."""
    reach = [downstream.reach(layer) for layer in range(len(downstream.z))]
    reach[0] = reach[0] + np.abs(downstream.weights[0]) @ np.abs(X.T)
    per_sample = np.abs(downstream.z[-1]).max(axis=0)
    for delta, size in zip(deltas, reach, strict=True):
        per_sample = per_sample + np.sum(np.abs(delta.value.T) * size, axis=0)
    return float(per_sample.mean())
