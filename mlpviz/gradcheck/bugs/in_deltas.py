"""Mistakes on the way down: the slopes of activations, and the way from layer to layer."""

from collections.abc import Iterable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.gradcheck.bugs.backward import Steps, delta_below, slope
from mlpviz.gradcheck.bugs.bug import (
    Bug,
    Setting,
    below_activation,
    bends,
    first_layer,
    hidden_layer,
    layers,
    reaches,
    slope_depends_on_place,
    square,
)


def slope_at_a(activation: str, z: Array, a: Array) -> Array:
    """f'(a), as if a were the pre-activation."""
    row = ACTIVATIONS[activation]
    return row.df(a, row.f(a))


def no_slope(activation: str, z: Array, a: Array) -> Array:
    """1, whatever the activation."""
    return np.ones_like(z)


def relu_always_on(activation: str, z: Array, a: Array) -> Array:
    """1 for relu, the right slope for all others."""
    return np.ones_like(z) if activation == "relu" else slope(activation, z, a)


def first_skips_weights(delta: Array, W: Array, layer: int) -> Array:
    """The delta above as it is, for layer 1; its units are counted round where shapes differ."""
    if layer > 1:
        return delta_below(delta, W, layer)
    return delta[:, np.arange(len(W)) % delta.shape[1]]


def not_transposed(delta: Array, W: Array, layer: int) -> Array:
    """delta W, where W is square."""
    return delta @ W if W.shape[0] == W.shape[1] else delta_below(delta, W, layer)


def _below_square(setting: Setting) -> Iterable[str]:
    # 1 x 1 is its own transpose
    found = [i for i in range(2, setting.depth + 1) if square(setting, i) > 1]
    return layers(range(1, max(found, default=1)))


_moved_slopes = below_activation(slope_depends_on_place, output=True)
_bent_slopes = below_activation(bends)
_relu_slopes = below_activation("relu".__eq__)

DELTA_BUGS: dict[str, Bug] = {
    "slope-at-a": Bug(
        "σ' at a instead of z",
        "The slope is taken at the activation, not at the pre-activation.",
        r"\delta^{(l)} = \bigl(\delta^{(l+1)} W^{(l+1)\top}\bigr) \odot \sigma'(a^{(l)})",
        r"\delta^{(l)} = \bigl(\delta^{(l+1)} W^{(l+1)\top}\bigr) \odot \sigma'(z^{(l)})",
        "A function that expects z is handed a, so the nonlinearity acts twice. Small weights "
        "hide it, since tanh z is close to z there; relu never shows it.",
        Steps(slope=slope_at_a, output_slope=slope_at_a),
        (reaches(_moved_slopes, "needs an activation that is not linear on either side of 0"),),
        _moved_slopes,
    ),
    "no-slope": Bug(
        "σ' forgotten",
        "Hidden deltas come back through W, but not through the activation.",
        r"\delta^{(l)} = \delta^{(l+1)} W^{(l+1)\top}",
        r"\delta^{(l)} = \bigl(\delta^{(l+1)} W^{(l+1)\top}\bigr) \odot \sigma'(z^{(l)})",
        "The last layer's gradients are right, everything below is wrong. Slopes are mostly "
        "positive, so descent goes on, only in a worse direction.",
        Steps(slope=no_slope),
        (reaches(_bent_slopes, "needs a hidden activation other than identity"),),
        _bent_slopes,
    ),
    "relu-slope-1": Bug(
        "relu' taken as 1 everywhere",
        "The gradient flows through relu units that are switched off.",
        r"\mathrm{relu}'(z) = 1",
        r"\mathrm{relu}'(z) = [\,z > 0\,]",
        "Errors sit where z < 0 for some sample; a unit that is on for the whole batch looks "
        "right. Without the mask the network learns as if it were partly linear.",
        Steps(slope=relu_always_on),
        (reaches(_relu_slopes, "needs a hidden layer with relu"),),
        _relu_slopes,
    ),
    "skips-w2": Bug(
        "First delta skips W2",
        "The first layer's delta is built from the delta above without going through W2.",
        r"\delta^{(1)} = \delta^{(2)} \odot \sigma'(z^{(1)})",
        r"\delta^{(1)} = \bigl(\delta^{(2)} W^{(2)\top}\bigr) \odot \sigma'(z^{(1)})",
        "Only W1 and b1 are wrong. It runs as it stands for one output or equal widths (for "
        "others, units are counted round here), and layer 2 learns around it.",
        Steps(delta_below=first_skips_weights),
        (hidden_layer,),
        first_layer,
    ),
    "not-transposed": Bug(
        "W not transposed",
        "A delta goes back through W instead of its transpose.",
        r"\delta^{(l)} = \bigl(\delta^{(l+1)} W^{(l+1)}\bigr) \odot \sigma'(z^{(l)})",
        r"\delta^{(l)} = \bigl(\delta^{(l+1)} W^{(l+1)\top}\bigr) \odot \sigma'(z^{(l)})",
        "Shapes catch this unless the layer is square: test a backward pass with widths that "
        "all differ. Everything below the topmost square layer is wrong.",
        Steps(delta_below=not_transposed),
        (reaches(_below_square, "needs two neighbouring layers of equal width, above the inputs"),),
        _below_square,
    ),
}
