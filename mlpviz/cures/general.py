"""What is tried whatever the diagnosis says: the table ``GENERAL``, one row each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from mlpviz.config import RunConfig
from mlpviz.data.features import CONIC, INPUTS
from mlpviz.diagnosis.report import fresh_weights
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.rules import FIRST_OUTPUT, default_loss

Changes = Mapping[str, Any]

GENTLE = 0.5  # an activation whose slope stays below shrinks the gradient by itself
WIDE = (16, 16)  # hidden units that are enough for small problems
MANY = 128  # hidden units: more are not proposed
ENOUGH = 10  # samples for one, of made-up data
LEARNS, TEST = "learns", "test"  # what a row helps against: training that fails, or the test


class General(NamedTuple):
    """A row of ``GENERAL``: ``changes(config)`` gives the sets of choices to try.

    ``against`` says whether it is for runs that do not learn, or for those that learn by heart.
    ``usual``: its first set is part of ``everything``.
    """

    changes: Callable[[RunConfig], Iterator[Changes]]
    against: str = LEARNS
    usual: bool = False


def _always(*sets: Changes) -> Callable[[RunConfig], Iterator[Changes]]:
    """The same for every config."""
    return lambda _: iter(sets)


def _fresh_weights(config: RunConfig) -> Iterator[Changes]:
    yield fresh_weights(config)


def _standardized_targets(config: RunConfig) -> Iterator[Changes]:
    if config.spec.task == "regression":
        yield {"standardize_targets": True}


def _steep_units(config: RunConfig) -> Iterator[Changes]:
    """Tanh, where some units shrink the gradient by themselves, or are linear."""
    rows = [(name, ACTIVATIONS[name]) for name in config.activations]
    if any(name == "identity" or row.steepest < GENTLE for name, row in rows):
        yield {"activation": "tanh", **fresh_weights(config.changed(activation="tanh"))}


def _other_units(config: RunConfig) -> Iterator[Changes]:
    """Tanh, or ReLU's relative whose units cannot die, with initial weights that suit."""
    if not config.hidden_sizes:
        return
    for name in ("tanh", "relu"):
        name = ACTIVATIONS[name].revival or name
        if set(config.activations) != {name}:
            weights = fresh_weights(config.changed(activation=name))
            yield {"activation": name, **weights}


def _more_units(config: RunConfig) -> Iterator[Changes]:
    """Layers of 16 at least, two of them; and up to four times as many in each."""
    sizes = config.hidden_sizes
    wide = tuple(max(size, WIDE[0]) for size in sizes) + WIDE[len(sizes) :]
    for more in (wide, tuple(max(size, min(4 * size, MANY)) for size in wide)):
        if len(more) == len(sizes) or isinstance(config.activation, str):
            yield {"hidden_sizes": more} | ({} if sizes else {"activation": "tanh"})


def _features(config: RunConfig) -> Iterator[Changes]:
    """Squares and the product of two inputs, which let a linear model draw circles and crosses."""
    plane = config.spec.n_features == INPUTS and config.input_features is None
    if plane and not config.hidden_sizes:
        yield {"input_features": CONIC}


def _fewer_layers(config: RunConfig) -> Iterator[Changes]:
    sizes, names = config.hidden_sizes, config.activation
    if len(sizes) > len(WIDE):
        few = {"activation": names if isinstance(names, str) else names[: len(WIDE)]}
        yield {"hidden_sizes": sizes[: len(WIDE)], **few, **fresh_weights(config)}


def _usual_output(config: RunConfig) -> Iterator[Changes]:
    """The output that suits the task with its own loss; or this output's own loss."""
    task = config.spec.task
    own = default_loss(config.output, task)
    if not LOSSES[config.loss].fused:
        yield {"loss": own, "target_scale": 1.0}
    output = FIRST_OUTPUT[task]
    yield {"output": output, "loss": default_loss(output, task), "target_scale": 1.0}


def _penalty(config: RunConfig) -> Iterator[Changes]:
    for l2 in (1e-4, 1e-3, 1e-2, 1e-1):
        if l2 > config.l2:
            yield {"l2": l2}


def _dropout(config: RunConfig) -> Iterator[Changes]:
    for rate in (0.2, 0.5):
        if config.hidden_sizes and rate > config.dropout:
            yield {"dropout": rate}


def _early_stopping(config: RunConfig) -> Iterator[Changes]:
    for patience in (10, 30):
        if config.patience is None:
            yield {"patience": patience}


def _fewer_units(config: RunConfig) -> Iterator[Changes]:
    for part in (4, 16):
        sizes = tuple(max(2, size // part) for size in config.hidden_sizes)
        yield {"hidden_sizes": sizes}


def _more_samples(config: RunConfig) -> Iterator[Changes]:
    """Ten times as many samples, where they are made up."""
    option = config.spec.options.get("n_samples")
    if option is not None:
        n = config.dataset_options.get("n_samples", option.default)
        many = int(min(ENOUGH * (n or 0), option.maximum))
        yield {"dataset_options": {**config.dataset_options, "n_samples": many}}


# What is usual comes in the order in which one has to be known before the next can be chosen.
GENERAL: dict[str, General] = {
    "standardised inputs": General(_always({"preprocessing": "standardize"}), usual=True),
    "standardised targets": General(_standardized_targets, usual=True),
    "steep units": General(_steep_units, usual=True),
    "fresh weights": General(_fresh_weights, usual=True),
    "other units": General(_other_units),
    "input features": General(_features),
    "fewer layers": General(_fewer_layers, usual=True),
    "more units": General(_more_units, usual=True),
    "usual output": General(_usual_output, usual=True),
    "biases": General(_always({"bias": True}), usual=True),
    "no penalty": General(_always({"l2": 0.0}), usual=True),
    "batches": General(_always(*({"batch_size": size} for size in (32, 8, None))), usual=True),
    "usual settings": General(_always({"optimizer_options": {}})),
    "Adam": General(_always({"optimizer": "adam", "optimizer_options": {}}), usual=True),
    "penalty": General(_penalty, TEST),
    "dropout": General(_dropout, TEST),
    "early stopping": General(_early_stopping, TEST),
    "fewer units": General(_fewer_units, TEST),
    "more samples": General(_more_samples, TEST),
}


def everything(config: RunConfig) -> Changes:
    """All that is usual at once: where that helps, some part of it does."""
    new = config
    for row in GENERAL.values():
        if row.usual and (changes := next(row.changes(new), None)):
            new = new.changed(**changes)
    return {
        name: getattr(new, name)
        for name in type(config).model_fields
        if getattr(new, name) != getattr(config, name)
    }
