"""What the rows and columns of somebody's parameter are, once it is known which one it is."""

from mlpviz.charts.tensor_sides import UNNAMED, Side
from mlpviz.gradcheck.layout import Layout


def sides(layout: Layout, index: int) -> tuple[Side, Side]:
    """Rows and columns of the array with this index; a bias among the weights has no name."""
    if index in layout.weights:
        layer = layout.weights.index(index) + 1
        if layout.inside:
            return UNNAMED, UNNAMED
        pair = _units(layout, layer - 1), _units(layout, layer)
        return pair[::-1] if layout.out_in else pair
    if index in layout.biases:
        return UNNAMED, _units(layout, layout.biases.index(index) + 1)
    return UNNAMED, UNNAMED


def _units(layout: Layout, layer: int) -> Side:
    """The units of a layer; the inputs are layer 0."""
    if layer == 0:
        return Side("input")
    return Side("output" if layer == len(layout.sizes) - 1 else f"unit of layer {layer}")
