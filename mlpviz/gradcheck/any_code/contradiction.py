"""A description of a network that is not what the loss computes: which number shows it."""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import show
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError
from mlpviz.gradcheck.candidates import Laid, laid_out, logits, mixed, predicted, same
from mlpviz.gradcheck.description import Description
from mlpviz.gradcheck.recognise import EXACT, sample_points
from mlpviz.gradcheck.recognised import Recognised, described
from mlpviz.words import listed, shape_text, told_apart

REMEDY = "Mend the description or the code, or leave it out to have the network found out"


def require_fitting(said: Description, arrays: Sequence[Array], X: Array, Y: Array) -> None:
    """Raise GradientCheckInputError if no network that is as it is ``said`` has such arrays."""
    if laid_out([arrays], X, Y, said):
        return
    shapes = listed(shape_text(array.shape) for array in arrays)
    given = f"parameters of {shapes}, X of {shape_text(X.shape)} and Y of {shape_text(Y.shape)}"
    possible = laid_out([arrays], X, Y, Description())
    if not possible:
        raise GradientCheckInputError(
            f"{given} make no fully connected network: does X have as many features as the first "
            "weights have inputs, and Y a row or a class number for each sample?"
        )
    shaping = ("sizes", "activations", "out_in", "columns")
    what = [
        f"{name} = {show(value)}"
        for name in shaping
        if not isinstance(value := getattr(said, name), str | None)
    ]
    texts = dict.fromkeys(map(_layout_text, possible))
    raise GradientCheckInputError(
        f"network says {listed(what)}; {given} make {listed(texts, 'or', 3)}"
    )


def _layout_text(laid: Laid) -> str:
    layout = laid.layout
    sizes = "-".join(map(str, layout.sizes))
    return f"{sizes} (out_in = {layout.out_in}, columns = {layout.columns})"


def contradiction(
    said: Description,
    loss: Callable[[], float],
    arrays: Sequence[Array],
    X: Array,
    Y: Array,
    other: Recognised | None,
) -> str:
    """How the values of ``loss`` differ from those of the network that is ``said``.

    ``other`` is the network that they come from, as far as it was recognised.
    """
    words = _values_differ(said, loss, arrays, X, Y) or (
        "none of the networks that network= allows gives the values of loss_fn"
    )
    rest = "" if other is None else f" What loss_fn gives is: {described(other)}."
    return f"The description is not what loss_fn computes: {words}.{rest} {REMEDY}"


def _values_differ(
    said: Description, loss: Callable[[], float], arrays: Sequence[Array], X: Array, Y: Array
) -> str:
    """The first value that differs; empty if too little is said to tell one."""
    points = sample_points(loss, arrays)
    if points is None:
        return ""
    laid = laid_out(points.arrays, X, Y, said)[0]
    if not said.complete(len(laid.layout.sizes) - 2):
        return ""
    activations = next(iter([*same(laid, said), *mixed(laid, said)]))
    pair, targets = (str(said.output), str(said.loss)), laid.targets[0]
    with np.errstate(all="ignore"):
        S = np.array(
            [predicted(logits(activations, p, laid.X), targets, *pair)[1] for p in laid.parts]
        )
    beta, gamma = said.beta(len(laid.X)) or 0.0, said.gamma(len(laid.X)) or 0.0
    alpha, words = next(iter(said.alphas(*targets.shape).items()))
    told = alpha * S
    for strength, sums in ((beta, laid.penalties), (gamma, laid.absolutes)):
        told = told + strength * sums.get(said.penalised, sums["weights"])
    if said.reduction is None and not (beta or gamma) and S.all():
        ratio = points.values / S
        i = int(np.argmax(np.abs(ratio / ratio[0] - 1.0)))
        if i and abs(ratio[i] / ratio[0] - 1.0) > EXACT:
            return (
                f"{_pair(S[0], points.values[0], words)}; {_pair(S[i], points.values[i])} at "
                "nudged ones, and no one factor makes both equal"
            )
    off = np.flatnonzero(~(np.abs(told - points.values) <= EXACT * np.abs(points.values)))
    if not len(off):
        return ""
    where = "" if off[0] == 0 else " (at nudged ones)"
    return f"{_pair(told[off[0]], points.values[off[0]], words)}{where}"


def _pair(told: float, found: float, words: str = "") -> str:
    one, other = told_apart(told, found)
    if not words:
        return f"{one} against {other}"
    return f"at these parameters its loss ({words}) is {one}, and loss_fn gives {other}"
