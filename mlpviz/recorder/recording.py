"""``Recording``: what was logged of a loop, as its file holds it: to diagnose and to draw."""

from os import PathLike
from typing import TYPE_CHECKING, Self

from mlpviz.engine.arguments import kind_fault, require
from mlpviz.engine.faults import require_known
from mlpviz.engine.history import EPOCH
from mlpviz.recorder.recorded import Recorded
from mlpviz.recorder.saved import read_recording, write_recording

if TYPE_CHECKING:
    import plotly.graph_objects as go


class Recording(Recorded):
    """``Recorded``, with views as figures, and a file."""

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """The recording that ``save`` wrote: to diagnose and to draw, not to log on.

        Raises FileError for a file that is none, or is damaged.
        """
        return read_recording(path, cls)

    def views(self) -> tuple[str, ...]:
        """The names that ``figure`` takes: those of ``mlpviz``'s views for which all is known."""
        from mlpviz.recorder.frame import fitting

        self.facts()
        return tuple(fitting(self))

    def figure(self, name: str, *, epoch: int | None = None, log: bool = False) -> "go.Figure":
        """A view as a Plotly figure: "curves", "weights", ...; see ``views``.

        ``epoch`` is one whose weights are kept, by default the newest; ``log`` asks for a
        logarithmic loss axis. Raises FaultsError for other names, KeyError for other epochs.
        """
        from mlpviz.charts import to_figure
        from mlpviz.recorder.frame import RecordedFrame, fitting

        require_known(name, self.views(), "name")
        require(
            kind_fault("log", log, bool, "True or False"),
            None if epoch is None else EPOCH.fault("epoch", epoch),
        )
        frame = RecordedFrame(self, marker=epoch, log=log)
        return to_figure(fitting(self)[name].chart(frame).figure())

    def save(self, path: str | PathLike[str]) -> None:
        """Write all that is kept into a file, for the page My run and ``mlpviz view``.

        A safetensors file: nothing in it is executed. Of the samples that were given as ``train``
        and ``test`` at most 500 rows each go with it. Raises FileError if it cannot be written.
        """
        self.facts()
        write_recording(self, path)
