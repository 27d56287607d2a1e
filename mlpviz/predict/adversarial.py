"""``mlpviz.adversarial``: the smallest step along a gradient that changes a network's answer."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array
from mlpviz.engine.arguments import as_numbers, kind_fault, require, wrong
from mlpviz.engine.losses import OUTPUTS, decode
from mlpviz.engine.network import MLP
from mlpviz.engine.options import as_number
from mlpviz.predict.gradients import Model
from mlpviz.predict.nearest_change import Change, nearest_change


def adversarial(
    network: MLP, x: ArrayLike, *, low: ArrayLike, high: ArrayLike, to: int | None = None
) -> Change | None:
    """The smallest step from the input ``x`` [d] that changes what ``network`` answers, if any.

    ``network`` tells classes apart: its answer is the largest output, or, with a single one, class
    1 above the middle of its two targets (1/2 for sigmoid, 0 for tanh and identity). ``x`` is what
    it takes, as ``trainer.preprocess`` gives it. No entry leaves ``low`` .. ``high``, numbers or
    [d]. With ``to`` only that class will do.

    For each other class j the direction is the gradient of z_j - z_answer at x, and along it the
    shortest step is looked for; the shortest of all is returned: ``x`` as changed, ``step``, its
    ``length`` and the classes ``before`` and ``after``. For a network without hidden layers, and
    bounds that are not in the way, no shorter step of any direction exists; for deeper ones it may.
    None if no such step changes the answer. Raises FaultsError for what is none of this.

    >>> import mlpviz
    >>> network = mlpviz.MLP([2, 2], output="softmax", bias=False, init="zeros")
    >>> network.params["W1"][...] = [[1.0, -1.0], [0.0, 0.0]]
    >>> change = mlpviz.adversarial(network, [0.5, 0.2], low=-1, high=1)
    >>> change.before, change.after, round(change.length, 3)
    (0, 1, 0.5)
    """
    require(kind_fault("network", network, MLP, "an MLP"))
    d, classes = network.sizes[0], max(network.sizes[-1], 2)
    point = as_numbers("x", x, np.float64)
    fits = point.shape == (d,) and bool(np.isfinite(point).all())
    require(None if fits else wrong("x", x, f"an input of {d} finite numbers: [{d}]"))
    least, most = _bound("low", low, d), _bound("high", high, d)
    if (least > most).any():
        require(wrong("low", low, "below high, in every entry"))
    if to is not None:
        number = as_number(to)
        known = number is not None and number in range(classes)
        require(None if known else wrong("to", to, f"a class from 0 to {classes - 1}, or None"))
    row = OUTPUTS[network.output]
    middle = sum(row.one_unit or (0.0, 1.0)) / 2

    def decide(logits: Array) -> Array:
        return decode(logits, row.logit(middle))

    twin = network.copy()  # looking disturbs no pass that the network remembers
    return nearest_change(Model(twin), point, decide, least, most, to)


def _bound(name: str, value: Any, d: int) -> Array:
    """A bound of every entry [d], from a number or one for each."""
    bound = as_numbers(name, value, np.float64)
    fits = bound.shape in ((), (d,)) and bool(np.isfinite(bound).all())
    require(None if fits else wrong(name, value, f"a finite number, or {d} of them"))
    return np.broadcast_to(bound, (d,))
