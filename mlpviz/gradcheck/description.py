"""``Description``: what somebody's network is, said instead of found out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, NamedTuple

import numpy as np

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import Fault, FaultsError, show, unknown
from mlpviz.engine.losses import LOSSES, OUTPUTS, unfit
from mlpviz.gradcheck.layout import Layout
from mlpviz.words import counted, number

Penalty = Literal["none", "weights", "all"]  # what L2 and L1 terms are of


class Reduction(NamedTuple):
    """A row of ``REDUCTIONS``: in words, and what the loss is beside the engine's.

    The engine's sums over outputs and averages over samples; this one is ``factor`` times that,
    times n samples if it is a ``total``, divided by k outputs if they are ``averaged``.
    """

    words: str
    factor: float = 1.0
    total: bool = False
    averaged: bool = False

    def alpha(self, n: int, k: int) -> float:
        """The loss over the engine's."""
        return self.factor * (n if self.total else 1) / (k if self.averaged else 1)


REDUCTIONS: dict[str, Reduction] = {
    "mean": Reduction("mean over samples"),
    "half mean": Reduction("half the mean over samples", 0.5),
    "sum": Reduction("sum over samples", total=True),
    "half sum": Reduction("half the sum over samples", 0.5, total=True),
    "mean over outputs": Reduction("mean over samples and outputs", averaged=True),
    "half mean over outputs": Reduction(
        "half the mean over samples and outputs", 0.5, averaged=True
    ),
}


class PenaltyForm(NamedTuple):
    """A row of ``PENALTY_FORMS``: what a strength times the sum is multiplied by, too."""

    factor: float = 1.0
    per_sample: bool = False

    def of(self, strength: float, n: int) -> float:
        """The factor of sum(W^2), or of sum(|W|), for n samples."""
        return strength * self.factor / (n if self.per_sample else 1)


PENALTY_FORMS: dict[str, PenaltyForm] = {
    "sum": PenaltyForm(),
    "half": PenaltyForm(0.5),
    "per sample": PenaltyForm(per_sample=True),
    "half per sample": PenaltyForm(0.5, per_sample=True),
}


@dataclass(frozen=True)
class Description:
    """What a fully connected network computes; whatever is None is found out.

    Attributes
    ----------
    sizes : units per layer, inputs first, as in (784, 30, 10)
    activations : of the hidden layers, one name for all of them or one each
    output, loss : names, such as "softmax" and "cross_entropy"
    reduction : how the loss is reduced: "mean" over samples, which sums over outputs; "half mean";
        "sum"; "half sum"; "mean over outputs", which is one over samples too; "half mean over
        outputs"; or a number alpha, the loss over "mean"
    l2 : strength of the L2 term, 0 for none
    l2_form : what it multiplies: the "sum" of all W^2; "half" of it; the sum "per sample", divided
        by n; "half per sample", divided by 2n
    l2_biases : the sums, of L2 and of L1, are over biases, too
    out_in : weights are [fan_out, fan_in], not [fan_in, fan_out]
    columns : samples are the columns of X, not its rows
    l1 : strength of the L1 term, 0 for none
    l1_form : what it multiplies: as ``l2_form``, of the sum of all |W|

    Raises FaultsError that lists everything that is wrong with it.
    """

    __module__ = "mlpviz"  # as it is imported

    sizes: Sequence[int] | None = None
    activations: str | Sequence[str] | None = None
    output: str | None = None
    loss: str | None = None
    reduction: str | float | None = None
    l2: float | None = None
    l2_form: str = "sum"
    l2_biases: bool = False
    out_in: bool | None = None
    columns: bool | None = None
    l1: float | None = None
    l1_form: str = "sum"

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise FaultsError(faults)

    def complete(self, hidden: int) -> bool:
        """Whether output, loss, and the activations of so many hidden layers are all said."""
        return None not in (self.output, self.loss, self.activations if hidden else "")

    def allows(self, layout: Layout) -> bool:
        """Whether a layout is as it was said."""
        hidden = len(layout.sizes) - 2
        return (
            (self.sizes is None or tuple(self.sizes) == layout.sizes)
            and self.out_in in (None, layout.out_in)
            and self.columns in (None, layout.columns)
            and (isinstance(self.activations, str | None) or len(self.activations) == hidden)
        )

    def same_activations(self, hidden: int) -> Iterator[tuple[str, ...]]:
        """The same activation in all hidden layers: what is said, or every one there is."""
        said = self.activations
        names = ACTIVATIONS if said is None else [said] if isinstance(said, str) else set(said)
        if not hidden:
            yield ()
        elif len(names) == 1 or said is None:
            yield from ((name,) * hidden for name in names)

    def mixed_activations(self, hidden: int) -> Iterator[tuple[str, ...]]:
        """One activation for each hidden layer, where they differ: what is said, or all mixtures.

        Those that begin alike follow each other.
        """
        if self.activations is None:
            mixtures = product(ACTIVATIONS, repeat=hidden)
            yield from (names for names in mixtures if len(set(names)) > 1)
        elif not isinstance(self.activations, str) and len(set(self.activations)) > 1:
            yield tuple(self.activations)

    @property
    def penalised(self) -> Penalty:
        """What the L2 and L1 terms are of."""
        return "all" if self.l2_biases else "weights"

    def pairs(self, k: int) -> list[tuple[str, str]]:
        """The losses with their outputs that are not ruled out, for k units.

        Softmax over one unit is always 1.
        """
        return [
            (loss, output)
            for loss, row in LOSSES.items()
            for output in row.outputs
            if self.loss in (None, loss) and self.output in (None, output)
            if k > 1 or OUTPUTS[output].activation is not None
        ]

    def alphas(self, n: int, k: int) -> dict[float, str]:
        """The loss over the engine's, as far as it is said or usual, and what that is called."""
        if isinstance(self.reduction, str):
            row = REDUCTIONS[self.reduction]
            return {row.alpha(n, k): row.words}
        if self.reduction is not None:
            return {float(self.reduction): f"{number(self.reduction)} times the mean over samples"}
        usual: dict[float, str] = {}
        for row in REDUCTIONS.values():
            usual.setdefault(row.alpha(n, k), row.words)
        return usual

    def allows_alpha(self, alpha: float, n: int, k: int) -> bool:
        """Whether the loss may be ``alpha`` times the engine's."""
        return self.reduction is None or bool(np.isclose(alpha, [*self.alphas(n, k)], 1e-6, 0.0))

    def beta(self, n: int) -> float | None:
        """The factor of the sum of squares; None if it is not said."""
        return None if self.l2 is None else PENALTY_FORMS[self.l2_form].of(self.l2, n)

    def gamma(self, n: int) -> float | None:
        """The factor of the sum of sizes; None if it is not said."""
        return None if self.l1 is None else PENALTY_FORMS[self.l1_form].of(self.l1, n)


def _faults(said: Description) -> list[Fault]:
    """Everything that is wrong with a description."""
    found: list[Fault] = []
    sizes, names = said.sizes, said.activations
    if sizes is not None and (
        len(sizes) < 2 or any(not isinstance(s, int | np.integer) or s < 1 for s in sizes)
    ):
        text = f"sizes = {show(sizes)}: units per layer, inputs first, such as (784, 30, 10)."
        found.append(Fault("sizes", sizes, text))
    each = [] if names is None else [names] if isinstance(names, str) else list(names)
    found += [unknown("activations", n, ACTIVATIONS) for n in each if n not in ACTIVATIONS]
    if sizes is not None and not isinstance(names, str) and names is not None:
        hidden = len(sizes) - 2
        if len(each) != hidden:
            text = (
                f"activations: {counted(len(each), 'name')} for {counted(hidden, 'hidden layer')}. "
                "One name is for all."
            )
            found.append(Fault("activations", names, text))
    if said.output is not None and said.output not in OUTPUTS:
        found.append(unknown("output", said.output, OUTPUTS))
    if said.loss is not None and said.loss not in LOSSES:
        found.append(unknown("loss", said.loss, LOSSES))
    if said.output in OUTPUTS and said.loss in LOSSES:
        fault = unfit(str(said.loss), str(said.output))
        found += [] if fault is None else [fault]
    if isinstance(said.reduction, str):
        if said.reduction not in REDUCTIONS:
            found.append(unknown("reduction", said.reduction, REDUCTIONS))
    elif said.reduction is not None and not _number(said.reduction, above=True):
        text = f"reduction = {show(said.reduction)}: a name or a number above 0, such as 0.5."
        found.append(Fault("reduction", said.reduction, text))
    for name in ("l2", "l1"):
        value, form = getattr(said, name), getattr(said, f"{name}_form")
        if value is not None and not _number(value):
            text = f"{name} = {show(value)}: a number of at least 0; 0 for no {name.upper()} term."
            found.append(Fault(name, value, text))
        if form not in PENALTY_FORMS:
            found.append(unknown(f"{name}_form", form, PENALTY_FORMS))
    return found


def _number(value: object, above: bool = False) -> bool:
    real = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return real and 0.0 <= float(value) < np.inf and (float(value) > 0.0 or not above)  # type: ignore[arg-type]
