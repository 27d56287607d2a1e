"""What every log tells of a loop: its loss, its steps, its learning rate."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.facts import norm
from mlpviz.diagnosis.loop import Loop
from mlpviz.recorder.loss_kind import LossKind, recognised, stated
from mlpviz.recorder.outcome import Truth, as_rows
from mlpviz.recorder.told import Told
from mlpviz.recorder.vectors import is_one_step


class Log(NamedTuple):
    """What was given of an epoch, as far as it tells of the loop.

    ``slopes`` are the gradients by name, empty if there are none, ``moved`` the parameters less
    those of the log before, ``sizes`` their norms, ``has_loss`` whether
    a loss was given.
    """

    loss: float
    lr: float
    steps: int | None
    outputs: Any
    truth: Truth | None
    slopes: Mapping[str, Array]
    moved: Mapping[str, Array]
    sizes: Mapping[str, float]
    has_loss: bool = True


def with_steps(loop: Loop, log: Log) -> Loop:
    """``loop`` with the log's learning rate and the updates of its epoch, as far as known.

    As told, or from the batch size, or one: the parameters moved by -lr times the gradient.
    """
    loop = replace(loop, lr=log.lr, has_loss=log.has_loss)
    samples = 0 if log.truth is None else log.truth.count
    if log.steps is not None:
        return replace(loop, steps=float(log.steps))
    if loop.batch_size is not None and samples:
        return replace(loop, steps=float(-(-samples // loop.batch_size)))
    if not isfinite(loop.steps) and is_one_step(log.moved, log.slopes, log.lr):
        return replace(loop, steps=1.0, optimizer=loop.optimizer or "sgd")
    return loop


def with_loss(loop: Loop, log: Log, told: Told) -> tuple[Loop, bool | None]:
    """``loop`` with the loss that gives the log's value on its outputs, if that can be told.

    And whether it is one that is known; None where there is nothing to tell it from.
    """
    if log.outputs is None or log.truth is None:
        return loop, None
    rows = as_rows("outputs", log.outputs)
    if rows.dtype.kind != "f" or not np.isfinite(rows.sum()):
        return loop, None
    weights = {name: size for name, size in log.sizes.items() if name.startswith("W")}
    data_loss = log.loss - (loop.l2 * norm(weights) ** 2 if loop.l2 else 0.0)
    names = told.loop.loss, told.loop.output
    kind = recognised(data_loss, rows, log.truth, told.n_classes, names)
    found = kind or stated(*names, log.truth, told.n_classes, rows.shape[1])
    return (loop if found is None else _named(loop, found, told)), kind is not None


def _named(loop: Loop, kind: LossKind, told: Told) -> Loop:
    return replace(
        loop,
        loss=kind.loss,
        output=told.loop.output or kind.output,
        loss_scale=kind.scale,
        class_targets=kind.targets,
    )
