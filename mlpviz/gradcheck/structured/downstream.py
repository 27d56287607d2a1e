"""The network from some layer's z to each sample's loss, as a frozen, independent copy.

In here arrays have units first, [units, n] or [units, nudges, probed units, n]: each layer is then
one large product, and sums over units run along whole rows of memory. What the probes return is
[n, units], as everywhere else. Lists count layers from 0.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS, Activation
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.sample_losses import SampleLoss, sample_loss


@dataclass(frozen=True, eq=False)
class Downstream:
    """A network and a batch, frozen after a forward pass; everything in float64.

    ``z`` [units, n] are the engine's own pre-activations, so that its backward pass and the
    probes speak about the same point to the bit; ``weights`` [fan_out, fan_in]; ``targets`` [k, n].
    ``output`` is None if ``loss`` is written for logits. ``names`` are those of the hidden
    activations and of ``output``, which is where their complex forms are found. ``sides`` [k, n],
    where the slope of ``loss`` jumps at the target, are the signs of the engine's own outputs less
    the targets: an output that rounds to the other side has another slope. None for other losses.
    """

    z: tuple[Array, ...]
    weights: tuple[Array, ...]
    hidden: tuple[Activation, ...]
    output: Activation | None
    loss: SampleLoss
    targets: Array
    names: tuple[str, ...]
    sides: Array | None = None

    @classmethod
    def of(cls, network: MLP, Y: Array, loss: str) -> "Downstream":
        """Freeze ``network`` as its last forward pass left it, with targets ``Y`` [n, k]."""
        depth = len(network.sizes) - 1
        samples = sample_loss(loss)
        kinked = samples.from_side is not None
        return cls(
            z=tuple(_units_first(z) for z in network.z),
            weights=tuple(_units_first(network.params[f"W{i}"]) for i in range(1, depth + 1)),
            hidden=tuple(ACTIVATIONS[name] for name in network.activations),
            output=None if LOSSES[loss].fused else OUTPUTS[network.output].activation,
            loss=samples,
            targets=_units_first(Y),
            names=(*network.activations, network.output),
            sides=_units_first(np.sign(network.a[-1] - Y)) if kinked else None,
        )

    def rows(self, part: slice) -> "Downstream":
        """The same for some of the samples."""
        return replace(
            self,
            z=tuple(z[:, part] for z in self.z),
            targets=self.targets[:, part],
            sides=None if self.sides is None else self.sides[:, part],
        )

    @property
    def knotted(self) -> bool:
        """Whether the loss, as a function of the parameters, has second derivatives that jump."""
        return self.loss.piece is not None or any(has_knot(f) for f in self.hidden)

    def predictions(self, logits: Array) -> Array:
        """What the loss takes: output activations, or the logits themselves."""
        return logits if self.output is None else self.output.f(logits)

    def losses(self, logits: Array) -> Array:
        """Loss of every sample [..., n] for logits [k, ..., n]."""
        return self.loss.f(self.predictions(logits), _spread(self.targets, logits.ndim))

    def continued(self, predictions: Array) -> Array:
        """Loss of every sample [..., n], on the smooth piece that holds the present point."""
        targets = _spread(self.targets, predictions.ndim)
        if self.loss.from_side is None or self.sides is None:
            return self.loss.f(predictions, targets)
        return self.loss.from_side(predictions, targets, _spread(self.sides, predictions.ndim))

    def nudged(self, layer: int, units: Array, nudges: Array) -> tuple[Array, Array, Array]:
        """Move each of ``units`` of ``layer`` in turn by each of ``nudges``, on all samples.

        Returns the losses [nudges, units, n] and two masks [units, n]: where some unit crosses a
        kink, and where f'' of some activation or of the loss jumps on the way. What travels
        through the layers is the change, dz and da, on top of the engine's own z. ``nudges`` come
        in pairs of opposite signs.
        """
        last = len(self.z) - 1
        kinks = np.zeros((len(units), self.z[0].shape[1]), dtype=bool)
        knots = kinks.copy()
        steps = nudges[None, :, None, None]
        # Up to the first curved activation all nudges share one path, in units of the nudge.
        z, dz, straight = self.z[layer][units][None, None], np.ones((1, 1, 1, 1)), True
        for i in range(layer, last):
            activation = self.hidden[i]
            if straight and not activation.bent:
                dz, straight = dz * steps, False
            if straight:
                reach = np.abs(nudges).max() * np.abs(dz)
                kinks |= np.where(z > 0.0, z <= reach, -z < reach).any(axis=(0, 1))
            elif activation.kink or has_knot(activation):
                mask = kinks if activation.kink else knots
                mask |= ((z + dz > 0.0) != (z > 0.0)).any(axis=(0, 1))
            da = rise(activation, z, dz)
            if i == layer:
                dz = self.weights[i + 1][:, None, units, None] * da
            else:
                dz = (self.weights[i + 1] @ da.reshape(len(da), -1)).reshape(-1, *da.shape[1:])
            z = _spread(self.z[i + 1], 4)
        if layer == last:
            logits = np.repeat(_spread(self.z[last], 4), len(units), axis=2)
            logits = np.repeat(logits, len(nudges), axis=1)
            logits[units, :, np.arange(len(units)), :] += nudges[:, None]
        else:
            logits = dz * steps if straight else dz
            logits += z
        predictions, targets = self.predictions(logits), _spread(self.targets, 4)
        if self.loss.piece is not None:
            here = self.loss.piece(self.predictions(_spread(self.z[last], 4)), targets)
            knots |= (self.loss.piece(predictions, targets) != here).any(axis=(0, 1))
        if self.sides is not None:
            kinks |= (np.sign(predictions - targets) != _spread(self.sides, 4)).any(axis=(0, 1))
        return self.continued(predictions), kinks, knots

    def reach(self, layer: int) -> Array:
        """Magnitude of the numbers that are rounded on the way to z of ``layer`` [units, n].

        |z| + 1 (the output function's values may be near 1 where z is near 0), and for all layers
        but the first |W| times what the activation below is made of.
        """
        size: Array = np.abs(self.z[layer]) + 1.0
        if layer == 0:
            return size
        z = self.z[layer - 1]
        parts = np.abs(self.hidden[layer - 1].f(z)) + np.minimum(np.abs(z), 1.0)
        size += np.abs(self.weights[layer]) @ parts
        return size


def rise(activation: Activation, z: Array, dz: Array) -> Array:
    """f(z + dz) - f(z), on the smooth piece of f that contains z.

    A kinked activation is linear on the right of 0, and mostly on the left: its slope there is
    f(1), or -f(-1), and the piece that contains z is continued across the kink. At z = 0 itself the
    left piece is taken, which is the convention ReLU'(0) = 0.
    """
    if not activation.kink:
        return activation.f(z + dz) - activation.f(z)
    right, left = activation.f(np.array([1.0, -1.0])) * (1.0, -1.0)
    if activation.left is None:
        slope: Array = np.where(z > 0.0, right, left)
        return slope * dz
    below = np.minimum(z, 0.0)
    curve = activation.left(below + np.where(z > 0.0, 0.0, dz)) - activation.left(below)
    risen: Array = np.where(z > 0.0, right * dz, curve)
    return risen


@cache
def has_knot(activation: Activation) -> bool:
    """Whether f'' jumps at z = 0, as in elu and softsign: second differences of the two sides."""
    e = 2.0**-10
    left, right = (activation.f(side * e * np.arange(3.0)) for side in (-1.0, 1.0))
    bend = np.array([1.0, -2.0, 1.0]) / e**2
    return not activation.kink and bool(abs(bend @ right - bend @ left) > 0.1)


def _spread(array: Array, ndim: int) -> Array:
    """[units, n] -> [units, 1, ..., 1, n]."""
    return array.reshape(len(array), *(1,) * (ndim - 2), -1)


def _units_first(array: Array) -> Array:
    return np.array(array.T, dtype=np.float64, order="C")  # a copy: buffers are used again
