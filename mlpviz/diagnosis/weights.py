"""Rules about the size of the weights: as they began, as L2 and long steps have made them."""

from collections.abc import Mapping
from math import hypot

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.condition import against_constant, fails, progress
from mlpviz.diagnosis.data_facts import INPUT_SCALE
from mlpviz.diagnosis.facts import HUGE, PATIENT, TINY, Facts, middle
from mlpviz.diagnosis.report import Diagnosis, fresh_weights, proposals, shorter_steps
from mlpviz.diagnosis.signal import SWOLLEN, blown_up, passed, shrunk, slopes, weights_pass
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.record import EpochRecord
from mlpviz.words import as_chosen, as_large, counted, loss_number, number, percent

FAR = 3.0  # times the best constant's loss: further than fresh weights begin, as a rule
UNLEARNED = 0.8  # of the best constant's loss
RECOVERING = 0.03  # share of the unexplained that an epoch takes off
PENALTY = 0.5  # share of the loss that L2 adds
PULL = 0.4  # of the whole gradient


def weights_too_large(facts: Facts) -> Diagnosis | None:
    """The initial weights or biases are far larger than suits the layers, and the run suffers.

    Some layer's weights at more than three times He's size, or its biases beyond three; or weights
    whose factors make a difference in the first hidden layer 30 times as large in the last one. In
    the first epochs: the untrained network's loss is three times that of the best constant. From
    epoch 5 on: the run has not learned and does not get on.
    """
    first, config = facts.first, facts.config
    far = facts.began_untrained and not facts.unexplained(first) <= FAR
    found = _too_large(facts)
    if found is None or not (far if facts.newest.epoch < PATIENT else fails(facts)):
        return None
    which, size = found
    then = (
        f"So the untrained network began with {against_constant(facts, first)} (suitable weights "
        "begin near that): training has to undo what it says by chance before it can learn."
        if far
        else "So z is large by chance, units act as switches or are flat, and steps of the usual "
        "length change little."
    )
    return Diagnosis(
        "weights_too_large",
        f"The initial {which} are too large",
        f"The initial {which} are too large: {size}. {then} Start from {which} that suit the "
        "layers.",
        {
            "size_over_he": facts.of_he(first),
            "bias_size": bias_sizes(facts, first),
            "passed_at_start": passed(facts, first),
            "first_loss": first.train_loss,
            "constant_loss": facts.constant_loss,
            "first_over_constant": facts.unexplained(first),
        },
        proposals(config, fresh_weights(config)),
    )


def _too_large(facts: Facts) -> tuple[str, str] | None:
    """Whether it is "weights" or "biases" that began too large, and by how much, in words."""
    first, config = facts.first, facts.config
    sizes, biases = facts.of_he(first), bias_sizes(facts, first)
    if max(sizes.max(), biases.max()) > HUGE:
        if biases.max() > sizes.max():
            size = f"about {number(biases.max(), 2)}, where what the inputs bring is about 1"
            return "biases", f"those of layer {int(biases.argmax()) + 1} are {size}"
        layer = int(sizes.argmax()) + 1
        inputs = counted(config.sizes[layer - 1], "input")
        times = number(sizes.max(), 2)
        return "weights", f"those of layer {layer} are {times} times as large as He's for {inputs}"
    if passed(facts, first) <= SWOLLEN:
        return None
    factors = weights_pass(facts, first)[1:]
    each = number(np.prod(factors) ** (1.0 / len(factors)), 2)
    return "weights", (
        f"a layer's are about {each} times the size that suits it, and from layer to layer the "
        f"factors multiply, to {number(passed(facts, first), 2)} in hidden layer {len(factors) + 1}"
    )


def bias_sizes(facts: Facts, record: EpochRecord) -> Array:
    """Root mean square of each layer's biases [layers]; 0 without biases."""
    norms = [record.param_norm.get(f"b{layer}", 0.0) for layer in range(1, facts.depth + 1)]
    return np.array(norms) / np.sqrt(facts.config.sizes[1:])


def weights_too_small(facts: Facts) -> Diagnosis | None:
    """The initial weights shrink what passes the hidden layers, and nothing is learned.

    Less than 0.15 of a difference came from the first hidden layer to the last at the start, more
    because of the weights than of the activations, and less than 0.35 does now.
    """
    if not shrunk(facts) or (facts.data is not None and facts.data.input_scale > INPUT_SCALE[1]):
        return None  # inputs that are far too large make up for it, and are told first
    first, config = facts.first, facts.config
    sizes = weights_pass(facts, first)[1:]
    if np.prod(sizes) >= np.prod(slopes(facts)[1:]):
        return None
    per_layer = float(np.prod(sizes) ** (1.0 / len(sizes)))
    return Diagnosis(
        "weights_too_small",
        "The initial weights are too small",
        f"Tiny initial weights: a layer's are about {number(per_layer, 2)} of the size that suits "
        f"it, and from layer to layer the factors multiply. Of a difference in hidden layer 1, "
        f"{number(passed(facts, first), 1)} came to hidden layer {len(sizes) + 1} at the start, "
        f"{number(passed(facts, facts.newest), 1)} comes there now, and gradients shrink alike on "
        f"their way back. {_suited(facts)}",
        {"size_over_suited": sizes, "passed_at_start": passed(facts, first)}
        | {"passed": passed(facts, facts.newest), "slopes": slopes(facts)[1:]},
        proposals(config, fresh_weights(config)),
    )


def _suited(facts: Facts) -> str:
    """Which weights to start from, by the author's name."""
    name = fresh_weights(facts.config)["initializer"]
    return f"Start from {INITIALIZERS[name].author}'s weights."


def l2_too_strong(facts: Facts) -> Diagnosis | None:
    """L2 has all but erased the weights, or pulls about as hard as the data, and the run fails.

    It is half of the loss or more; or the gradient of the penalty, 2 l2 |W|, is 0.4 of the whole
    gradient, median of five epochs: where a run rests against L2 it is about all of it.
    """
    l2 = facts.config.l2
    if not l2 or not fails(facts) or progress(facts) < -0.01:
        return None
    newest = facts.newest
    share = _share_of_loss(l2, newest)
    pull = _pull(facts)
    now, start = (facts.weight_scale(record).max() for record in (newest, facts.first))
    erased = now < TINY <= start
    if not erased and share < PENALTY and pull < PULL:
        return None
    effect = (
        f"the weights of every layer are down to {number(now, 1)} of Xavier's size or less, so "
        "that the inputs hardly count"
        if erased
        else f"it makes up {percent(share)} of the loss of {loss_number(newest.train_loss)}, so "
        "that steps shrink the weights rather than fit the data"
        if share >= PENALTY
        else f"its gradient is {as_large(pull)} as the whole one, so that the data "
        "hardly move the weights any more"
    )
    return Diagnosis(
        "l2_too_strong",
        "The L2 penalty is too strong",
        f"L2 of {as_chosen(l2)} pulls all weights to 0: {effect}. Use less of it, or none.",
        {"l2": l2, "share": share, "pull": pull, "weight_scale": facts.weight_scale(newest)}
        | {"weight_scale_at_start": facts.weight_scale(facts.first)},
        proposals(facts.config, {"l2": 0.0}, {"l2": l2 / 100.0}),
    )


def of_weights(norms: Mapping[str, float]) -> float:
    """Euclidean norm of all weights, biases left out, from the norms by name."""
    return hypot(*(norm for name, norm in norms.items() if name.startswith("W")))


def _share_of_loss(l2: float, record: EpochRecord) -> float:
    """The penalty l2 sum(W²) over the whole training loss; 0 of a loss of 0."""
    penalty = l2 * of_weights(record.param_norm) ** 2
    return penalty / record.train_loss if record.train_loss > 0.0 else 0.0


def _pull(facts: Facts) -> float:
    """The penalty's gradient over the whole one, median of the newest five records."""
    l2 = facts.config.l2
    pulls = [
        2.0 * l2 * of_weights(record.param_norm) / gradient
        for record in facts.records[-PATIENT:]
        if (gradient := of_weights(record.grad_norm)) > 0.0
    ]
    return middle(pulls) if pulls else 0.0


def weights_blown_up(facts: Facts) -> Diagnosis | None:
    """Steps that were too long have made some layer's weights far too large, and the run fails.

    Three times He's size, and three times what they began with; an epoch takes less than 3% off
    the unexplained.
    """
    grown = blown_up(facts)
    if grown is None or not fails(facts, RECOVERING):
        return None
    if facts.unexplained(facts.newest) < UNLEARNED:
        return None  # what winds, as spirals do, takes large weights
    layer, times = grown
    config = facts.config
    return Diagnosis(
        "weights_blown_up",
        "Steps that were too long have blown up the weights",
        f"Steps that were too long made the weights of layer {layer} {number(times, 2)} times as "
        f"large as they began: {against_constant(facts, facts.newest)}. Steps of the same length "
        "change little in weights so large. Start again with a lower learning rate"
        f"{facts.lr_said()}.",
        {"layer": layer, "times": times, "lr": facts.newest.lr}
        | {"size_over_he": facts.of_he(facts.newest)},
        proposals(config, shorter_steps(config), shorter_steps(config, 0.01)),
    )
