"""``Saved``: what an uploaded file holds. Parameters, gradients, data, and perhaps the loss."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mlpviz.arrays import Array
from mlpviz.data.npz import GRADIENTS, UploadError, read_npz
from mlpviz.engine.faults import show
from mlpviz.words import listed, shape_text

# Names of the data, in small letters, the usual one first.
INPUTS = ("x", "inputs", "input", "features", "x_train", "x_batch", "data")
TARGETS = ("y", "targets", "target", "labels", "label", "y_true", "y_train", "y_batch", "t")
LOSS = ("loss", "cost", "l", "j")
DATA = {*INPUTS, *TARGETS, *LOSS}
# What stands around a parameter's name to be that of its gradient; and before the name itself.
GRADIENT = (
    r"d_?(.+)", r"(.+)_grads?", r"(.+)\.grad", r"grads?[_./](.+)", r"g_?(.+)", r"grads?(.+)",
    r"d[lj]_?d(.+)", r"delta_?(.+)", r"nabla_?(.+)",
)  # fmt: skip
PREFIX = re.compile(r"(?:params?|p)[_./](.+)")
POSITIONAL = re.compile(r"arr_\d+")


@dataclass(frozen=True, eq=False)
class Saved:
    """What was computed somewhere else.

    Attributes
    ----------
    params, grads : by the same names, in the file's order
    X, Y : the data
    loss : its value with its own dtype; None if there is none
    unused : names in the file that are none of these
    """

    params: Mapping[str, Array]
    grads: Mapping[str, Array]
    X: Array
    Y: Array
    loss: float | None
    unused: tuple[str, ...] = ()


def read_saved(content: bytes, most: float) -> Saved:
    """What is in a .npz of at most ``most`` bytes. Raises UploadError that says what to do."""
    return sorted_out(read_npz(content, most))


def sorted_out(arrays: Mapping[str, Array]) -> Saved:
    """Which array is what, by its name. Raises UploadError that says what is missing.

    A gradient is called as its parameter, with d, grad and the like before or behind: dW1, d_W1,
    grad_W1, W1_grad, W1.grad. Capitals don't matter where they tell no two names apart.
    """
    pairs = _pairs(list(arrays))
    rest = [n for n in arrays if n not in pairs and n not in pairs.values()]
    found = {}
    for what, names in (("X", INPUTS), ("Y", TARGETS), ("loss", LOSS)):
        known = [name for usual in names for name in rest if name.lower() == usual]
        if known:
            found[what] = known[0]
            rest.remove(known[0])
    missing = [] if pairs else ["a parameter with its gradient, such as W1 and dW1"]
    missing += [what for what in ("X", "Y") if what not in found]
    if missing:
        raise UploadError(_missing(missing, list(arrays)))
    return Saved(
        params={_short(name): arrays[name] for name in pairs},
        grads={_short(name): arrays[gradient] for name, gradient in pairs.items()},
        X=arrays[found["X"]],
        Y=arrays[found["Y"]],
        loss=_loss(found["loss"], arrays[found["loss"]]) if "loss" in found else None,
        unused=tuple(rest),
    )


def _pairs(names: list[str]) -> dict[str, str]:
    """The name of its gradient for every parameter that has one."""
    stripped = {name: _short(name) for name in names}
    pairs: dict[str, str] = {}
    for form in GRADIENT:
        for name in names:
            match = re.fullmatch(form, name, re.IGNORECASE)
            if match is None or name in pairs or name in pairs.values():
                continue
            meant = match[1]
            exact = [n for n in names if meant in (n, stripped[n])]
            alike = [n for n in names if meant.lower() in (n.lower(), stripped[n].lower())]
            for parameter in (exact or (alike if len(alike) == 1 else []))[:1]:
                taken = {name, *pairs, *pairs.values()}
                if parameter not in taken and parameter.lower() not in DATA:
                    pairs[parameter] = name
    return {name: pairs[name] for name in names if name in pairs}


def _short(name: str) -> str:
    match = PREFIX.fullmatch(name)
    return name if match is None else match[1]


def _loss(name: str, array: Array) -> float:
    """The loss with its own precision."""
    if array.size != 1:
        raise UploadError(
            f"{name} has shape {shape_text(array.shape)}: the loss is one number, the mean or sum "
            "over all samples. Or leave it out"
        )
    value: float = array.reshape(-1)[0]
    return value if array.dtype.kind == "f" else float(value)


def _missing(what: list[str], names: list[str]) -> str:
    here = f"it holds {listed(map(show, names), most=8)}" if names else "it is empty"
    words = f"the file lacks {listed(what)}; {here}"
    if names and all(POSITIONAL.fullmatch(name) for name in names):
        words += ". Arrays need names"
    return f"{words}. Write it with {GRADIENTS.save}"
