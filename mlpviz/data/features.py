"""Input features: functions of the plane that a network takes instead of its two inputs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.arguments import wrong
from mlpviz.engine.faults import Fault, unknown

PLANE = ("x1", "x2")  # the inputs as they are
CONIC = (*PLANE, "x1^2", "x2^2", "x1 x2")  # of second degree: a linear model draws any conic
INPUTS = 2  # that data need to have


@dataclass(frozen=True)
class Feature:
    """One row of the table: ``of(x1 [n], x2 [n]) -> [n]``, elementwise.

    ``called`` is its name where the two inputs are ``{0}`` and ``{1}``, ``short`` that in a link.
    """

    called: str
    short: str
    formula: str
    of: Callable[[Array, Array], Array]

    def named(self, inputs: Sequence[str]) -> str:
        """Its name for two inputs of these names: ``x1²``."""
        return self.called.format(*inputs)


FEATURES: dict[str, Feature] = {
    "x1": Feature("{0}", "x1", "x_1", lambda x1, _: x1),
    "x2": Feature("{1}", "x2", "x_2", lambda _, x2: x2),
    "x1^2": Feature("{0}²", "x1sq", "x_1^2", lambda x1, _: x1 * x1),
    "x2^2": Feature("{1}²", "x2sq", "x_2^2", lambda _, x2: x2 * x2),
    "x1 x2": Feature("{0}·{1}", "x1x2", "x_1 x_2", lambda x1, x2: x1 * x2),
    "sin x1": Feature("sin {0}", "sinx1", r"\sin x_1", lambda x1, _: np.sin(x1)),
    "sin x2": Feature("sin {1}", "sinx2", r"\sin x_2", lambda _, x2: np.sin(x2)),
}


def feature_faults(names: object, field: str = "input_features") -> list[Fault]:
    """What is wrong with ``names`` of features: a tuple, each of the table and once, or None."""
    if names is None:
        return []
    if not isinstance(names, tuple) or not 1 <= len(names) <= len(FEATURES):
        must = f"a tuple of 1 to {len(FEATURES)} names, such as ('x1', 'x2', 'x1^2'), or None"
        return [wrong(field, names, must)]
    strange = [name for name in names if not isinstance(name, str) or name not in FEATURES]
    if not strange and len(set(names)) < len(names):
        return [wrong(field, names, "names of features, each once")]
    return [unknown(field, name, FEATURES) for name in strange]


def in_order(names: Sequence[str]) -> tuple[str, ...] | None:
    """Legal ``names`` in the table's order; None for the two inputs as they are."""
    ordered = tuple(name for name in FEATURES if name in names)
    return None if ordered == PLANE else ordered


def expand(X: Array, names: Sequence[str] | None) -> Array:
    """The features ``names`` of inputs X [n, 2], as columns [n, len(names)]; None is X itself.

    What overflows is infinite; sines of what is not finite are NaN.
    """
    if names is None:
        return X
    with np.errstate(all="ignore"):
        columns = [FEATURES[name].of(X[:, 0], X[:, 1]) for name in names]
    return np.column_stack(columns)


def expanded_names(inputs: Sequence[str], names: Sequence[str] | None) -> tuple[str, ...]:
    """What the features ``names`` are called, where the inputs are called ``inputs`` [2]."""
    return tuple(inputs) if names is None else tuple(FEATURES[n].named(inputs) for n in names)
