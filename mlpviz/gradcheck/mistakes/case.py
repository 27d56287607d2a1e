"""``Case``: a gradient under test, with all that is known of the network behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.mistakes.backward import Pass, Steps
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.table import MISTAKES

OUTPUT = frozenset({"targets", "loss_gradient", "output_slope"})
STEP = frozenset({"weights_below", "delta_below", "slope"})
PRODUCT = frozenset({"layer_input", "weight_gradient", "bias_gradient"})
LINE = PRODUCT | {"penalty", "l1_penalty", "parameter_gradient"}
WHOLE = frozenset({"weights", "new_gradient"})

FIRST_ROWS = 8
LIKE = 16.0  # a wrong gradient is rounded as a right one is, in more or fewer steps
ROUNDINGS = 64.0  # of the largest entry: what an intermediate result may lose


@cache
def spoilt(name: str) -> frozenset[str]:
    """Names of the steps that a mistake spoils."""
    return frozenset(MISTAKES[name].steps.spoilt)


class Placed(NamedTuple):
    """A mistake of the table in a line, with its amount if it has one."""

    name: str
    amount: Any = None

    @property
    def row(self) -> Mistake:
        """Its row."""
        return MISTAKES[self.name]

    @property
    def steps(self) -> Steps:
        """Its steps."""
        return self.row.program(self.amount)


class Line(NamedTuple):
    """A line: the "delta" of a layer, its "W" or "b"."""

    stage: str
    layer: int


Choice = tuple[Placed, ...]  # that stand in one line; none where it is right
Choices = Sequence[Choice]  # all that give the same


class Remembered(NamedTuple):
    """The right gradient at the weights before the last update, and what was left behind."""

    older: Mapping[str, Array]
    held: Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Case:
    """The gradient under test, and what is known of it, by the engine's names and in its scale.

    ``slack`` is how far rounding may move a right gradient; ``u`` its unit round-off;
    ``remembered`` what the program has from before its last update, if anyone knows. ``between`` is
    called between two trials; what it raises ends the search.
    """

    work: Pass
    actual: Mapping[str, Array]
    right: Mapping[str, Array]
    slack: Mapping[str, Array]
    setting: Setting
    u: float
    remembered: "Remembered | None" = None
    between: Callable[[], object] = unheard

    @cached_property
    def rows(self) -> dict[frozenset[str], list[str]]:
        """Names of the mistakes that can show, by the kind of line they can stand in."""
        able = [
            name
            for name, row in MISTAKES.items()
            if row.changes == "gradient" and not row.same_as and row.applies(*self.setting) is None
        ]
        return {
            kind: [name for name in able if spoilt(name) & kind]
            for kind in (OUTPUT, STEP, LINE, PRODUCT, WHOLE)
        }

    def alike(self, name: str, made: Array) -> bool:
        """Whether ``made`` is the gradient ``name`` under test."""
        self.between()
        actual = self.actual[name]
        size = float(np.abs(made).max())
        if not np.isfinite(size):
            return False
        allowed = LIKE * (self.slack[name] + ROUNDINGS * self.u * size)
        return bool(np.all(np.abs(actual - made) <= allowed))

    def begins_alike(self, name: str, delta: Array) -> bool:
        """Whether the right line gives the first rows of a gradient: quick, where it does not."""
        if name.startswith("b") or len(self.actual[name]) <= 2 * FIRST_ROWS:
            return True
        work, layer = self.work, int(name[1:])
        inputs = (work.a[layer - 2] if layer > 1 else work.X)[:, :FIRST_ROWS]
        W = work.params[name][:FIRST_ROWS]
        pull = 2.0 * work.l2 * W + work.l1 * np.sign(W)
        made = inputs.T @ delta + pull
        size = float(np.abs(delta).sum() * np.abs(inputs).max() + np.abs(pull).max())
        slack = LIKE * (self.slack[name][:FIRST_ROWS] + ROUNDINGS * self.u * size)
        return bool(np.all(np.abs(self.actual[name][:FIRST_ROWS] - made) <= slack))

    def wrong(self, name: str) -> Array:
        """Which entries are wrong beyond rounding."""
        off: Array = np.abs(self.actual[name] - self.right[name]) > LIKE * self.slack[name]
        return off

    def line(self, name: str, delta: Array, steps: Steps) -> Array:
        """The gradient ``name`` that the steps make of its layer's delta."""
        self.between()
        layer = int(name[1:])
        of = self.work.weights if name.startswith("W") else self.work.biases
        return of(layer, delta, steps)

    def names(self, layer: int) -> list[str]:
        """The parameters of a layer, the smaller one first."""
        return [name for name in (f"b{layer}", f"W{layer}") if name in self.actual]

    def scaled(self, c: float) -> "Case":
        """The same with all gradients under test times c."""
        return replace(self, actual={name: c * g for name, g in self.actual.items()})
