"""``Option``: one number that a table row can be given (noise, momentum, ...), and its check."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Protocol

import numpy as np

from mlpviz.engine.faults import Fault, FaultsError, show, unknown
from mlpviz.words import as_chosen


class Legal(Protocol):
    """What says whether a value is legal: an ``Option``, or another row that has ``fault``."""

    def fault(self, field: str, value: object) -> Fault | None:
        """What is wrong with ``value``, which is called ``field``."""


@dataclass(frozen=True)
class Option:
    """A number the user may choose, in [minimum, maximum]. Whole if its default is an ``int``.

    ``step`` is what a slider or the arrows of a number field move by; values in between are legal.
    ``none`` is what ``None`` stands for, which is legal then.
    """

    title: str
    default: int | float
    minimum: int | float
    maximum: int | float
    step: int | float
    help: str
    none: str = ""

    @property
    def integer(self) -> bool:
        """Whether only whole numbers are legal."""
        return isinstance(self.default, int)

    @property
    def switch(self) -> bool:
        """Whether it is on, 1, or off, 0."""
        return self.integer and (self.minimum, self.maximum) == (0, 1)

    def fault(self, field: str, value: object) -> Fault | None:
        """What is wrong with ``value`` (None if nothing). True is no number; 200.0 is whole."""
        if value is None and self.none:
            return None
        number = as_number(value)
        whole = number is not None and (not self.integer or number == int(number))
        if number is not None and whole and self.minimum <= number <= self.maximum:
            return None
        limits = f"between {as_chosen(self.minimum)} and {as_chosen(self.maximum)}"
        if number is None or not whole:
            kind = "a whole number" if self.integer else "a number"
            way = f", or None for {self.none}" if self.none else ""
            return Fault(field, value, f"{field} = {show(value)} must be {kind} {limits}{way}.")
        size = "small" if number < self.minimum else "large"
        return Fault(field, value, f"{field} = {show(value)} is too {size}: choose {limits}.")


def as_number(value: object) -> int | float | None:
    """``value`` as a plain, finite int or float; None if it is none (True is no number)."""
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real) and math.isfinite(value):
        return float(value)
    return None


def validate_options(
    legal: Mapping[str, Legal], options: Mapping[str, object], *, prefix: str = ""
) -> list[Fault]:
    """Every fault of ``options``: unknown names, wrong kinds, values out of range.

    Options left out take their defaults and are never a fault. ``prefix`` goes before each field
    name, for callers that report these faults among others.
    """
    faults = []
    for field, value in options.items():
        if field not in legal:
            faults.append(unknown(f"{prefix}option", field, legal))
        elif fault := legal[field].fault(f"{prefix}{field}", value):
            faults.append(fault)
    return faults


def resolve_options(
    legal: Mapping[str, Option], options: Mapping[str, object], *, error: type[FaultsError]
) -> dict[str, int | float]:
    """Every legal option with its value, as plain int or float; defaults filled in.

    Raises ``error`` with all faults at once.
    """
    if faults := validate_options(legal, options):
        raise error(faults)
    return {field: _resolved(option, options.get(field)) for field, option in legal.items()}


def _resolved(option: Option, value: object) -> int | float:
    """The validated value in the option's own type; the default if there is none."""
    number = as_number(value)
    if number is None:
        return option.default
    return int(number) if option.integer else float(number)
