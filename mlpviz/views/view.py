"""``View``: a row of a table of views."""

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from mlpviz.charts import Chart
from mlpviz.data import Dataset

Moment = TypeVar("Moment")


class View(NamedTuple, Generic[Moment]):
    """Something to be seen: in the app a card of the board.

    ``chart`` gives the chart of a moment; ``applies`` says whether the view makes sense for a
    dataset, and ``data`` for which ones that is, ``needs`` what it takes beside records and weights
    (names in ``views/moment.py``). The ``first`` ones are on the first screen, a ``wide`` one is
    the first to get more than one column, in a ``pick`` one a point can be clicked. ``switches``
    name what can be looked at otherwise (fields of ``SurfaceLook``).
    """

    title: str
    help: str
    chart: Callable[[Moment], Chart]
    applies: Callable[[Dataset], bool] = lambda _: True
    data: str = ""
    wide: bool = False
    first: bool = False
    pick: bool = False
    switches: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
