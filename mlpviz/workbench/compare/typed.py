"""Values that a visitor types: several at once, numbers written in any of the usual ways."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from mlpviz.comparison.varied import MOST, VARIED
from mlpviz.engine.faults import FaultsError
from mlpviz.words import counted, listed
from mlpviz.workbench.compare.plan import GIVEN, in_order, normal, text_of

DECIMAL = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.IGNORECASE)  # 0,1 and 1,5e-3


class Taken(NamedTuple):
    """Values as texts, each once and at most six, and what is wrong with those left out."""

    values: list[str]
    problem: str | None


def split(field: str, text: str) -> list[str]:
    """The values in a text: between them are spaces, semicolons or commas.

    A comma between two numbers is a decimal one where the setting ``field`` takes such numbers:
    ``0,1 0,3`` and ``0.1, 0.3`` are the same, and ``8,16`` are two widths.
    """
    option = VARIED[field].number
    decimals = option is not None and not option.integer
    parts = [part.strip(",") for part in re.split(r"[\s;]+", text)]
    several = [
        [part] if decimals and DECIMAL.fullmatch(part) else part.split(",") for part in parts
    ]
    return [value for values in several for value in values if value]


def taken(field: str, texts: Iterable[str]) -> Taken:
    """What can be raced of these values of the setting ``field``, and what is told of the rest."""
    values, problems = [], []
    for text in texts:
        try:
            values.append(text if field == GIVEN else normal(field, text))
        except FaultsError as error:
            problems.append(str(error))
    values = list(dict.fromkeys(values))
    if len(values) > MOST:
        names = [text if field == GIVEN else text_of(field, text) for text in values[MOST:]]
        problems.append(
            f"At most {counted(MOST, 'run')} can race. Left out: {listed(names, most=MOST)}. "
            "Take another value away first."
        )
    return Taken(in_order(values[:MOST]), " ".join(problems) or None)
