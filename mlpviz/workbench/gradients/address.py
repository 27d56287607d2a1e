"""The check's choices in the page's address: each as a text, and read back from one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from mlpviz.engine.faults import require_known
from mlpviz.gradcheck.sources import known_sources
from mlpviz.workbench.gradients.choices import (
    PRECISIONS,
    CheckChoices,
    read_step,
    written_step,
)


class Choice(NamedTuple):
    """A field of ``CheckChoices`` as a text; ``read`` raises FaultsError for a wrong one."""

    field: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]

    def written(self, choices: CheckChoices, usual: CheckChoices) -> str | None:
        """Its text; None where it is the ``usual`` one."""
        value = getattr(choices, self.field)
        return None if value == getattr(usual, self.field) else self.write(value)

    def taken(self, choices: CheckChoices, text: str) -> CheckChoices:
        """``choices`` with this one replaced."""
        return replace(choices, **{self.field: self.read(text)})


def _precision(text: str) -> str:
    require_known(text, PRECISIONS, "precision")
    return PRECISIONS[text]


SOURCES = Choice("sources", ",".join, lambda text: known_sources(text.split(",")))
STEP = Choice("h", written_step, read_step)
PRECISION = Choice("dtype", lambda dtype: {v: k for k, v in PRECISIONS.items()}[dtype], _precision)
