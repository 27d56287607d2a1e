"""``Proof``: a gradient beside what the loss does when its weight is nudged either way."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import OUTPUTS
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.sample_losses import SAMPLE_LOSSES
from mlpviz.tracing.formula import Val, written
from mlpviz.tracing.known import Known
from mlpviz.tracing.parts import Line
from mlpviz.words import element_name

NUDGES = (1e-4, 1e-5, 1e-6)  # the first one within which nothing has a kink
ROUNDINGS = 64.0  # of the loss, in a difference of two


class Proof(NamedTuple):
    """The gradient of a weight by central differences, through the network's own loss.

    Attributes
    ----------
    h : how far the weight was nudged to either side
    below, above : the loss at w - h and at w + h
    estimate : (above - below) / 2h
    value : the gradient that it is to prove
    tolerance : how far the two may differ: the error of the difference, judged by one with 2h
        (Richardson), and what rounding can do
    passed : whether they do not differ by more
    line : the difference with its numbers, exact as every line; ``shown`` is its result
    note : what makes it worth less, if anything does
    """

    h: float
    below: float
    above: float
    estimate: float
    value: float
    tolerance: float
    passed: bool
    line: Line
    shown: str
    note: str = ""


def prove(network: MLP, known: Known, name: str, index: tuple[int, ...]) -> Proof:
    """Nudge ``name[index]`` in a copy of the network, of double precision, whose own loss is asked.

    ``network.grads`` hold the gradient that is to be proved.
    """
    twin, value = network.copy("float64"), float(network.grads[name][index])
    weight, at = twin.params[name], float(twin.params[name][index])
    Y, loss = known.arrays["y"].astype(float), known.loss

    def probe(place: float) -> tuple[float, Array]:
        weight[index] = place
        result = known.loss_of(twin)
        on_right = [place > 0.0] if known.l1 and name.startswith("W") else []
        return result, np.append(sides(twin, Y, loss), on_right)

    h, crossed = NUDGES[0], True
    for h in NUDGES:
        (below, left), (above, right) = probe(at - h), probe(at + h)
        crossed = not np.array_equal(left, right)
        if not crossed:
            break
    estimate = (above - below) / (2.0 * h)
    coarse = (probe(at + 2.0 * h)[0] - probe(at - 2.0 * h)[0]) / (4.0 * h)
    u = float(np.finfo(float).eps)
    own = float(np.finfo(network.dtype).eps) * float(np.abs(network.grads[name]).max())
    tolerance = abs(coarse - estimate) + ROUNDINGS * (u * max(abs(above), abs(below)) / h + own)
    formula: list[str | Val] = ["(", Val("L(w + h)", above), " - ", Val("L(w - h)", below)]
    formula += [") / (2*", Val("h", h), ")"]
    line = written(Val(f"dL/d{element_name(name, index)}", estimate), formula)
    note = "A kink lies within the nudge: there the two sides have slopes of their own."
    return Proof(
        h,
        below,
        above,
        estimate,
        value,
        tolerance,
        abs(estimate - value) <= tolerance,
        line.numbers,
        line.shown,
        note if crossed else "",
    )


def sides(network: MLP, Y: Array, loss: str) -> Array:
    """On which side of every kink the last forward pass stands: of activations and of the loss."""
    kinks = [
        (z > 0.0).ravel()
        for name, z in zip(network.activations, network.z, strict=False)
        if ACTIVATIONS[name].kink
    ]
    if SAMPLE_LOSSES[loss].from_side is not None:
        kinks.append((OUTPUTS[network.output].f(network.z[-1]) > Y).ravel())
    return np.concatenate([np.zeros(0, bool), *kinks])
