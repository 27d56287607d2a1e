"""What was computed at one point, and the networks that it may come from, run beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.candidates import Laid, loss_and_delta, passes
from mlpviz.gradcheck.description import Description, Penalty
from mlpviz.gradcheck.recognise import ROUNDINGS
from mlpviz.gradcheck.recognised import Recognised

EXACT = 1e-10  # relative, of a loss: far more than its rounding, far less than chance would give
SHARP = 1e-12  # of a loss whose remainder has to be a round L2 or L1 strength
CLOSE = 1e-9  # of a gradient, over the largest entry of its parameter
SEEN = 100.0  # times as large as what passes for equal: a penalty that gradients prove

Gradients = Mapping[str, Array]


class Given:
    """What was computed: ``arrays``, their ``gradients``, and the loss ``value``, if known.

    ``u`` is the coarsest unit round-off in it.
    """

    def __init__(
        self,
        arrays: Sequence[Array],
        gradients: Sequence[Array],
        value: float | None,
        u: float = 2.0**-53,
    ) -> None:
        self.arrays, self.gradients, self.value, self._u = arrays, gradients, value, u
        self.coarse = u > 2.0**-53
        rounding = ROUNDINGS * u if self.coarse else 0.0
        self.exact, self.sharp = max(EXACT, rounding), max(SHARP, rounding)
        self.close = max(CLOSE, 4.0 * rounding)

    def without_value(self) -> "Given":
        """The same without its loss."""
        return Given(self.arrays, self.gradients, None, self._u)

    def is_loss(self, value: float) -> bool:
        """Whether ``value`` is the given loss, to round-off."""
        return self.value is not None and abs(value - self.value) <= self.exact * abs(self.value)


class Candidate(NamedTuple):
    """A network without penalty, the engine's own loss ``S``, and some gradients of it by name.

    ``judged`` and ``params`` are what was given, by the same names; ``sums`` are those of squares,
    "l2", and of sizes, "l1", by what a penalty may be of.
    """

    plain: Recognised
    judged: Gradients
    params: Gradients
    sums: Mapping[Penalty, Mapping[str, float]]
    S: float
    unit: Gradients

    def agreeing(self, found: Recognised, close: float) -> dict[str, int]:
        """Parameters whose gradient is that of ``found``, and not all zeros, with their entries.

        ``close`` is how close it has to be, over its largest entry.
        """
        agree = {}
        for name in self.unit.keys() & self.judged.keys():
            judged = self.judged[name]
            pull = found.penalty_part(name, self.params[name])
            off = np.abs(judged - found.scale * self.unit[name] - pull)
            largest = float(np.abs(judged).max())
            if largest and off.max() <= close * largest:
                agree[name] = judged.size
        return agree

    def feels(self, name: str, found: Recognised, close: float) -> bool:
        """Whether the penalties of ``found`` are parts of this gradient that nobody could miss."""
        pulls = 2.0 * found.l2 * float(np.abs(self.params[name]).max()), found.l1
        largest = float(np.abs(self.judged[name]).max())
        return found.penalises(name) and all(p > SEEN * close * largest for p in pulls if p)

    def in_full(self, arrays: Sequence[Array]) -> "Candidate":
        """With the gradients of all layers, which stand at ``arrays``."""
        return self._replace(unit=self.plain.gradients(self.plain.network(arrays)))


def candidates_at(
    given: Given,
    every: Sequence[Laid],
    choices: Callable[[Laid, Description], Iterator[tuple[str, ...]]],
    said: Description,
) -> Iterator[tuple[float, Candidate]]:
    """Every candidate with the gradients of its last layer, and the share that came before."""
    for number, laid in enumerate(every):
        names = list(choices(laid, said))
        depth = len(laid.layout.sizes) - 1
        held = laid.layout.held
        judged, params = held(given.gradients), held(given.arrays)
        sums = {
            what: {"l2": float(at[0]), "l1": float(laid.absolutes[what][0])}
            for what, at in laid.penalties.items()
        }
        for i, (activations, a, z) in enumerate(passes(laid, names)):
            share = (number + i / len(names)) / len(every)
            for (loss, output), Y in product(said.pairs(laid.layout.sizes[-1]), laid.targets):
                S, delta = loss_and_delta(z, Y, output, loss)
                top = {f"W{depth}": a.T @ delta, f"b{depth}": delta.sum(axis=0)}
                what = laid.layout, activations, output, loss
                plain = Recognised(*what, 1.0, 0.0, "none", laid.X, Y)
                if np.isfinite(S):
                    yield share, Candidate(plain, judged, params, sums, S, top)
