"""The way through the network that belongs to a weight: one unit of every layer."""

import numpy as np

from mlpviz.tracing import Trace
from mlpviz.tracing.gradient import Gradient


def way(trace: Trace, gradient: Gradient) -> tuple[int, ...]:
    """A unit of every column, inputs first: through the weight, and along the largest terms.

    Before the weight that is what adds most to the unit above, behind it the path that adds most to
    the gradient.
    """
    layer, index = gradient.layer, gradient.index
    units = [index[-1]]
    if gradient.name.startswith("W"):
        units.insert(0, index[0])
    while len(units) < layer + 1:
        units.insert(0, _largest_below(trace, layer - len(units) + 1, units[0]))
    largest = max(gradient.paths.terms, key=lambda term: (bool(term.way), abs(term.value)))
    units += largest.way[1:]
    while len(units) < len(trace.known.sizes):
        delta = trace.known.row(f"d{len(units)}")
        units.append(int(np.abs(delta).argmax()))
    return tuple(units)


def _largest_below(trace: Trace, layer: int, unit: int) -> int:
    """The unit below ``layer`` that adds most to this one's weighted sum."""
    known = trace.known
    return int(np.abs(known.row(known.before(layer)) * known.arrays[f"W{layer}"][:, unit]).argmax())
