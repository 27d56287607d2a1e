"""The gradient checks of both twins, on a small batch that stays the same."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes.checked import check_reported_loss
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.workbench.gate import breathe, gate

# Where the reported loss is wrong, every weight is nudged by itself: about a millisecond each.
NUDGED = 250


@dataclass(frozen=True)
class Checks:
    """The reports on both twins.

    ``unchecked`` names the parameters of the buggy twin that were left out, being too large.
    """

    buggy: GradientReport
    healthy: GradientReport
    unchecked: tuple[str, ...] = ()

    @cached_property
    def reading(self) -> str:
        """What the errors of the buggy twin look like, in a sentence; computed when it is read."""
        with gate:
            return self.buggy.read(breathe).sentence


def check_twins(
    buggy: MLP,
    healthy: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float,
    l1: float,
    nudging: bool,
    spots: int,
) -> Checks:
    """Check both twins on X [n, d], Y [n, k].

    ``nudging``: the loss that ``buggy`` reports is wrong itself, so its weights are nudged through
    that loss, as far as they are affordable. ``spots`` is that of ``check_network``.
    """
    asked: dict[str, Any] = {"loss": loss, "l2": l2, "l1": l1}
    names = affordable(buggy) if nudging else tuple(buggy.params)
    return Checks(
        check_reported_loss(buggy, X, Y, names, **asked, progress=breathe)
        if nudging
        else check_network(buggy, X, Y, **asked, spots=spots, progress=breathe),
        check_network(healthy, X, Y, **asked, spots=spots, progress=breathe),
        tuple(name for name in buggy.params if name not in names),
    )


def affordable(network: MLP) -> tuple[str, ...]:
    """Names of the parameters that can be nudged weight by weight, the smallest ones first taken.

    At least one, whatever its size.
    """
    by_size = sorted(network.params, key=lambda name: network.params[name].size)
    sizes = np.cumsum([network.params[name].size for name in by_size])
    chosen = set(by_size[: max(1, int(np.searchsorted(sizes, NUDGED, "right")))])
    return tuple(name for name in network.params if name in chosen)
