"""Whether the server has room for another heavy run; light ones always go on."""

from typing import NamedTuple

from mlpviz.config import RunConfig
from mlpviz.engine.faults import Fault
from mlpviz.limits.allowed import LimitError, Offer, nearest, settings
from mlpviz.limits.cost import estimate_cost
from mlpviz.limits.memory import container_bytes, give_back, used_bytes
from mlpviz.profiles import hosted, limits, variable
from mlpviz.words import megabytes, percent

LIGHT = 16_000_000  # bytes of a run up to which it is light


class Memory(NamedTuple):
    """Bytes that the process takes, and that its container has."""

    used: int
    container: int


def memory() -> Memory:
    """What holds now."""
    return Memory(used_bytes(), container_bytes())


def require_room(config: RunConfig, size: int) -> None:
    """Raise LimitError if ``size`` bytes more, for runs of ``config``, would fill the server.

    Light runs never do. What is offered is to try again, and the nearest light run.
    """
    allowed = limits()
    if size <= LIGHT or _fits(size, allowed.process_share):
        return
    give_back()
    if _fits(size, allowed.process_share):
        return

    def light(other: RunConfig) -> bool:
        return estimate_cost(other).memory <= LIGHT

    smaller = nearest(config, light, allowed)
    now = memory()
    text = (
        f"There is no room for this run at the moment: it takes {megabytes(size)}, and "
        f"others have {megabytes(now.used)} of the "
        f"{megabytes(allowed.process_share * now.container)} that all may take together. Try again "
        f"in a minute, or choose {settings(smaller) or 'a smaller run'}."
    )
    if not hosted():
        share = percent(allowed.process_share, 0)
        text += f" {variable('process_share')} sets the share of memory, now {share}."
    again = Offer("Try again", config)
    raise LimitError((Fault("process_share", size, text),), (again, *smaller))


def _fits(size: int, share: float) -> bool:
    now = memory()
    return now.used + size <= share * now.container
