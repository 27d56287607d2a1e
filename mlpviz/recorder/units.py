"""How many hidden units are dead or saturated, from their activations."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.arguments import wrong
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.unit_health import UnitHealth
from mlpviz.recorder.outcome import as_rows
from mlpviz.words import counted

CHUNK = 1000  # samples at a time: they and what is compared of them stay in the processor's cache
Shares = tuple[tuple[float, ...], tuple[float, ...]]


def hidden_shares(hidden: Sequence[Any] | None, activations: Sequence[str]) -> Shares:
    """Shares of dead and of saturated units of every hidden layer; empty where not known.

    ``hidden`` are activations [n, units] of each. What is saturated is known of an activation that
    has been named. Raises FaultsError for another number of layers than there are names of.
    """
    if hidden is None:
        return (), ()
    if not isinstance(hidden, list | tuple):
        raise FaultsError([wrong("hidden", hidden, "a list of activations [n, units]")])
    layers = [as_rows("hidden", array) for array in hidden]
    if activations and len(layers) != len(activations):
        layers_of = counted(len(activations), "hidden layer")
        must = f"activations [n, units] of each of {layers_of}"
        raise FaultsError([wrong("hidden", hidden, must)])
    names = list(activations) or ["identity"] * len(layers)
    units = []
    for array, name in zip(layers, names, strict=True):
        health = UnitHealth(name, array.shape[1], len(array))
        for start in range(0, len(array), CHUNK):
            part = array[start : start + CHUNK]
            health.see(part, np.ones(len(part), array.dtype))
        units.append(health)
    dead = tuple(each.dead_share() for each in units)
    told = bool(activations) and all(name in ACTIVATIONS for name in activations)
    return dead, tuple(each.saturated_share() for each in units) if told else ()
