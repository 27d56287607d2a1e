"""Rules about the size of the weights: too large or too small to begin with, kept small by L2."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.condition import against_constant, fails, progress
from mlpviz.diagnosis.data_facts import INPUT_SCALE
from mlpviz.diagnosis.facts import HUGE, PATIENT, TINY, Facts
from mlpviz.diagnosis.report import Diagnosis, fresh_weights, proposals
from mlpviz.diagnosis.signal import passed, shrunk, slopes, weights_pass
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.record import EpochRecord
from mlpviz.words import as_chosen, counted, loss_number, number, percent

FAR = 3.0  # times the best constant's loss: further than fresh weights begin, as a rule
PENALTY = 0.1  # share of the loss that L2 adds


def weights_too_large(facts: Facts) -> Diagnosis | None:
    """Some layer's weights began at more than three times He's size, or its biases beyond three.

    And the run suffers. In the first epochs: the untrained network's loss is three times that of
    the best constant. From epoch 5 on: it has not learned and does not get on.
    """
    first = facts.records[0]
    sizes, biases = facts.of_he(first), bias_sizes(facts, first)
    far = not facts.unexplained(first) <= FAR
    if not max(sizes.max(), biases.max()) > HUGE:
        return None
    if not (far if facts.newest.epoch < PATIENT else fails(facts)):
        return None
    config = facts.config
    of_weights = bool(sizes.max() >= biases.max())
    layer = int((sizes if of_weights else biases).argmax()) + 1
    which = "weights" if of_weights else "biases"
    size = (
        f"{number(sizes.max(), 2)} times as large as He's for its "
        f"{counted(config.sizes[layer - 1], 'input')}"
        if of_weights
        else f"about {number(biases.max(), 2)}, where what the inputs bring is about 1"
    )
    then = (
        f"So the untrained network began with {against_constant(facts, first)}: training has to "
        "undo what it says by chance before it can learn."
        if far
        else "So z is large by chance, units act as switches or are flat, and steps of the usual "
        "length change little."
    )
    return Diagnosis(
        "weights_too_large",
        f"The initial {which} are too large",
        f"The initial {which} are too large: those of layer {layer} are {size}. {then} Start from "
        f"{which} that suit the layers.",
        {
            "layer": layer,
            "size_over_he": sizes,
            "bias_size": biases,
            "first_loss": first.train_loss,
            "constant_loss": facts.constant_loss,
            "first_over_constant": facts.unexplained(first),
        },
        proposals(config, fresh_weights(config)),
    )


def bias_sizes(facts: Facts, record: EpochRecord) -> Array:
    """Root mean square of each layer's biases [layers]; 0 without biases."""
    norms = [record.param_norm.get(f"b{layer}", 0.0) for layer in range(1, facts.depth + 1)]
    return np.array(norms) / np.sqrt(facts.config.sizes[1:])


def weights_too_small(facts: Facts) -> Diagnosis | None:
    """The initial weights shrink what passes two hidden layers or more, and nothing is learned.

    Less than 1/20 of a difference between inputs came through the hidden layers at the start, more
    because of the weights than of the activations, and less than a third does now.
    """
    if not shrunk(facts) or (facts.data is not None and facts.data.input_scale > INPUT_SCALE[1]):
        return None  # inputs that are far too large make up for it, and are told first
    first, config = facts.records[0], facts.config
    sizes = weights_pass(facts, first)
    if np.prod(sizes) >= np.prod(slopes(facts)):
        return None
    per_layer = float(np.prod(sizes) ** (1.0 / len(sizes)))
    return Diagnosis(
        "weights_too_small",
        "The initial weights are too small",
        f"Tiny initial weights: a layer's are about {number(per_layer, 2)} of the size that suits "
        f"it, and over {counted(len(sizes), 'hidden layer')} the factors multiply. Of a difference "
        f"between two inputs {number(passed(facts, first), 1)} came through at the start, "
        f"{number(passed(facts, facts.newest), 1)} comes through now, and gradients shrink alike "
        f"on their way back. {_suited(facts)}",
        {"size_over_suited": sizes, "passed_at_start": passed(facts, first)}
        | {"passed": passed(facts, facts.newest), "slopes": slopes(facts)},
        proposals(config, fresh_weights(config)),
    )


def _suited(facts: Facts) -> str:
    """Which weights to start from, by the author's name."""
    name = fresh_weights(facts.config)["initializer"]
    return f"Start from {INITIALIZERS[name].author}'s weights."


def l2_too_strong(facts: Facts) -> Diagnosis | None:
    """L2 is a tenth of the loss or more, or has all but erased the weights, and the run fails."""
    l2 = facts.config.l2
    if not l2 or not fails(facts) or progress(facts) < -0.01:
        return None
    newest = facts.newest
    squares = sum(v * v for name, v in newest.param_norm.items() if name.startswith("W"))
    share = l2 * squares / newest.train_loss
    now, start = (facts.weight_scale(record).max() for record in (newest, facts.records[0]))
    erased = now < TINY <= start
    if not erased and share < PENALTY:
        return None
    effect = (
        f"the weights of every layer are down to {number(now, 1)} of Xavier's size or less, so "
        "that the inputs hardly count"
        if erased
        else f"it makes up {percent(share)} of the loss of {loss_number(newest.train_loss)}, so "
        "that steps shrink the weights rather than fit the data"
    )
    return Diagnosis(
        "l2_too_strong",
        "The L2 penalty is too strong",
        f"L2 of {as_chosen(l2)} pulls all weights to 0: {effect}. Use less of it, or none.",
        {"l2": l2, "share": share, "weight_scale": facts.weight_scale(newest)}
        | {"weight_scale_at_start": facts.weight_scale(facts.records[0])},
        proposals(facts.config, {"l2": 0.0}, {"l2": l2 / 100.0}),
    )
