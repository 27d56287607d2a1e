"""What is looked at first: the length of each delta, and one unit of each step."""

from typing import NamedTuple

import numpy as np

from mlpviz.tracing.known import Known, layer_of
from mlpviz.tracing.steps import Step
from mlpviz.words import number, of_its_size

VANISHED, EXPLODED = 1e-3, 1e3  # of the last layer's


class Norm(NamedTuple):
    """The length of a layer's delta, over all samples and units; ``share`` is of the last one's."""

    layer: int
    value: float
    shown: str
    share: float


class Norms(NamedTuple):
    """Of all layers, the first one first, and what they tell, in words."""

    layers: tuple[Norm, ...]
    words: str


def norms_of(known: Known) -> Norms:
    """How long the delta of every layer is: where it vanishes or grows, layer by layer."""
    values = [
        float(np.linalg.norm(known.arrays[f"d{layer}"].astype(float)))
        for layer in range(1, known.depth + 1)
    ]
    last = values[-1]
    layers = tuple(
        Norm(layer, value, number(value, 3), value / last if last else np.nan)
        for layer, value in enumerate(values, 1)
    )
    share = layers[0].share
    if known.depth == 1 or np.isnan(share):
        return Norms(layers, f"The delta of the last layer is {number(last)} long.")
    words = f"From d{known.depth} down to d1 the delta has become {of_its_size(share)}"
    if share < VANISHED:
        words += ": the gradient vanishes"
    elif share > EXPLODED:
        words += ": the gradient explodes"
    return Norms(layers, words + ".")


def focus_of(
    known: Known, steps: tuple[Step, ...], name: str, index: tuple[int, ...]
) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Which number of every step belongs to the weight ``name[index]``: a quantity and its index.

    In the layers above it is the unit through which most comes back, in those below the one from
    which most comes in.
    """
    layer, units = layer_of(name), {layer_of(name): index[-1]}
    for above in range(layer + 1, known.depth + 1):
        back = known.arrays[f"W{above}"][units[above - 1]] * known.row(f"d{above}")
        units[above] = int(np.abs(back).argmax())
    if name.startswith("W"):
        units[layer - 1] = index[0]
    for below in range(layer - 1, -1, -1):
        if below not in units:
            given = known.row(known.before(below + 1))
            come = given * known.arrays[f"W{below + 1}"][:, units[below + 1]]
            units[below] = int(np.abs(come).argmax())
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    for step in steps:
        if step.layer is not None:
            found[step.name] = (step.name, (units[step.layer],))
        elif step.stage == "L":
            found[step.name] = ("L", ())
        else:
            prefix = "d" if step.stage == "dW" else "new_"
            found[step.name] = (f"{prefix}{name}", index)
    return found
