"""A rule about outputs that are flat where they are wrong: squared error on a squashing output."""

from collections.abc import Mapping

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.condition import against_constant, fails
from mlpviz.diagnosis.facts import Facts, middle
from mlpviz.diagnosis.report import Diagnosis, fresh_weights, proposals, shorter_steps
from mlpviz.diagnosis.signal import blown_up
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.words import percent

FLAT = 0.25  # of the outputs that are wrong: so many are saturated
RESTING = 10  # epochs in which the loss moves
HARDLY = 0.1  # of its median or less
WRONG = 0.25  # of the width of the output's range: further from the target


def saturated_outputs(facts: Facts) -> Diagnosis | None:
    """A quarter of the outputs that are wrong are saturated, where the loss brings no slope back.

    Classes, with a loss on the outputs of sigmoid or tanh: its derivative has the output's slope
    as a factor, which is near 0 where the output is near its limits; cross-entropy cancels it.
    Needs ``data`` and ``params``; in runs that fail and have come to rest.
    """
    config, output = facts.config, OUTPUTS[facts.config.output]
    squashes = output.activation is not None and output.activation.unsaturated is not None
    if not squashes or LOSSES[config.loss].fused or facts.newest.train_accuracy is None:
        return None
    if facts.data is None or facts.params is None or not fails(facts) or not _rests(facts):
        return None
    X, Y = facts.data.samples
    wrong, flat = wrong_and_flat(outputs(X, facts.params, config.activations), Y, config.output)
    if not wrong or flat < FLAT * wrong:
        return None
    share, grown = flat / wrong, blown_up(facts)
    carried = (
        " Steps that were too long carried them there: lower the learning rate as well"
        f"{facts.lr_said()}."
        if grown
        else ""
    )
    cross = {"output": "sigmoid", "loss": "binary_cross_entropy"}
    return Diagnosis(
        "saturated_outputs",
        "Outputs are saturated where they are wrong",
        f"{percent(share)} of the wrong outputs lie so near to the limits of {config.output} that "
        f"its slope there is almost 0. The gradient of {config.loss} has that slope as a factor, "
        f"so what is most wrong learns least: {against_constant(facts, facts.newest)}. "
        f"Cross-entropy has no such factor.{carried}",
        {"wrong": wrong, "flat": flat, "share": share},
        proposals(
            config,
            cross | shorter_steps(config),
            cross,
            {"output": "softmax", "loss": "cross_entropy"},
            fresh_weights(config),
        ),
    )


def _rests(facts: Facts) -> bool:
    """Whether the loss has hardly moved in the last 10 epochs: what is flat but moves may come."""
    losses = np.array([record.train_loss for record in facts.last(RESTING)])
    return len(losses) > 1 and bool(np.ptp(losses) < HARDLY * middle(losses))


def outputs(X: Array, params: Mapping[str, Array], activations: tuple[str, ...]) -> Array:
    """The last layer's z [n, k] for inputs X [n, d]."""
    a = X
    for layer in range(1, len(activations) + 2):
        z = a @ params[f"W{layer}"]
        if f"b{layer}" in params:
            z = z + params[f"b{layer}"]
        a = ACTIVATIONS[activations[layer - 1]].f(z) if layer <= len(activations) else z
    return np.asarray(a)


def wrong_and_flat(z: Array, Y: Array, output: str) -> tuple[int, int]:
    """How many of the outputs of z [n, k] are far from Y [n, k], and how many of those are flat."""
    row = OUTPUTS[output]
    assert row.activation is not None
    a = row.f(z)
    low, high = row.range
    wrong = np.abs(a - Y) > WRONG * (high - low)
    inner = row.activation.unsaturated
    assert inner is not None
    flat = wrong & ((a <= inner[0]) | (a >= inner[1]))
    return int(wrong.sum()), int(flat.sum())
