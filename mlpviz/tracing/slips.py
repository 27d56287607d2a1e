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
from mlpviz.tracing.mistaken import setting_of
from mlpviz.tracing.penalties import of_loss
from mlpviz.tracing.update import Update


class Slip(NamedTuple):
    """A mistake of the table, and the number that it gives; ``here``: made in its layer alone."""

    name: str
    value: float
    here: bool


def slips(
    network: MLP, known: Known, update: Update, quantity: str, index: tuple[int, ...]
) -> Iterator[Slip]:
    """What each mistake gives for one number: a delta, a gradient, a new parameter, the loss.

    Nothing for what no mistake touches. Those of its own line come first, made in its layer alone,
    then those made in all layers. Left out are mistakes that a number is fitted to, among them
    those for which a delta needs the gradient of the weights above, and those that show only after
    an update. Nothing for dropout and weights of samples.
    """
    if known.dropped or known.weighted:  # the passes that mistakes are made in know of neither
        return
    if quantity == "L":
        yield from _of_loss(network, known)
    elif quantity.startswith("new_"):
        name = quantity.removeprefix("new_")
        place = update.pieces[name].start
        place += int(np.ravel_multi_index(index, known.arrays[name].shape))
        for slip in _of_pass(network, known, f"d{name}", index):
            grad = update.grad.copy()
            grad[place] = slip.value
            made = Update.of(update.before, network.flat, grad, update.lr, update.pieces)
            yield slip._replace(value=float(made.flat[place]))
    elif quantity.startswith("d"):
        yield from _of_pass(network, known, quantity, index)


def _of_loss(network: MLP, known: Known) -> Iterator[Slip]:
    """Those in the loss itself."""
    last = known.arrays[f"{'z' if known.fused else 'a'}{known.depth}"]
    penalty = sum(item.value for item in of_loss(known))
    for name, row in MISTAKES.items():
        if row.changes != "loss" or row.applies(*setting_of(network, known)):
            continue
        for amount in row.amounts or (None,):
            step, right = row.program(amount).loss_value, known.value - penalty
            yield Slip(name, step(known.loss, right, last, known.arrays["y"]) + penalty, True)


def _of_pass(network: MLP, known: Known, quantity: str, index: tuple[int, ...]) -> Iterator[Slip]:
    """Those in the backward pass, of a delta or a gradient."""
    layer, sample = layer_of(quantity), known.sample
    place = index if quantity.startswith(("dW", "db")) else (sample, *index)
    X, Y = known.arrays["x"], known.arrays["y"]
    network.forward(X)
    inputs = [X, *network.a[:-1]]
    work = Pass.of(network, X, Y, known.loss, lambda: inputs, l2=known.l2, l1=known.l1)
    every = list(programs(network, known))
    own = LINE if quantity.startswith(("dW", "db")) else OUTPUT if layer == work.depth else STEP
    every.sort(key=lambda each: not spoilt(each[0]) & own)  # stable
    for here in (True, False):
        for name, steps in every:
            value = float(_made(work, quantity, layer, steps, here)[place])
            yield Slip(name, value, here)


def programs(network: MLP, known: Known) -> Iterator[tuple[str, Steps]]:
    """Every mistake that can show here, with each of its amounts."""
    for name, row in MISTAKES.items():
        left_out = row.solved or row.needs_step or row.changes == "loss" or row.same_as
        if left_out or spoilt(name) & WHOLE:
            continue
        if row.applies(*setting_of(network, known)) is not None:
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
