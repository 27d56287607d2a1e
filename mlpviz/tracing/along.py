"""``Along``: the loss where one weight is moved, by the layers that it reaches alone."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.tracing.known import Known, layer_of
from mlpviz.tracing.penalties import of_loss, present

AT_ONCE = 2_000_000  # numbers of a layer


class Along:
    """The loss of a pass along the parameter ``name[index]``, everything else as it is.

    Only the z of one unit moves, and what is above it.
    """

    def __init__(self, known: Known, name: str, index: tuple[int, ...]) -> None:
        self._known, self._layer, self._unit = known, layer_of(name), index[-1]
        self._z = known.arrays[f"z{self._layer}"].astype(float)
        self._given = np.ones(known.n)
        self._penalised = name.startswith("W")
        self.weight = float(known.arrays[name][index])
        if self._penalised:
            self._given = known.arrays[known.before(self._layer)][:, index[0]].astype(float)
        self._penalty = sum(item.value for item in of_loss(known))

    def losses(self, moves: Array) -> Array:
        """The loss where the parameter is moved by each of ``moves`` [m], as [m]."""
        widest = max(self._known.sizes[self._layer :])
        most = max(1, AT_ONCE // (self._known.n * widest))
        parts = [self._some(moves[start : start + most]) for start in range(0, len(moves), most)]
        return np.concatenate(parts)

    def _some(self, moves: Array) -> Array:
        known, layer = self._known, self._layer
        moved = self._z[:, self._unit] + moves[:, None] * self._given  # [m, n]
        if layer == known.depth:
            z = np.repeat(self._z[None], len(moves), axis=0)
            z[:, :, self._unit] = moved
        else:
            f = ACTIVATIONS[known.activation(layer)].f
            rise = f(moved) - f(self._z[:, self._unit])
            if (mask := known.mask(layer)) is not None:
                rise = rise * mask[:, self._unit]
            z = known.arrays[f"z{layer + 1}"].astype(float) + (
                rise[:, :, None] * known.arrays[f"W{layer + 1}"][self._unit].astype(float)
            )
            for above in range(layer + 2, known.depth + 1):
                a = ACTIVATIONS[known.activation(above - 1)].f(z)
                if (mask := known.mask(above - 1)) is not None:
                    a = a * mask
                z = a @ known.arrays[f"W{above}"]
                if known.bias:
                    z += known.arrays[f"b{above}"]
        row, output = LOSSES[known.loss], OUTPUTS[known.output]
        Y = known.arrays["y"].astype(float)
        weights = known.arrays["w"].astype(float) if known.weighted else None
        with np.errstate(all="ignore"):
            values = [
                row.f(each if row.fused else output.f(each), Y, weights=weights)[0] for each in z
            ]
        losses = np.array(values)
        losses += self._penalty
        if self._penalised:
            for penalty, strength in present(known):
                change = penalty.of(self.weight + moves) - penalty.of(np.array(self.weight))
                losses += strength.value * change
        return losses
