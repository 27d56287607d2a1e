"""How much of a difference between samples comes through the layers, by the weights' sizes."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.condition import fails
from mlpviz.diagnosis.facts import HUGE, Facts
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.record import EpochRecord

GENTLE = 0.5  # an activation whose slope stays below shrinks whatever it passes on
GROWN = 3.0  # times their first size
LOST, COMES_THROUGH = 0.15, 0.35  # of a difference in the first hidden layer, in the last one
SWOLLEN = 30.0  # times the same: what comes out is noise, and large


def slopes(facts: Facts) -> Array:
    """What each hidden layer's activation does at best to a small difference [hidden layers].

    Its steepest slope where that is below 1/2, as of sigmoid, else 1.
    """
    steepest = [ACTIVATIONS[name].steepest for name in facts.config.activations]
    return np.array([slope if slope < GENTLE else 1.0 for slope in steepest])


def weights_pass(facts: Facts, record: EpochRecord) -> Array:
    """What each hidden layer's weights do to a difference on its way [hidden layers].

    For ReLU and its kin, which pass on half, over He's; for the others 1 is LeCun's.
    """
    kin = [ACTIVATIONS[name].relu_like for name in facts.config.activations]
    return facts.of_he(record)[: len(kin)] * np.where(kin, 1.0, 2.0**0.5)


def passed(facts: Facts, record: EpochRecord) -> float:
    """What comes to the last hidden layer of a difference of 1 in the first one, roughly.

    The product of ``weights_pass`` and ``slopes`` from the second hidden layer on; 1 if there is
    none. The first is left out: how far it spreads inputs is a matter of their number. 1 as well
    where the layers or their activations are not known.
    """
    if not facts.depth or len(facts.config.activations) != len(facts.config.hidden_sizes):
        return 1.0
    return float(np.prod((weights_pass(facts, record) * slopes(facts))[1:]))


def blown_up(facts: Facts) -> tuple[int, float] | None:
    """The layer whose weights steps have made far too large, and times their first size; or None.

    Three times He's size now, and three times what they began with.
    """
    if not facts.depth:
        return None
    first, now = facts.of_he(facts.first), facts.of_he(facts.newest)
    if not np.isfinite(now).all() or not first.all():
        return None
    growth = np.where(now > HUGE, now / first, 0.0)
    layer = int(growth.argmax())
    return (layer + 1, float(growth[layer])) if growth[layer] > GROWN else None


def shrunk(facts: Facts) -> bool:
    """Whether hardly anything came through the hidden layers, at the start and now, and it fails.

    Less than 0.15 of a difference came from the first to the last at the start, and less than 0.35
    does now.
    """
    if facts.zero_start:
        return False
    start, now = passed(facts, facts.first), passed(facts, facts.newest)
    return start < LOST and now < COMES_THROUGH and fails(facts)
