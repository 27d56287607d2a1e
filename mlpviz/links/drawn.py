"""Drawn points in a link: it holds them while they are few."""

from collections.abc import Mapping
from typing import Any

from mlpviz.data.drawn import CHARACTERS, IN_LINK, LEFT_OUT
from mlpviz.engine.faults import Fault
from mlpviz.words import whole

POINTS = "points"  # the name of the option


def too_many(options: Mapping[str, Any]) -> int:
    """How many points there are in a dataset's ``options``, if a link cannot hold them; else 0."""
    n = len(str(options.get(POINTS, ""))) // CHARACTERS
    return n if n > IN_LINK else 0


def left_out(options: Mapping[str, Any]) -> Fault | None:
    """The fault of a link to a run on these ``options``; None if it holds all of them."""
    n = too_many(options)
    if not n:
        return None
    message = (
        f"points: a link holds at most {whole(IN_LINK)} drawn points, and these are "
        f"{whole(n)}. Draw fewer, or keep the run in a file: trainer.save(path)."
    )
    return Fault(POINTS, n, message)


def without(options: Mapping[str, Any]) -> dict[str, Any]:
    """``options`` with a text in the place of too many points that says how many they were."""
    n = too_many(options)
    return dict(options) | ({POINTS: LEFT_OUT.format(n)} if n else {})
