"""The check's choices in the page's address: each as a text, and read back from one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from mlpviz.engine.faults import Fault, FaultsError, require_known, show
from mlpviz.gradcheck.sources import known_sources
from mlpviz.links.names import DASH
from mlpviz.words import all_digits, whole
from mlpviz.workbench.gradients.choices import AUTOMATIC, PRECISIONS, CheckChoices, read_step

MOST_SOURCES = 10  # names in a link; there are fewer


class Choice(NamedTuple):
    """A field of ``CheckChoices`` as a text; ``read`` raises FaultsError for a wrong one."""

    field: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]

    def written(self, choices: CheckChoices) -> str:
        """Its text."""
        return self.write(getattr(choices, self.field))

    def taken(self, choices: CheckChoices, text: str) -> CheckChoices:
        """``choices`` with this one replaced."""
        return replace(choices, **{self.field: self.read(text)})


def _precision(text: str) -> str:
    require_known(text, PRECISIONS, "precision")
    return PRECISIONS[text]


def _sources(text: str) -> tuple[str, ...]:
    if (n := text.count(DASH) + 1) > MOST_SOURCES:
        message = f"sources = {show(text)} are {whole(n)}: at most {MOST_SOURCES}."
        raise FaultsError([Fault("sources", text, message)])
    return known_sources(text.split(DASH))


def _step(h: float | None) -> str:
    return AUTOMATIC if h is None else all_digits(h)


SOURCES = Choice("sources", DASH.join, _sources)
STEP = Choice("h", _step, read_step)
PRECISION = Choice("dtype", lambda dtype: {v: k for k, v in PRECISIONS.items()}[dtype], _precision)
