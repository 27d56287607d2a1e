"""``check_bug``: a gradient check of a program with a mistake in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.any_code.check import check_gradients
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.subject import Subject, reported_mistake, subject_of_program
from mlpviz.gradcheck.mistakes.table import MISTAKES
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.structured.check import check_network

ROUNDINGS = 1e3  # of the largest entry, in a gradient


def check_bug(
    network: BuggyMLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    l1: float = 0.0,
    **options: Any,
) -> GradientReport:
    """Check a buggy program's gradient against the loss that it reports itself.

    Mistakes of the gradient go through ``check_network``, which takes ``options``. Those of the
    loss change what a check differentiates, so every parameter is nudged through the network's own
    ``loss``: six passes for each, which suits small networks and batches. The network stays as it
    is. Raises what ``check_network`` does.
    """
    if network.bug not in MISTAKES or MISTAKES[network.bug].changes == "gradient":
        return check_network(network, X, Y, loss=loss, l2=l2, l1=l1, **options)
    return check_reported_loss(network, X, Y, tuple(network.params), loss=loss, l2=l2, l1=l1)


def check_reported_loss(
    network: MLP,
    X: Array,
    Y: Array,
    names: Sequence[str],
    *,
    loss: str,
    l2: float = 0.0,
    l1: float = 0.0,
    progress: Callable[[float], object] | None = None,
) -> GradientReport:
    """Check the gradients of some parameters by nudging them through the network's own loss.

    ``progress`` is called with the share that is done.
    """
    copy = network.copy()
    asked: dict[str, Any] = {"loss": loss, "l2": l2, "l1": l1}
    _, gradients = copy.loss_and_gradients(X, Y, **asked)
    report = check_gradients(
        lambda: copy.loss(X, Y, **asked),
        {name: copy.params[name] for name in names},
        {name: gradients[name] for name in names},
        progress=progress,
    )
    return replace(report, subject=_subject(network, X, Y, asked) if report.failing else None)


def _subject(network: MLP, X: Array, Y: Array, asked: dict[str, Any]) -> Subject:
    """Where to look for the mistakes in the loss that a program reports, and in its gradient."""
    plain, program = BuggyMLP.of(network, Steps()), network.copy()
    right_value, right = plain.loss_and_gradients(X, Y, **asked)
    value, actual = program.loss_and_gradients(X, Y, **asked)
    u = float(np.finfo(network.dtype).eps) / 2.0
    slack = {n: np.full(g.shape, ROUNDINGS * u * np.abs(g).max()) for n, g in right.items()}
    setting = Setting(network, asked["loss"], asked["l2"], len(X), asked["l1"])
    reported = reported_mistake(setting._replace(network=plain), X, Y, value, right_value)
    return subject_of_program(setting, X, Y, actual, right, slack, reported)
