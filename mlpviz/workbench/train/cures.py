"""``Cures``: what was tried for a visitor's run that does not learn, and the search under way."""

from collections.abc import Hashable

from mlpviz.config import RunConfig
from mlpviz.cures import Cures as Found
from mlpviz.cures import CureSearch
from mlpviz.cures.effort import ALIVE_BYTES
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.limits import estimate_cost, require_room
from mlpviz.profiles import limits
from mlpviz.run import Trainer
from mlpviz.trainer import HALF
from mlpviz.words import duration
from mlpviz.workbench import slices

SLICE = 0.2  # seconds with every frame
ALWAYS = 2  # runs that a search keeps: the sick one, trained on, and the one that is tried
MANY = 40  # runs that it has tried and keeps, as long as they are small


class Cures:
    """What was tried for one visitor's run.

    ``search`` is what is under way, ``found`` what came of the latest search, at ``epoch`` of the
    run (with the share of one that was not finished), ``problem`` what ended it instead. All of it
    is of one run with one set of choices, and forgotten with them.
    """

    def __init__(self) -> None:
        self.search: CureSearch | None = None
        self.found: Found | None = None
        self.problem: str | None = None
        self.epoch = 0.0
        self._seconds = 0.0  # that the search has taken
        self._of: Hashable = None

    def follow(self, run: int, config: RunConfig) -> None:
        """Forget what is of another run than number ``run``, or of other choices."""
        if self._of != (of := (run, config)):
            self.forget()
            self._of = of

    def ask(self, trainer: Trainer, config: RunConfig, error: NonFiniteError | None) -> None:
        """Begin a search for what cures the run of ``trainer``, unless one is under way.

        ``config`` and ``error`` as in ``Trainer.diagnose``. Raises LimitError if the server has no
        room for it now. What was found before is forgotten.
        """
        if self.search is not None:
            return
        require_room(config, self.size_for(config))
        self.found = self.problem = None
        self.epoch, self._seconds = trainer.epoch + trainer.progress, 0.0
        self.search = CureSearch(trainer, config, error)

    def advance(self) -> None:
        """Bring the search under way a slice further; it ends when it has had its time.

        Raises what no user's choice explains, and has no search then.
        """
        search = self.search
        if search is None:
            return
        started = slices.pace.processor()  # others have their turns while a slice is done
        try:
            search.advance(SLICE, slices.pace.clock)
        except (MemoryError, FaultsError) as error:
            self.problem, self.search = f"The search ended early: {error}", None
            return
        except BaseException:
            self.search = None
            raise
        self._seconds += slices.pace.processor() - started
        most = limits().cures_seconds
        if search.done:
            self.found, self.search = search.result(), None
        elif self._seconds >= most:
            self.stop()
            if self.found is None:
                self.problem = _TOO_SLOW.format(most=duration(most))
        elif self._seconds >= HALF * most:
            search.hurry()

    def stop(self) -> None:
        """End the search under way; what it has tried so far is its result, if that is anything."""
        if self.search is not None:
            found, self.search = self.search.result(), None
            self.found = found if found.tried else None

    def drop(self) -> None:
        """End the search under way without a result, from any thread."""
        self.search = None

    def forget(self) -> None:
        """Drop what was found, too."""
        self.search = self.found = self.problem = None

    def fresh(self, trainer: Trainer) -> bool:
        """Whether the run stands where it stood when cures were tried."""
        return self.epoch == trainer.epoch + trainer.progress

    def size(self, config: RunConfig) -> int:
        """Bytes that the search under way takes, as estimated."""
        return 0 if self.search is None else self.size_for(config)

    @staticmethod
    def size_for(config: RunConfig) -> int:
        """Bytes that a search for ``config`` takes, as estimated."""
        run = estimate_cost(config, light=True).memory
        return ALWAYS * run + min(MANY * run, int(ALIVE_BYTES))


_TOO_SLOW = (
    "Nothing could be tried in {most} of work, which is the most here. Choose fewer samples or "
    "units, or run it on your own computer."
)
