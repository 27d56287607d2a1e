"""``Varied``: a setting of a run that a comparison can vary."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mlpviz.config import RunConfig
from mlpviz.engine.options import Option


class Varied(NamedTuple):
    """One setting that may be varied.

    ``offered`` are the values worth a try, ``first`` those to begin with, for a config;
    ``changes`` are the choices that a value stands for, with what it drags along. ``number`` is
    what a value has to be, if it is no name of a table; ``read`` gives the one name of a value that
    can be typed and is no number, and raises CompareError for none. ``applies``: whether a config
    has the setting at all.
    """

    title: str
    help: str
    offered: Callable[[RunConfig], Sequence[Any]]
    first: Callable[[RunConfig], Sequence[Any]]
    changes: Callable[[RunConfig, Any], dict[str, Any]]
    number: Option | None = None
    read: Callable[[str], str] | None = None
    applies: Callable[[RunConfig], bool] = lambda _: True

    @property
    def typed(self) -> bool:
        """Whether values can be typed that are not offered."""
        return self.number is not None or self.read is not None
