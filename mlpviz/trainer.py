"""``Trainer``, as everybody knows it: a run that can tell what would cure it."""

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from mlpviz.clock import Clock
from mlpviz.config import RunConfig
from mlpviz.cures import Cures, CureSearch, with_cures
from mlpviz.data import Dataset
from mlpviz.describing import as_html, in_a_line, in_lines
from mlpviz.diagnosis import Diagnosis
from mlpviz.engine.arguments import callable_fault, kind_fault, require, seconds_fault, wrong
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord
from mlpviz.export import written
from mlpviz.files import read_run, write_run
from mlpviz.progress import progress_bar
from mlpviz.run import Trainer as Run

if TYPE_CHECKING:
    import plotly.graph_objects as go

Callback = Callable[[EpochRecord], object]

BUDGET = 10.0  # seconds that a search may take by default
HALF = 0.5  # of the budget, after which nothing new is tried
SLICE = 0.1  # seconds between two looks at the clock


class Trainer(Run):
    """The engine's trainer, built from a config, as ``mlpviz.run.Trainer``; it can try cures.

    Parameters
    ----------
    config : all choices of the run
    dataset : your own data instead of ``config.dataset``, of any width and number of classes
    history : where records go; a new ``History()`` by default
    passes : how many samples go through the network at once; by default whole batches

    Examples
    --------
    >>> trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(8,), lr=1e-5))
    >>> for record in trainer.run(20):
    ...     pass
    >>> cures = trainer.cures()
    >>> cures[0].reached > record.train_accuracy
    True
    """

    def diagnose(
        self, config: RunConfig | None = None, error: NonFiniteError | None = None
    ) -> tuple[Diagnosis, ...]:
        """What is wrong with this run, the most serious first; empty if nothing is.

        ``config`` are the choices of the moment, if some of them have changed since the run began;
        ``error`` is what ended training, if anything did.

        The ``actions`` are cures that were tried, best first. They are searched for at the first
        look at those of any message, from where the run then stands, which takes up to ten seconds:
        see ``cures``. A message has those in which there is something that its rule proposes, and
        the first message what no rule has thought of.
        """
        found = super().diagnose(config, error)
        return with_cures(found, lambda: self.cures(config=config, error=error))

    def train(
        self,
        epochs: int,
        *,
        callbacks: Callback | Sequence[Callback] = (),
        progress: bool = False,
    ) -> EpochRecord:
        """Train for ``epochs`` epochs; returns the newest record.

        Each of ``callbacks``, or the only one, is called with the record of every epoch; one that
        returns True ends training there. ``progress`` shows a bar with the losses, by tqdm. What
        ``run`` does in a loop of yours, this does by itself. Raises as ``step_epoch``.
        """
        told = (callbacks,) if callable(callbacks) else callbacks
        calls = isinstance(told, Sequence) and all(map(callable, told))
        must = "a function of a record, or a list of such functions"
        require(None if calls else wrong("callbacks", callbacks, must))
        require(kind_fault("progress", progress, bool, "True or False"))
        with progress_bar(epochs, shown=progress) as advance:
            for record in self.run(epochs):
                advance(record)
                answers = [callback(record) for callback in told]  # each is called
                if True in answers:
                    break
        return self.history.newest

    def __repr__(self) -> str:
        """Data, sizes, parameters, epoch and test score in a line."""
        return in_a_line(self)

    def __str__(self) -> str:
        """The same and more, a thing a line."""
        return in_lines(self)

    def _repr_html_(self) -> str:
        """The same as a table, for notebooks."""
        return as_html(self)

    def figure(self, name: str, *, epoch: int | None = None, log: bool = False) -> "go.Figure":
        """A view of the run as the app has it: ``curves``, ``weights``, ``check``, ``network``, ...

        It is of now, or of an ``epoch`` of ``history.kept_epochs``; ``log`` asks for a logarithmic
        loss axis. Raises FaultsError for a name that is none, with those that are, or whose view
        is for other data, and KeyError for an epoch that is not kept.
        """
        # All charts: half as long to import as the rest of mlpviz.
        from mlpviz.views.figure import view_figure

        return view_figure(self, name, epoch, log)

    def save(self, path: str | PathLike[str], *, data: bool = True) -> None:
        """Write the whole run into a file, from which ``mlpviz.load(path)`` goes on to the bit.

        That is a safetensors file: nothing in it is executed, and the weights are its arrays
        ``weights/W1`` and so on. Data of your own go with it; not without ``data``, nor if they are
        more than 256 MiB: then ``load`` has to be given them. Raises FileError if it cannot be
        written.
        """
        write_run(self, path, data=data)

    def export(self, path: str | PathLike[str]) -> tuple[Path, ...]:
        """Write the run as another program wants it; the end of the file's name says as what.

        ``.safetensors``, ``.npz`` and ``.onnx`` have the weights, ``.csv`` and ``.history.json``
        the history, ``.json`` the choices, ``.html`` all charts as one page (``export_html``);
        ``.py`` and ``.ipynb`` train it in plain NumPy, ``_torch.py`` and ``_torch.ipynb`` in
        PyTorch, on samples beside them. Returns the paths.
        Raises FileError for other names, and for files that cannot be written.
        """
        return written(self, path)

    def export_html(self, path: str | PathLike[str], error: NonFiniteError | None = None) -> Path:
        """Write the run as one HTML file that needs no network; returns its path.

        It has every view at the epochs whose weights are kept, at most 128 of them, evenly spread,
        with a slider and Play, and what the diagnosis said at each. ``error`` is what ended
        training, if anything did. Raises FileError for a name that does not end with ``.html``,
        and if the file cannot be written.
        """
        require(kind_fault("error", error, NonFiniteError | None, "a NonFiniteError, or None"))
        (file,) = written(self, path, [".html"], error)
        return file

    def cures(
        self,
        budget: float = BUDGET,
        *,
        config: RunConfig | None = None,
        error: NonFiniteError | None = None,
        clock: Clock = process_time,
    ) -> Cures:
        """Changes that were tried and help, best first; this run is not touched.

        What the diagnosis proposes and what else is known to help is trained from the start, on the
        same data and with the same seed, each with several learning rates, then the best of it in
        twos. ``budget`` are seconds by ``clock``, by default those of the processor: what else it
        has to do changes nothing. When half of them are over, nothing new is tried; when all are,
        what is known by then counts.
        ``config`` and ``error`` as in ``diagnose``.
        """
        require(
            seconds_fault("budget", budget),
            callable_fault("clock", clock, "a function that returns seconds, such as perf_counter"),
        )
        begun, search = clock(), CureSearch(self, config, error)
        while not search.advance(SLICE, clock) and clock() < begun + budget:
            if clock() >= begun + HALF * budget:
                search.hurry()
        return search.result()


def load(path: str | PathLike[str], dataset: Dataset | None = None) -> Trainer:
    """The run that ``trainer.save(path)`` wrote; it trains on to the same bits.

    ``dataset`` are your own data, if the file does not have them. Raises FileError for a file that
    is none of a run, is damaged, or was trained on other data.
    """
    return read_run(path, Trainer, dataset)
