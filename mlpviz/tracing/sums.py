"""Sums with many terms: the five largest, and the others as one."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.tracing.digits import exact_sum
from mlpviz.tracing.formula import Expression, Val, by_names
from mlpviz.tracing.parts import Line, Part, Ref, Sum, Term
from mlpviz.words import counted

FEW = 5  # terms that are shown by themselves where there are many


class Item(NamedTuple):
    """A term before it is written: its formula, its value, what it belongs to, its ``way``."""

    formula: Expression
    value: float
    ref: Ref | None = None
    kind: str = "term"
    way: tuple[int, ...] = ()


def chosen(
    values: Array, item: Callable[[int], Item], more: Sequence[Item] = (), most: int = FEW
) -> tuple[list[Item], int]:
    """The items of the largest ``values`` in their order, one for the rest, and those ``more``.

    Also how many terms the rest stands for; 0 if there is none. ``item`` makes the item of a place.
    """
    if len(values) <= most + 1:
        return [*map(item, range(len(values))), *more], 0
    largest = sorted(np.argsort(-np.abs(values), kind="stable")[:most].tolist())
    others = np.delete(values, largest)
    rest = Val("rest", float(others.sum(dtype=float)))
    return [*map(item, largest), Item([rest], rest.value, None, "rest"), *more], len(others)


def added(items: Sequence[Item]) -> list[str | Val]:
    """Their formulas with a plus between them."""
    formula: list[str | Val] = []
    for item in items:
        formula += [" + "] if formula else []
        formula += item.formula
    return formula


def sum_of(total: float, items: Sequence[Item], known: int, rest: int = 0) -> Sum:
    """The items as terms that add up to the total as shown; ``rest`` as ``chosen`` says.

    ``known`` are the digits to which the engine's number is known, of its largest term.
    """
    shown = exact_sum(total, [item.value for item in items], known=known)
    terms = [
        Term(
            text,
            item.value,
            line_of(item, rest),
            item.ref,
            item.kind,
            stands_for(item, rest),
            item.way,
        )
        for item, text in zip(items, shown.terms, strict=True)
    ]
    if shown.rounding:
        lost = total - float(np.sum([item.value for item in items]))
        terms.append(Term(shown.rounding, lost, (Part("rounding"),), None, "rounding"))
    return Sum(shown.total, total, tuple(terms))


def line_of(item: Item, rest: int) -> Line:
    """What a term is made of, in symbols."""
    if item.kind == "rest":
        return (Part(counted(rest, "smaller term")),)
    return by_names(item.formula)


def stands_for(item: Item, rest: int) -> int:
    """How many terms an item stands for."""
    return rest if item.kind == "rest" else 1
