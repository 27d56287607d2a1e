"""What the loss adds for large weights, and what that adds to their gradients: a row each."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.tracing.formula import Val
from mlpviz.tracing.known import Known
from mlpviz.tracing.sums import Item


class Penalty(NamedTuple):
    """A row: the strength's name, which is a field of ``Known``, times a sum over all weights.

    ``of`` are its summands, ``derivative`` that of one of them. As NumPy, {W} stands for the
    weights: ``code`` is the sum of one matrix, ``slope`` the derivative; ``times`` comes before the
    strength. ``words`` say it.
    """

    name: str
    of: Callable[[Array], Array]
    derivative: Callable[[float], float]
    code: str
    slope: str
    times: str
    words: str


PENALTIES = (
    Penalty(
        "l2",
        np.square,
        lambda W: 2.0 * W,
        "np.sum({W}**2)",
        "{W}",
        "2.0 * ",
        "L2, l2 times the sum of all squared weights",
    ),
    Penalty(
        "l1",
        np.abs,
        lambda W: float(np.sign(W)),
        "np.sum(np.abs({W}))",
        "np.sign({W})",
        "",
        "L1, l1 times the sum of the sizes of all weights",
    ),
)


def present(known: Known) -> list[tuple[Penalty, Val]]:
    """The rows that the loss has, with their strengths."""
    strengths = [(row, float(getattr(known, row.name))) for row in PENALTIES]
    return [(row, Val(row.name, strength)) for row, strength in strengths if strength]


def of_loss(known: Known) -> list[Item]:
    """What penalties add to the loss."""
    items = []
    for row, strength in present(known):
        total = sum(
            float(row.of(array.astype(float)).sum())
            for name, array in known.arrays.items()
            if name.startswith("W")
        )
        name = row.code.format(W="W").replace("np.", "")
        formula: list[str | Val] = [strength, "*", Val(name, total)]
        items.append(Item(formula, strength.value * total, None, row.name))
    return items


def of_gradient(known: Known, quantity: str, index: tuple[int, ...]) -> list[Item]:
    """What penalties add to the gradient of one weight; nothing to that of a bias."""
    if quantity.startswith("db"):
        return []
    items, weight = [], known.val(quantity[1:], index)
    for row, strength in present(known):
        before, after = row.slope.replace("np.", "").split("{W}")
        formula: list[str | Val] = [f"{row.times.replace('.0 * ', '*')}"] if row.times else []
        formula += [strength, f"*{before}", weight, after]
        value = strength.value * row.derivative(weight.value)
        items.append(Item([e for e in formula if e], value, weight.ref, row.name))
    return items


def loss_code(known: Known) -> str:
    """What is added to the loss, as NumPy."""
    layers = range(1, known.depth + 1)
    added = ""
    for row, strength in present(known):
        sums = " + ".join(row.code.format(W=f"W{layer}") for layer in layers)
        added += f" + {strength.symbol} * ({sums})"
    return added


def gradient_code(known: Known, parameter: str) -> str:
    """What is added to the gradient of a matrix, as NumPy."""
    return "".join(
        f" + {row.times}{strength.symbol} * {row.slope.format(W=parameter)}"
        for row, strength in present(known)
    )
