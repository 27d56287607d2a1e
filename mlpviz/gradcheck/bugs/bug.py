"""What a row of the bug lab says: a mistake in words, formulas and steps, and where it shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

import numpy as np

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.bugs.backward import Steps


class Setting(NamedTuple):
    """Where a bug is put: the network, the loss, the L2 strength and the number of samples."""

    network: MLP
    loss: str
    l2: float
    n: int

    @property
    def depth(self) -> int:
        """Number of the last layer."""
        return len(self.network.sizes) - 1


Need = Callable[[Setting], str | None]
Reach = Callable[[Setting], Iterable[str]]


@dataclass(frozen=True)
class Bug:
    """One classic mistake in a backward pass. The table is ``mlpviz.gradcheck.bugs.BUGS``.

    Attributes
    ----------
    title : short name
    help : one line on what it is
    wrong, right : the line of maths as it stands in the buggy program and as it should, LaTeX
    lesson : why one makes it, how to recognise it
    steps : the backward pass with the mistake in it
    needs : what must hold for it to show; each returns None or the reason why it cannot
    reach : names of the parameters whose gradient it corrupts, where it can show
    changes : "gradient", or "loss" if the loss that the program reports is not the function whose
        gradient it computes
    needs_step : it shows only after an update, or from the second backward pass on
    """

    title: str
    help: str
    wrong: str
    right: str
    lesson: str
    steps: Steps
    needs: tuple[Need, ...]
    reach: Reach
    changes: Literal["gradient", "loss"] = "gradient"
    needs_step: bool = False

    def applies(self, network: MLP, loss: str, l2: float = 0.0, n: int = 2) -> str | None:
        """None if the bug can show in such a check with ``n`` samples, else the plain reason."""
        setting = Setting(network, loss, l2, n)
        return next((reason for need in self.needs if (reason := need(setting))), None)

    def corrupts(self, network: MLP, loss: str, l2: float = 0.0, n: int = 2) -> frozenset[str]:
        """Names of the parameters whose gradient it must corrupt, with weights of no special form.

        Empty where ``applies`` gives a reason. With ``needs_step``: once the update has been made.
        """
        if self.applies(network, loss, l2, n):
            return frozenset()
        names = frozenset(self.reach(Setting(network, loss, l2, n)))
        return names & frozenset(network.params)


def everything(setting: Setting) -> Iterable[str]:
    """All parameters."""
    return setting.network.params


def layers(numbers: Iterable[int]) -> set[str]:
    """Weights and biases of the layers with these numbers."""
    return {f"{kind}{layer}" for layer in numbers for kind in "Wb"}


def first_layer(setting: Setting) -> Iterable[str]:
    """W1 and b1."""
    return {"W1", "b1"} & set(setting.network.params)


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


def regularized(setting: Setting) -> str | None:
    """The need for l2 > 0."""
    return None if setting.l2 > 0.0 else "needs l2 > 0"


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
