"""What every mistake of the table makes of one number: in its own line, or in all lines."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.mistakes.backward import RIGHT, Pass, Steps
from mlpviz.gradcheck.mistakes.case import LINE, OUTPUT, STEP, WHOLE, spoilt
from mlpviz.tracing.known import Known, layer_of


class Slip(NamedTuple):
    """A mistake of the table, and the number that it gives; ``here``: made in its layer alone."""

    name: str
    value: float
    here: bool


def slips(network: MLP, known: Known, quantity: str, index: tuple[int, ...]) -> Iterator[Slip]:
    """What each mistake gives for a delta or a gradient; nothing for what no mistake touches.

    Those of its own line come first, made in its layer alone, then those made in all layers. Left
    out are mistakes that a number is fitted to, among them those for which a delta needs the
    gradient of the weights above, and those that show only after an update.
    """
    if quantity[0] != "d" or quantity not in known.arrays:
        return
    layer, sample = layer_of(quantity), known.sample
    place = index if quantity.startswith(("dW", "db")) else (sample, *index)
    X, Y = known.arrays["x"], known.arrays["y"]
    network.forward(X)
    inputs = [X, *network.a[:-1]]
    work = Pass.of(network, X, Y, known.loss, known.l2, lambda: inputs)
    every = list(programs(network, known))
    own = LINE if quantity.startswith(("dW", "db")) else OUTPUT if layer == work.depth else STEP
    every.sort(key=lambda each: not spoilt(each[0]) & own)  # stable
    beside = 0.0  # what a pass with a mistake does not know of
    if known.l1 and quantity.startswith("dW"):
        beside = known.l1 * float(np.sign(known.arrays[quantity[1:]][index]))
    for here in (True, False):
        for name, steps in every:
            value = float(_made(work, quantity, layer, steps, here)[place]) + beside
            yield Slip(name, value, here)


def programs(network: MLP, known: Known) -> Iterator[tuple[str, Steps]]:
    """Every mistake that can show here, with each of its amounts."""
    for name, row in MISTAKES.items():
        left_out = row.solved or row.needs_step or row.changes == "loss" or row.same_as
        if left_out or spoilt(name) & WHOLE:
            continue
        if row.applies(network, known.loss, known.l2, known.n) is not None:
            continue
        amounts: tuple[Any, ...] = row.amounts or (None,)
        yield from ((name, row.program(amount)) for amount in amounts)


def _made(work: Pass, quantity: str, layer: int, steps: Steps, here: bool) -> Array:
    """The quantity as a pass makes it; what it does not need is not computed."""
    delta = work.last_delta(RIGHT if here and layer < work.depth else steps)
    for below in range(work.depth - 1, layer - 1, -1):
        own = RIGHT if here and below > layer else steps
        W = work.params[f"W{below + 1}"]
        delta = work.delta(below, delta, np.zeros_like(W), own)
    if quantity.startswith("dW"):
        return work.weights(layer, delta, steps)
    return work.biases(layer, delta, steps) if quantity.startswith("db") else delta
