"""``Gradient``: one weight's or bias's, as products, as a sum over samples and over paths."""

from dataclasses import dataclass
from functools import cached_property

from mlpviz.arrays import Array
from mlpviz.tracing.backward import contributions, gradient_items, weight_gradient
from mlpviz.tracing.known import Known, layer_of
from mlpviz.tracing.parts import Lines, Sum, Term
from mlpviz.tracing.paths import paths_of
from mlpviz.tracing.penalties import of_gradient
from mlpviz.tracing.sums import sum_of


@dataclass(frozen=True, eq=False)
class Gradient:
    """The gradient of the parameter ``name[index]``."""

    known: Known
    name: str
    index: tuple[int, ...]

    @property
    def layer(self) -> int:
        """The parameter's layer."""
        return layer_of(self.name)

    @property
    def value(self) -> float:
        """dL/dW, the engine's."""
        return float(self.known.arrays[f"d{self.name}"][self.index])

    @cached_property
    def lines(self) -> Lines:
        """It as a product of what came in and a delta, added up over samples."""
        return weight_gradient(self.known, f"d{self.name}", self.layer, self.index)

    @cached_property
    def sum(self) -> Sum:
        """It as a sum: what each sample adds, and what a penalty does."""
        items, rest = gradient_items(self.known, f"d{self.name}", self.layer, self.index)
        return sum_of(self.value, items, self.known.digits_known, rest)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of ``sum``."""
        return self.sum.terms

    @property
    def contributions(self) -> Array:
        """What each sample adds [n], 1/n in it; a penalty is not in them."""
        return contributions(self.known, f"d{self.name}", self.layer, self.index)

    @property
    def penalty(self) -> float:
        """What penalties add to the gradient."""
        return sum(item.value for item in of_gradient(self.known, f"d{self.name}", self.index))

    @cached_property
    def paths(self) -> Sum:
        """It as a sum over the ways from the weight to the loss, each through one unit a layer."""
        items, rest = paths_of(self.known, self.name, self.layer, self.index)
        return sum_of(self.value, items, self.known.digits_known, rest)
