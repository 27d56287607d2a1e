"""``view_figure``: a view of a run for notebooks and files."""

from typing import TYPE_CHECKING

from mlpviz.charts import to_figure
from mlpviz.engine.arguments import kind_fault, require
from mlpviz.engine.faults import Fault, FaultsError, require_known
from mlpviz.run import Trainer
from mlpviz.views.frame import Frame
from mlpviz.views.table import VIEWS, fitting

if TYPE_CHECKING:
    import plotly.graph_objects as go


def view_figure(trainer: Trainer, name: str, epoch: int | None, log: bool) -> "go.Figure":
    """The view ``name`` of ``VIEWS`` of a run, now or at an ``epoch`` whose weights are kept.

    ``log`` asks for a logarithmic loss axis. Raises FaultsError for a name that is none or whose
    view these data don't have, and KeyError for an epoch that is not kept.
    """
    require_known(name, VIEWS, "name")
    views = fitting(trainer.dataset)
    if name not in views:
        says = f"name = {name!r} is for {VIEWS[name].data} alone. Legal: {', '.join(views)}."
        raise FaultsError([Fault("name", name, says)])
    require(kind_fault("log", log, bool, "True or False"))
    viewer = trainer.network.copy()
    moment = Frame(trainer, viewer, log=log, playing=False, marker=epoch)
    return to_figure(views[name].chart(moment).figure())
