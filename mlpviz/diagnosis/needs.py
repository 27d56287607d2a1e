"""What rules need: the table ``NEEDS``, by the names in ``Rule.needs``."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import NamedTuple

from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.loop import Loop


class Need(NamedTuple):
    """A row of ``NEEDS``: whether it is there, and how one who keeps a record gives it."""

    known: Callable[[Facts], bool]
    given: str


def _measured(norms: Mapping[str, float]) -> bool:
    """Whether there are norms and they are numbers."""
    return bool(norms) and all(map(isfinite, norms.values()))


def _constant(facts: Facts) -> bool:
    """Whether the loss can be set beside that of the best constant output."""
    return facts.newest.train_r2 is not None or facts.constant_loss is not None


def _activations(facts: Facts) -> bool:
    config = facts.config
    return bool(config.sizes) and len(config.activations) == len(config.hidden_sizes)


def _loss(facts: Facts) -> bool:
    return not isinstance(facts.config, Loop) or facts.config.has_loss


# In the order in which they are best given.
NEEDS: dict[str, Need] = {
    "loss": Need(_loss, "log(loss)"),
    "grads": Need(lambda facts: _measured(facts.newest.grad_norm), "log(grads=...)"),
    "steps": Need(
        lambda facts: _measured(facts.newest.update_norm),
        "log(steps=...), the number of updates, or Recorder(batch_size=...)",
    ),
    "score": Need(
        lambda facts: facts.newest.train_accuracy is not None or facts.newest.train_r2 is not None,
        "log(outputs=..., labels=...)",
    ),
    "constant": Need(
        _constant, "log(outputs=..., labels=...), and Recorder(loss=...) if it is not recognised"
    ),
    "test_loss": Need(lambda facts: isfinite(facts.newest.test_loss), "log(test_loss=...)"),
    "test_score": Need(
        lambda facts: facts.newest.test_accuracy is not None or facts.newest.test_r2 is not None,
        "log(test_outputs=..., test_labels=...)",
    ),
    "hidden": Need(lambda facts: bool(facts.newest.dead_share), "log(hidden=...)"),
    "slopes": Need(
        lambda facts: bool(facts.newest.saturated_share),
        "log(hidden=...) and Recorder(activation=...)",
    ),
    "activations": Need(_activations, "Recorder(activation=...)"),
    "output": Need(lambda facts: bool(facts.config.output), "Recorder(output=...)"),
    "loss_name": Need(lambda facts: bool(facts.config.loss), "Recorder(loss=...)"),
    "data": Need(lambda facts: facts.data is not None, "Recorder(train=(X, y))"),
    "layers": Need(
        lambda facts: bool(facts.config.sizes), "params that are weights and biases of layers"
    ),
}
