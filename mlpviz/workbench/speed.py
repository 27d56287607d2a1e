"""How fast a run plays: how many epochs a frame has, and how long one stands."""

from typing import NamedTuple

from mlpviz.engine.faults import require_known


class Speed(NamedTuple):
    """A row of ``SPEEDS``.

    title, help : for people, the first as short as the control is narrow
    epochs : at most so many in a frame; None: as many as fit into its time
    wait : seconds from one frame to the next, at least
    """

    title: str
    help: str
    epochs: int | None
    wait: float = 0.0


# By the name that a link has for it, from slow to fast.
SPEEDS: dict[str, Speed] = {
    "second": Speed("1 epoch/s", "one epoch a second", 1, 1.0),
    "one": Speed("1 a frame", "one epoch a frame", 1),
    "ten": Speed("10 a frame", "ten epochs a frame, or what fits into half a second", 10),
    "full": Speed("Full speed", "as many epochs a frame as fit into 40 ms", None),
}
USUAL = "one"


def read(name: str) -> str:
    """The name of a speed in a link. Raises FaultsError for others."""
    require_known(name, SPEEDS, "speed")
    return name
