"""What is tried whatever the diagnosis says: the table ``GENERAL``, one row each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from mlpviz.config import RunConfig
from mlpviz.diagnosis.report import fresh_weights
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.rules import FIRST_OUTPUT, default_loss

Changes = Mapping[str, Any]

WIDE = (16, 16)  # hidden units that are enough for small problems
ENOUGH = 10  # samples for one, of made-up data
LEARNS, TEST = "learns", "test"  # what a row helps against: training that fails, or the test


class General(NamedTuple):
    """A row of ``GENERAL``: ``changes(config)`` gives the sets of choices to try.

    ``against`` says whether it is for runs that do not learn, or for those that learn by heart.
    """

    changes: Callable[[RunConfig], Iterator[Changes]]
    against: str = LEARNS


def _always(*sets: Changes) -> Callable[[RunConfig], Iterator[Changes]]:
    """The same for every config."""
    return lambda _: iter(sets)


def _fresh_weights(config: RunConfig) -> Iterator[Changes]:
    yield fresh_weights(config)


def _standardized_targets(config: RunConfig) -> Iterator[Changes]:
    if not config.spec.n_classes:
        yield {"standardize_targets": True}


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
    """Layers of 16 at least, two of them; and four times as many in each."""
    sizes = config.hidden_sizes
    wide = tuple(max(size, WIDE[0]) for size in sizes) + WIDE[len(sizes) :]
    for more in (wide, tuple(4 * size for size in wide)):
        if len(more) == len(sizes) or isinstance(config.activation, str):
            yield {"hidden_sizes": more} | ({} if sizes else {"activation": "tanh"})


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


GENERAL: dict[str, General] = {
    "standardised inputs": General(_always({"preprocessing": "standardize"})),
    "standardised targets": General(_standardized_targets),
    "fresh weights": General(_fresh_weights),
    "other units": General(_other_units),
    "more units": General(_more_units),
    "fewer layers": General(_fewer_layers),
    "no penalty": General(_always({"l2": 0.0})),
    "Adam": General(_always({"optimizer": "adam", "optimizer_options": {}})),
    "usual settings": General(_always({"optimizer_options": {}})),
    "usual output": General(_usual_output),
    "biases": General(_always({"bias": True})),
    "batches": General(_always(*({"batch_size": size} for size in (32, 8, None)))),
    "penalty": General(_penalty, TEST),
    "fewer units": General(_fewer_units, TEST),
    "more samples": General(_more_samples, TEST),
}
