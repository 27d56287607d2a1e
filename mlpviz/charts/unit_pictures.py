"""What is drawn inside the units of the network diagram: small pictures of what they do."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import finite
from mlpviz.words import number

LEVELS = 127  # shades on either side of zero, in one byte


class UnitPictures(NamedTuple):
    """Pictures of some layers' units: blue is positive, orange negative, 0 the page itself.

    `layers[l]` is [drawn units, h, w], all layers alike, or None for plain units; row 0 is on top.
    `weights` says that these are weights, which share one scale in a layer; else they are
    activations, each on a scale of its own that reaches 1 at least, so that a unit that hardly
    answers is pale.
    """

    layers: Sequence[Array | None]
    weights: bool = False

    @property
    def shape(self) -> tuple[int, int] | None:
        """Height and width; None where there is no picture."""
        found = [layer.shape[1:] for layer in self.layers if layer is not None]
        return found[0] if found else None

    def levels(self, layer: int) -> Array | None:
        """A layer's pictures [drawn units, h * w] as whole numbers 0..254; 127 is zero."""
        values = self.layers[layer]
        if values is None:
            return None
        flat = finite(values).reshape(len(values), -1)
        limit = np.abs(flat).max(axis=1, initial=0.0)
        limit = np.full_like(limit, limit.max(initial=0.0)) if self.weights else limit.clip(1.0)
        limit[limit == 0.0] = 1.0
        levels: Array = np.rint(LEVELS * (1.0 + flat / limit[:, None])).astype(np.uint8)
        return levels

    def words(self, layer: int) -> list[str]:
        """For each of a layer's drawn units the range of its picture; nothing for plain ones."""
        values = self.layers[layer]
        if values is None:
            return []
        kind = "weights" if self.weights else "activation" if layer else "values"
        return [f"{kind} from {number(one.min())} to {number(one.max())}" for one in values]
