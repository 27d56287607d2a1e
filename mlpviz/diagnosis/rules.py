"""The table ``RULES`` and ``diagnose``, which asks each of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mlpviz.arrays import Array
from mlpviz.config import RunConfig, require_config
from mlpviz.diagnosis.capacity import linear_network, no_bias, too_few_units
from mlpviz.diagnosis.classes import rare_class
from mlpviz.diagnosis.data_facts import DataFacts
from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.features import constant_features
from mlpviz.diagnosis.fit import overfitting
from mlpviz.diagnosis.layers import exploding_gradients, vanishing_gradients
from mlpviz.diagnosis.needs import NEEDS
from mlpviz.diagnosis.outputs import saturated_outputs
from mlpviz.diagnosis.pace import learning_rate_too_small, oscillating
from mlpviz.diagnosis.random_labels import labels_look_random, labels_of_test_look_random
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.diagnosis.scales import features_on_different_scales, inputs_not_scaled
from mlpviz.diagnosis.standing import collapsed, plateau, worse_than_constant
from mlpviz.diagnosis.steps import diverged, diverging_soon
from mlpviz.diagnosis.targets import targets_not_scaled, targets_out_of_range
from mlpviz.diagnosis.units import dead_units, saturated_units, symmetric_units
from mlpviz.diagnosis.unlike import better_than_training, unlike_training
from mlpviz.diagnosis.weights import (
    l2_too_strong,
    weights_blown_up,
    weights_too_large,
    weights_too_small,
)
from mlpviz.engine.arguments import kind_fault, require, wrong
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord


class Rule(NamedTuple):
    """One row of ``RULES``: ``find(facts)`` is a diagnosis of this kind, or ``None``.

    ``Trainer.diagnose`` tells it once that many ``looks`` in a row have found it (``Steady``): one
    suffices where nothing can come and go, such as facts of the data. ``in_vain``: it is about a
    run that does not learn, and over once that has. ``until``: the kind that says why where this
    one knew of no reason; from then on it alone is told. ``needs_weights``: where those of earlier
    epochs are not kept, only the newest one is asked. ``of_test``: what is wrong
    shows on the test split, so that cures are judged there. ``own_data``: no data that come with
    mlpviz bring it about, so that no preset shows it. ``needs``: names of ``NEEDS``, what has to be
    known of a run beside its loss for the rule to be asked.
    """

    find: Callable[[Facts], Diagnosis | None]
    help: str
    looks: int = 2
    in_vain: bool = True
    until: str = ""
    needs_weights: bool = False
    of_test: bool = False
    own_data: bool = False
    needs: tuple[str, ...] = ()


# The cause before its symptoms: targets that spoil all, what stops the run, the data, the network
# as it began, what it can express, what became of it, the pace, and last where it stands.
RULES: dict[str, Rule] = {
    "targets_out_of_range": Rule(
        targets_out_of_range,
        "targets that the output cannot reach",
        looks=1,
        needs=("data", "output"),
    ),
    "targets_not_scaled": Rule(
        targets_not_scaled,
        "targets far larger or smaller than 1, in vain",
        needs=("data", "output", "constant"),
    ),
    "diverged": Rule(
        diverged, "a number is not finite, or the loss is 3 times the first", needs=("loss",)
    ),
    "diverging_soon": Rule(
        diverging_soon,
        "the loss rises where the gradient promises a fall",
        needs=("grads", "steps"),
    ),
    "symmetric_units": Rule(
        symmetric_units,
        "all units of a hidden layer are identical",
        looks=1,
        needs_weights=True,
        needs=("layers",),
    ),
    "labels_look_random": Rule(
        labels_look_random,
        "the test at chance, and training samples that do not tell of each other",
        in_vain=False,
        needs=("data", "score", "test_score"),
    ),
    "constant_features": Rule(
        constant_features,
        "features with one value in all training samples",
        own_data=True,
        needs=("data", "score", "constant"),
    ),
    "inputs_not_scaled": Rule(
        inputs_not_scaled,
        "raw inputs too large or small to learn from",
        needs=("data", "layers", "constant"),
    ),
    "features_on_different_scales": Rule(
        features_on_different_scales,
        "features too small to be heard hold what tells the targets",
        needs=("data", "score", "constant"),
    ),
    "weights_too_large": Rule(
        weights_too_large,
        "initial weights above 3 times He's, in vain",
        needs=("layers", "constant", "score"),
    ),
    "weights_too_small": Rule(
        weights_too_small,
        "initial weights that let 0.15 through the hidden layers",
        needs=("layers", "activations", "constant", "score"),
    ),
    "l2_too_strong": Rule(
        l2_too_strong,
        "L2 pulls as hard as the data, or has erased the weights",
        needs=("layers", "grads", "constant", "score"),
    ),
    "vanishing_gradients": Rule(
        vanishing_gradients,
        "activations that let 0.15 through, or a layer that stands still",
        needs=("layers", "steps", "constant", "score"),
    ),
    "linear_network": Rule(
        linear_network,
        "a linear network on data that is not",
        needs=("data", "activations", "score", "constant"),
    ),
    "too_few_units": Rule(
        too_few_units,
        "a layer of at most 4 units, where more is possible",
        needs=("data", "activations", "score", "constant", "steps"),
    ),
    "dead_units": Rule(
        dead_units,
        "80% of a layer's units or more output 0 on every sample",
        needs=("hidden", "layers", "score", "constant"),
    ),
    "saturated_units": Rule(
        saturated_units,
        "more than half of a layer's units are flat, in vain",
        needs=("slopes", "layers", "score", "constant"),
    ),
    "exploding_gradients": Rule(
        exploding_gradients,
        "an update-to-weight ratio stays above 0.3 and nothing is learned",
        needs=("layers", "steps", "constant"),
    ),
    "saturated_outputs": Rule(
        saturated_outputs,
        "wrong outputs where the loss brings no slope back",
        needs_weights=True,
        needs=("data", "activations", "output", "loss_name", "score", "constant"),
    ),
    "weights_blown_up": Rule(
        weights_blown_up,
        "weights that steps have made 3 times He's size, in vain",
        needs=("layers", "score", "constant"),
    ),
    "oscillating": Rule(
        oscillating, "the loss jumps up and down and gets nowhere", needs=("score", "constant")
    ),
    "no_bias": Rule(
        no_bias,
        "no biases, where more is possible",
        needs=("data", "activations", "score", "constant", "steps"),
    ),
    "learning_rate_too_small": Rule(
        learning_rate_too_small,
        "the loss falls little, in a straight line, on ground that slopes",
        needs=("grads", "steps", "score", "constant"),
    ),
    "collapsed": Rule(
        collapsed,
        "one class, or the loss of the best constant predictor",
        needs=("constant", "layers"),
    ),
    "plateau": Rule(
        plateau,
        "the same, with nothing that would keep it there",
        until="collapsed",
        needs=("constant", "score", "grads", "layers"),
    ),
    "worse_than_constant": Rule(
        worse_than_constant,
        "a loss above the best constant's that stays",
        needs=("constant", "layers"),
    ),
    "rare_class": Rule(
        rare_class,
        "a class much rarer than the others that is hardly predicted",
        in_vain=False,
        needs=("score",),
    ),
    "test_unlike_training": Rule(
        unlike_training,
        "a test split whose inputs or classes are unlike training's",
        own_data=True,
        in_vain=False,
        needs=("data", "score", "test_score"),
    ),
    "test_labels_look_random": Rule(
        labels_of_test_look_random,
        "training samples that tell of each other, but not of the test's",
        own_data=True,
        in_vain=False,
        needs=("data", "score", "test_score"),
    ),
    "test_better_than_training": Rule(
        better_than_training,
        "a test score above training's by more than chance explains",
        own_data=True,
        in_vain=False,
        needs=("data", "score", "test_score"),
    ),
    "overfitting": Rule(
        overfitting,
        "the test loss rises while the training loss falls",
        of_test=True,
        in_vain=False,
        needs=("test_loss", "test_score", "score", "constant"),
    ),
}


def diagnose(
    history: Iterable[EpochRecord],
    config: RunConfig,
    *,
    class_names: Sequence[str] = (),
    error: NonFiniteError | None = None,
    data: DataFacts | None = None,
    params: Mapping[str, Array] | None = None,
) -> tuple[Diagnosis, ...]:
    """Everything that is visibly wrong with a run, most serious first; empty for a healthy one.

    history : records in order of epoch, such as a ``History``; at least one
    config : the choices of the run as they are now
    class_names : for naming the class that predictions have collapsed onto
    error : what stopped the training, if anything did
    data : what is known of the training split (``DataFacts.of``); without it, the rules on inputs
        and targets say nothing, and a batch size counts as full only if it is ``None``
    params : the network's parameters now; without them, identical units are only suspected of
        weights that all began at the same number

    A pure function: it changes nothing and looks at nothing else.
    """
    require_config(config)
    records = tuple(history) if isinstance(history, Iterable) else ()
    if not records or not all(isinstance(record, EpochRecord) for record in records):
        raise FaultsError([wrong("history", history, "a History, or records, at least one")])
    require(
        kind_fault("class_names", class_names, list | tuple, "a list of names"),
        kind_fault("error", error, NonFiniteError | None, "a NonFiniteError, or None"),
        kind_fault("data", data, DataFacts | None, "DataFacts.of(X, Y, output), or None"),
        kind_fault("params", params, Mapping | None, "a network's params, or None"),
    )
    return tuple(found(Facts(records, config, class_names, error, data, params)).values())


def found(facts: Facts) -> dict[str, Diagnosis]:
    """What each rule finds, by kind, most serious first; empty for a healthy run.

    A rule is asked if all that it needs is known.
    """
    known = {name for name, need in NEEDS.items() if need.known(facts)}
    for kind, rule in RULES.items():
        diagnosis = rule.find(facts) if known.issuperset(rule.needs) else None
        if diagnosis is not None:
            facts.found[kind] = diagnosis
    return facts.found


def unasked(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The rules that cannot be asked, each with the names in ``NEEDS`` of what is not known."""
    missing = [name for name, need in NEEDS.items() if not need.known(facts)]
    lacks = {kind: tuple(n for n in missing if n in rule.needs) for kind, rule in RULES.items()}
    return {kind: names for kind, names in lacks.items() if names}
