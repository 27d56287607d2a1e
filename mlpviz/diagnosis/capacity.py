"""Rules about what a network can express: only lines, nothing without biases, too few units."""

from typing import Any

import numpy as np

from mlpviz.diagnosis.condition import (
    MARGIN,
    fails,
    path,
    reached_without,
    score_words,
    what_is_possible,
)
from mlpviz.diagnosis.facts import PATIENT, Facts, middle
from mlpviz.diagnosis.loop import Choices
from mlpviz.diagnosis.reach import FEW as FEW_SAMPLES
from mlpviz.diagnosis.report import Diagnosis, proposals
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.words import counted, loss_number

BEYOND_A_LINE = 0.08  # accuracy or R² by which neighbours have to be better than a line
FEW = 4  # units: a layer that is no wider can be a bottleneck
LASTING = 20  # epochs before a network counts as having had its chance
AT_CONSTANT = 0.97  # of the best constant's loss: above, the run has not begun to learn
ROOMY = 16  # units of the layers that are proposed
SETTLED = 0.15  # share of the unexplained: a run has come to rest that takes off less
MOVED, MOVED_AT_ALL = (
    0.3,
    0.1,
)  # sizes of the weights: a shorter way, and the steps may be what is wrong


def is_linear(config: Choices) -> bool:
    """Whether the network is linear in its inputs: no hidden layers, or only identities."""
    return all(name == "identity" for name in config.activations)


def linear_network(facts: Facts) -> Diagnosis | None:
    """A network that is linear on data that is not, from epoch 5 on.

    Neighbours tell the samples better than a linear fit does, and better than the run, by 0.08;
    where no linear fit is known, the run has to have come to rest.
    """
    known, config = reached_without(facts), facts.config
    if known is None or not is_linear(config) or facts.newest.epoch < PATIENT:
        return None
    if not facts.score < known.neighbours - BEYOND_A_LINE:
        return None
    beyond = known.linear < known.neighbours - BEYOND_A_LINE
    if not beyond and not (np.isnan(known.linear) and fails(facts)):
        return None
    why = (
        "Its hidden layers have the identity as activation, so that together they are one linear "
        "layer"
        if config.hidden_sizes
        else "It has no hidden layer"
    )
    line = (
        f"the best line by least squares has {score_words(facts, known.linear)}, and the run "
        f"{score_words(facts, facts.score)}; "
        if beyond
        else f"the run rests at {score_words(facts, facts.score)}; "
    )
    cure = _room(config) | {"activation": "tanh"}
    if config.hidden_sizes:
        cure = {"activation": "tanh"}
    cure |= {"initializer": "xavier_uniform", "initializer_options": {}}
    return Diagnosis(
        "linear_network",
        "The network is linear, the data are not",
        f"The network is linear. {why}. The data are not: {line}{what_is_possible(facts)}. "
        f"{'Choose an activation that bends.' if config.hidden_sizes else 'Add a hidden layer.'}",
        _evidence(facts),
        proposals(config, cure, cure | _room(config)),
    )


def too_few_units(facts: Facts) -> Diagnosis | None:
    """A hidden layer of at most four units, in a run that has settled far above what is possible.

    From epoch 20 on: the samples allow a score better by 0.1, the second half of the epochs has
    taken less than 15% off the unexplained, and the weights have gone a third of their size:
    shorter ways are a matter of the steps. Several units on few samples, or with a loss near the
    best constant's, may be on a plateau.
    """
    config = facts.config
    if not config.hidden_sizes or min(config.hidden_sizes) > FEW or is_linear(config):
        return None
    if not _settled(facts) or path(facts, facts.records) < MOVED:
        return None
    width, known = min(config.hidden_sizes), reached_without(facts)
    tiny = facts.data is not None and facts.data.n_train <= FEW_SAMPLES
    at_constant = facts.unexplained(facts.newest) > AT_CONSTANT
    if width > 1 and (tiny or (at_constant and not facts.units_fail)):
        return None  # XOR takes two units, and more than one plateau
    if known is None or (width >= config.sizes[-1] - 1 and known.linear > facts.score + MARGIN):
        return None  # so many units can do what a line does: they are not what is missing
    layer = config.hidden_sizes.index(width) + 1
    return Diagnosis(
        "too_few_units",
        "Too few units",
        f"Hidden layer {layer} has {counted(width, 'unit')}: whatever the network says of a sample "
        f"has to go through {'this one number' if width == 1 else f'these {width} numbers'}. The "
        f"training loss hardly falls any more ({loss_number(facts.newest.train_loss)}, "
        f"{score_words(facts, facts.score)}), though {what_is_possible(facts)}. Use more units.",
        _evidence(facts) | {"layer": layer, "units": width},
        proposals(config, _room(config), _deeper(config)),
    )


def no_bias(facts: Facts) -> Diagnosis | None:
    """A network without biases that has come to rest far above what is possible.

    The weights have gone a way worth the name: else the steps may be what is wrong.
    """
    config = facts.config
    if config.bias or not _settled(facts):
        return None
    if path(facts, facts.records) < MOVED_AT_ALL:
        return None
    odd = all(is_odd(name) for name in config.activations)
    bound = (
        "Without biases the network turns its outputs round where the inputs change their sign: "
        "what it says of x it denies of -x"
        if odd
        else "Without biases the boundary of every unit runs through the origin, and inputs of 0 "
        "always get the same answer"
    )
    return Diagnosis(
        "no_bias",
        "There are no biases",
        f"{bound}. The run rests at {score_words(facts, facts.score)} (loss "
        f"{loss_number(facts.newest.train_loss)}), though {what_is_possible(facts)}. Switch the "
        "biases on.",
        _evidence(facts),
        proposals(config, {"bias": True}, {"bias": True} | _room(config)),
    )


def is_odd(activation: str) -> bool:
    """Whether f(-z) = -f(z), looked up at some z."""
    z = np.array([0.3, 1.0, 4.0])
    f = ACTIVATIONS[activation].f
    return bool(np.allclose(f(-z), -f(z)))


def _settled(facts: Facts) -> bool:
    """Whether the run fails and has come to rest, and samples are known to allow a better score.

    In the second half of its epochs, 20 at least, it has taken less than 15% off the unexplained.
    """
    window = facts.last(max(LASTING, facts.newest.epoch // 2))
    if not window or reached_without(facts) is None or not fails(facts, np.inf):
        return False
    left = [facts.unexplained(record) for record in window]
    return middle(left[-3:]) > (1.0 - SETTLED) * middle(left[:3])


def _room(config: Choices) -> dict[str, Any]:
    """Hidden layers of at least 16 units, two of them at least where there is none."""
    sizes = tuple(max(units, ROOMY) for units in config.hidden_sizes)
    return {"hidden_sizes": sizes or (ROOMY, ROOMY)}


def _deeper(config: Choices) -> dict[str, Any]:
    """The same with one more hidden layer, of the kind of the last."""
    names = config.activation
    return {
        "hidden_sizes": (*_room(config)["hidden_sizes"], ROOMY),
        "activation": names if isinstance(names, str) else (*names, names[-1]),
    }


def _evidence(facts: Facts) -> dict[str, Any]:
    known = reached_without(facts)
    assert known is not None
    return {
        "score": facts.score,
        "neighbours": known.neighbours,
        "linear": known.linear,
        "margin": MARGIN,
        "train_loss": facts.newest.train_loss,
    }
