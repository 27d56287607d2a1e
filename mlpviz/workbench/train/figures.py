"""The Train page's cards: the views that fit a run's data."""

from collections.abc import Collection

from mlpviz.views.frame import Frame
from mlpviz.views.table import fitting
from mlpviz.workbench.cards import cards
from mlpviz.workbench.protocol import Card
from mlpviz.workbench.train.surface_switches import buttons


def figures(frame: Frame, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data."""
    views = fitting(frame.dataset)
    return cards(views, frame, visible, lambda names: buttons(frame.look, *names))
