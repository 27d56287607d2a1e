"""``Jacobian``: one row of the softmax's, and how it cancels to p - y beside cross-entropy."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.tracing.formula import Val, written
from mlpviz.tracing.known import Known
from mlpviz.tracing.parts import Line, Ref, Sum
from mlpviz.tracing.sums import Item, chosen, sum_of


class Jacobian(NamedTuple):
    """What logit ``unit`` does to every probability, and through them to the loss of one sample.

    Attributes
    ----------
    slopes : dp_k / dz_j = p_k ((k = j) - p_j) of every output k
    pulls : dl / dp_k = -y_k / p_k of every output, minus infinity where p_k has become 0
    sum : dl / dz_j as the sum of both multiplied, over k; each product is y_k (p_j - (k = j)), in
        which p_k has gone
    chain : the same with the factors of the outputs that have a target, by names and with numbers
    cancelled : what is left: p_j - y_j, with its numbers
    """

    unit: int
    slopes: Array
    pulls: Array
    sum: Sum
    chain: Line
    cancelled: Line


def jacobian(known: Known, unit: int) -> Jacobian:
    """The row of the output ``unit``, of the sample that is written out."""
    last = f"a{known.depth}"
    p, y = known.row(last).astype(float), known.row("y").astype(float)
    same = np.arange(len(p)) == unit
    slopes = p * (same - p[unit])
    with np.errstate(all="ignore"):
        pulls = np.where(y == 0.0, 0.0, -y / p)
    products = y * (p[unit] - same)
    one = known.val(last, (unit,))

    def item(k: int) -> Item:
        target = known.val("y", (k,))
        left: list[str | Val] = [target, " * ", one]
        if k == unit:
            left = [target, " * (", one, " - 1)"]
        return Item(left, float(products[k]), known.val(last, (k,)).ref)

    items, rest = chosen(products, item)
    total, target = float(y.sum()), known.val("y", (unit,))
    value = float(total * p[unit] - y[unit])
    factor: list[str | Val] = []
    if total != 1.0:  # targets that are scaled
        factor = [Val("sum(y)", total, Ref("y", (), known.sample)), " * "]
    left = Val(f"dl/d{known.val(f'z{known.depth}', (unit,)).symbol}", value)
    line = written(left, [*factor, one, " - ", target])
    sums = sum_of(value, items, known.digits_known, rest)
    logit = known.val(f"z{known.depth}", (unit,)).symbol
    factors: list[str | Val] = []
    for k in np.flatnonzero(np.isfinite(pulls) & (pulls != 0.0)):
        out = known.val(last, (int(k),))
        steep = Val(f"(d{out.symbol}/d{logit})", float(slopes[k]), out.ref)
        factors += [" + "] if factors else []
        factors += [Val(f"(dl/d{out.symbol})", float(pulls[k]), out.ref), "*", steep]
    chained = written(left, factors) if factors else line
    chain = (*chained.symbols, *chained.numbers[1:])
    return Jacobian(unit, slopes, pulls, sums, chain, line.numbers)
