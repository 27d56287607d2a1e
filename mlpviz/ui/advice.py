"""Plain words on what goes wrong, from the history of a run and its choices."""

from collections.abc import Sequence
from math import isfinite

from mlpviz.config import RunConfig
from mlpviz.engine.history import History
from mlpviz.engine.record import EpochRecord

GROWN = 3.0  # times the first loss: growing, not just noisy
PATIENT = 5  # epochs before a collapse or dead units count as more than a start


def advice(history: History, config: RunConfig, class_names: Sequence[str]) -> str | None:
    """What is visibly wrong with the run and what to change, or ``None``.

    Knows initial weights whose loss is not finite, a loss that has grown to three times the first
    one; and, from epoch 5 on, weights that
    started at zero, hidden layers whose units are all dead or almost all saturated, and
    predictions that have all fallen on one class.
    """
    first, newest = history[0], history.newest
    if not isfinite(newest.train_loss):
        return (
            "The loss of the initial weights is not finite: scale the inputs (standardise) or "
            "start from smaller weights."
        )
    if newest.train_loss > GROWN * first.train_loss > 0.0:
        return (
            f"The training loss has grown from {first.train_loss:.3g} to {newest.train_loss:.3g}: "
            f"the steps are too long. Lower the learning rate (now {newest.lr:g}) and press Reset."
        )
    if newest.epoch < PATIENT:
        return None
    return _symmetry(config) or _units(newest, config) or _collapse(newest, class_names)


def _symmetry(config: RunConfig) -> str | None:
    scale = config.initializer_options.get("std")
    if not config.hidden_sizes or (config.initializer != "zeros" and scale != 0.0):
        return None
    return (
        "All weights started at zero: the units of a layer all compute the same and get the same "
        "gradient, so they never become different. Choose other initial weights, such as "
        "xavier_uniform."
    )


def _units(record: EpochRecord, config: RunConfig) -> str | None:
    for layer, (share, name) in enumerate(
        zip(record.dead_share, config.activations, strict=True), 1
    ):
        if share == 1.0:
            remedy = "use leaky_relu, a " if name == "relu" else "use a "
            return (
                f"Every unit of hidden layer {layer} is dead: it outputs 0 for all training "
                f"samples, so no gradient passes. Press New weights, or {remedy}smaller learning "
                "rate."
            )
    for layer, share in enumerate(record.saturated_share, 1):
        if share > 0.9:
            return (
                f"{share:.0%} of the units of hidden layer {layer} are saturated: their slope is "
                "close to 0, so they hardly learn. Scale the inputs (standardise) or start from "
                "smaller weights."
            )
    return None


def _collapse(record: EpochRecord, class_names: Sequence[str]) -> str | None:
    share, true = record.predicted_share_train, record.true_share_train
    if share is None or true is None or share.max() < 1.0 or true.max() == 1.0:
        return None
    return (
        f"All predictions fall on one class, {class_names[int(share.argmax())]}: the network has "
        "learned no more than how frequent the classes are. Try scaled inputs, xavier or he "
        "initial weights, or a larger learning rate."
    )
