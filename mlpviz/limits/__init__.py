"""What a run takes, and whether this installation allows it; `profiles.py` has the numbers."""

from mlpviz.limits.allowed import (
    LimitError,
    Offer,
    require_allowed,
    require_epoch,
    require_together,
)
from mlpviz.limits.cost import Cost, estimate_cost, pass_size
from mlpviz.limits.room import require_room

__all__ = [
    "Cost",
    "LimitError",
    "Offer",
    "estimate_cost",
    "pass_size",
    "require_allowed",
    "require_epoch",
    "require_room",
    "require_together",
]
