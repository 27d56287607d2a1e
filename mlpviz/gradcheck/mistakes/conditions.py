"""Where a mistake can show, and which gradients it then spoils."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

import numpy as np

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.words import listed


class Setting(NamedTuple):
    """Where a mistake is made: network, loss, L2 strength, number of samples, and L1 strength."""

    network: MLP
    loss: str
    l2: float
    n: int
    l1: float = 0.0

    @property
    def depth(self) -> int:
        """Number of the last layer."""
        return len(self.network.sizes) - 1


Need = Callable[[Setting], str | None]
Reach = Callable[[Setting], Iterable[str]]


def everything(setting: Setting) -> Iterable[str]:
    """All parameters."""
    return setting.network.params


def all_but_the_last_bias(setting: Setting) -> Iterable[str]:
    """All parameters but the biases of the last layer."""
    return {name for name in setting.network.params if name != f"b{setting.depth}"}


def layers(numbers: Iterable[int]) -> set[str]:
    """Weights and biases of the layers with these numbers."""
    return {f"{kind}{layer}" for layer in numbers for kind in "Wb"}


def weights(setting: Setting) -> Iterable[str]:
    """All weights."""
    return {name for name in setting.network.params if name.startswith("W")}


def biases(setting: Setting) -> Iterable[str]:
    """All biases."""
    return {name for name in setting.network.params if name.startswith("b")}


def below_activation(matches: Callable[[str], bool], output: bool = False) -> Reach:
    """Layers up to the topmost one whose activation ``matches``; delta is right above it.

    With ``output`` the output function counts too, unless the loss is fused with it.
    """

    def reach(setting: Setting) -> Iterable[str]:
        names = list(setting.network.activations)
        if output and not LOSSES[setting.loss].fused:
            names.append(setting.network.output)
        found = [layer for layer, name in enumerate(names, 1) if matches(name)]
        return layers(range(1, max(found, default=0) + 1))

    return reach


def reaches(reach: Reach, reason: str) -> Need:
    """The need that ``reach`` finds something."""
    return lambda setting: None if set(reach(setting)) else reason


def loss_is(name: str) -> Need:
    """The need for one loss."""
    return lambda setting: None if setting.loss == name else f"needs the loss {name}"


def hidden_layer(setting: Setting) -> str | None:
    """The need for a hidden layer."""
    return None if setting.depth > 1 else "needs a hidden layer"


def has_biases(setting: Setting) -> str | None:
    """The need for biases."""
    return None if setting.network.bias else "needs biases"


def several_samples(setting: Setting) -> str | None:
    """The need for two samples: dividing by one changes nothing."""
    return None if setting.n > 1 else "needs at least two samples"


def several_outputs(setting: Setting) -> str | None:
    """The need for two outputs."""
    return None if setting.network.sizes[-1] > 1 else "needs at least two outputs"


@cache
def bends(name: str) -> bool:
    """Whether the activation's slope is not 1 everywhere."""
    f, df = ACTIVATIONS[name].f, ACTIVATIONS[name].df
    z = np.linspace(-2.0, 2.0, 9)
    return not np.array_equal(df(z, f(z)), np.ones(9))


@cache
def curves(name: str) -> bool:
    """Whether the activation has slopes other than 0 and 1."""
    z = np.linspace(-2.0, 2.0, 9)
    slopes = ACTIVATIONS[name].df(z, ACTIVATIONS[name].f(z))
    return not np.array_equal(slopes, slopes**2)


@cache
def slope_depends_on_place(name: str) -> bool:
    """Whether f'(a) differs from f'(z) for a = f(z): not for identity and the relu family, where z
    and a have the same sign.
    """
    f, df = ACTIVATIONS[name].f, ACTIVATIONS[name].df
    z = np.linspace(-2.0, 2.0, 9)
    a = f(z)
    return not np.array_equal(df(z, a), df(a, f(a)))


def square(setting: Setting, layer: int) -> int:
    """Units of a layer that has as many as it has inputs, else 0."""
    fan_in, fan_out = setting.network.sizes[layer - 1 : layer + 1]
    return fan_in if fan_in == fan_out else 0


def square_weights(setting: Setting) -> Iterable[str]:
    """Weights of the layers that have as many units as inputs."""
    return {f"W{i}" for i in range(1, setting.depth + 1) if square(setting, i) > 1}


def below_square(setting: Setting) -> Iterable[str]:
    """Layers below the topmost one, above the inputs, with as many units as inputs."""
    found = [i for i in range(2, setting.depth + 1) if square(setting, i) > 1]
    return layers(range(1, max(found, default=1)))


def below_top(setting: Setting) -> Iterable[str]:
    """All layers but the last."""
    return layers(range(1, setting.depth))


def lowest(reach: Reach) -> Reach:
    """Of what ``reach`` finds, the first layer's alone."""
    return lambda setting: set(reach(setting)) & {"W1", "b1"}


def shared_biases(setting: Setting) -> Iterable[str]:
    """Biases of layers with two units or more."""
    sizes = setting.network.sizes
    return {f"b{i}" for i in range(1, setting.depth + 1) if setting.network.bias and sizes[i] > 1}


def biases_off_zero(setting: Setting) -> Iterable[str]:
    """Biases that are not all 0."""
    return {name for name in biases(setting) if setting.network.params[name].any()}


def deeper_weights(setting: Setting) -> Iterable[str]:
    """All weights but W1."""
    return {name for name in weights(setting) if name != "W1"}


def curved_inputs(setting: Setting) -> Iterable[str]:
    """Weights whose input is not the z of the layer below."""
    names = setting.network.activations
    return {f"W{i + 1}" for i, name in enumerate(names, 1) if bends(name)}


def apart(setting: Setting) -> str | None:
    """The need for a loss that is not fused with an output function that bends."""
    bent = not LOSSES[setting.loss].fused and bends(setting.network.output)
    return None if bent else f"needs {_losses(fused=False)} on tanh or sigmoid outputs"


def probabilities(setting: Setting) -> str | None:
    """The need for a loss that takes logarithms of probabilities."""
    fused = LOSSES[setting.loss].fused
    return None if fused else f"needs the loss {_losses(fused=True)}"


def other_losses(setting: Setting) -> str | None:
    """The need for a loss whose outputs another one takes, too."""
    outputs = LOSSES[setting.loss].outputs
    alike = [name for name, row in LOSSES.items() if row.outputs == outputs]
    return None if len(alike) > 1 else f"needs the loss {_losses(fused=False)}"


def _losses(fused: bool) -> str:
    """The losses that are fused with their output, or those that are not, in words."""
    return listed((name for name, row in LOSSES.items() if row.fused is fused), "or")


def wide_above(setting: Setting) -> Iterable[str]:
    """Layers below the topmost one with two units or more."""
    sizes = setting.network.sizes
    found = [i for i in range(2, setting.depth + 1) if sizes[i] > 1]
    return layers(range(1, max(found, default=1)))


def first_bends(setting: Setting) -> str | None:
    """The need for a first layer whose slope is not 1 everywhere."""
    names = setting.network.activations
    return None if names and bends(names[0]) else "needs a first layer other than identity"


def first_slope_moves(setting: Setting) -> str | None:
    """The need for a first layer whose slope differs at a and z."""
    names = setting.network.activations
    moves = names and slope_depends_on_place(names[0])
    return None if moves else "needs a first layer that is not linear on either side of 0"
