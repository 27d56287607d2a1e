"""``Opened``: the file of a run as the page looks at it, whoever wrote it."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from mlpviz.config import ConfigError, RunConfig
from mlpviz.diagnosis import Diagnosis
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.history import History
from mlpviz.files import FileError
from mlpviz.files.runs import RECORDING, run_of
from mlpviz.files.tensors import parse_tensors
from mlpviz.limits import require_allowed
from mlpviz.profiles import limits
from mlpviz.recorder import Recording
from mlpviz.recorder.frame import RecordedFrame, fitting
from mlpviz.recorder.saved import recording_of
from mlpviz.run import Trainer
from mlpviz.views.frame import Frame
from mlpviz.views.table import fitting as fitting_data
from mlpviz.views.view import View
from mlpviz.words import megabytes
from mlpviz.workbench.gate import breathe

MOST_RECORDS = 20_000
BYTES_A_VALUE = 15  # of a file, at least: those of a run take some 24
DAMAGE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)


class Opened(Protocol):
    """A run that is looked at: its history, its views and its diagnosis at an epoch."""

    @property
    def history(self) -> History:
        """Its records and snapshots."""
        ...

    @property
    def kept_epochs(self) -> tuple[int, ...]:
        """The epochs whose weights are kept, the newest among them."""
        ...

    @property
    def what(self) -> str:
        """What it is, in a few words."""
        ...

    def views(self, epoch: int) -> Mapping[str, View[Any]]:
        """The views for which all is known at a kept epoch."""
        ...

    def moment(self, epoch: int, *, log: bool) -> Any:
        """A kept epoch as the views look at it."""
        ...

    def diagnose(self, epoch: int) -> tuple[Diagnosis, ...]:
        """What was wrong at a kept epoch."""
        ...


class OpenedRecording:
    """A recording of anyone's loop."""

    what = "A recording of a training loop"

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.history, self.kept_epochs = recording.history, recording.kept_epochs
        self.diagnose = recording.diagnose

    def views(self, epoch: int) -> Mapping[str, View[Any]]:
        """The views for which all was logged."""
        return fitting(self.recording, self._marker(epoch))

    def moment(self, epoch: int, *, log: bool) -> RecordedFrame:
        """A kept epoch."""
        return RecordedFrame(self.recording, marker=self._marker(epoch), log=log)

    def _marker(self, epoch: int) -> int | None:
        return None if epoch == self.recording.epoch else epoch


class OpenedRun:
    """A run of mlpviz's own. Its weights are not to be set here."""

    what = "A run of mlpviz"

    def __init__(self, trainer: Trainer) -> None:
        self.trainer, self.viewer = trainer, trainer.network.copy()
        self.history = trainer.history
        kept = trainer.history.kept_epochs
        self.kept_epochs = kept if trainer.epoch in kept else (*kept, trainer.epoch)

    def views(self, epoch: int) -> Mapping[str, View[Any]]:  # noqa: ARG002  # of data, not epochs
        """All that the Train page has."""
        return fitting_data(self.trainer.dataset)

    def moment(self, epoch: int, *, log: bool) -> Frame:
        """A kept epoch."""
        marker = None if epoch == self.trainer.epoch else epoch
        return ReadOnly(
            self.trainer, self.viewer, log=log, playing=False, marker=marker, progress=breathe
        )

    def diagnose(self, epoch: int) -> tuple[Diagnosis, ...]:
        """What was said of the run at an epoch."""
        if epoch == self.trainer.epoch:
            return self.trainer.diagnose()
        return self.trainer.diagnosed_at(epoch)


class ReadOnly(Frame):
    """A ``Frame`` of a run that does not train."""

    @property
    def locked(self) -> str:
        """Why no weight can be set."""
        return "This run is only looked at. mlpviz.load(path) trains it on."


def opened(name: str, content: bytes) -> Opened:
    """The run in an uploaded file. Raises FileError, in words, for what is none or is too large."""
    most = limits().upload_bytes
    if len(content) > most:
        message = f"{name} is {megabytes(len(content))}; at most {megabytes(most)} are opened."
        raise FileError([Fault("file", name, message)])
    told, arrays = parse_tensors(name, content, most / BYTES_A_VALUE)
    breathe()
    if not isinstance(told, dict):
        raise _damaged(name, "no run in it")
    if RECORDING in told:
        found: Opened = OpenedRecording(recording_of(name, told, arrays, Recording, breathe))
    else:
        _require_modest(name, told)
        found = OpenedRun(run_of(name, told, arrays, Trainer, pause=breathe))
    try:
        with np.errstate(all="ignore"):
            _look(found)
    except FaultsError:
        raise
    except DAMAGE as error:
        raise _damaged(name, f"{type(error).__name__}: {error}") from None
    return found


def _require_modest(name: str, told: Mapping[str, Any]) -> None:
    """Refuse a run that this installation would not train either, before it is built."""
    try:
        config = RunConfig(**told["config"])
        if len(told["history"]["records"]) > MOST_RECORDS:
            raise _damaged(name, "too many records")
        require_allowed(config)
    except ConfigError as error:
        raise _damaged(name, str(error)) from None
    except (LookupError, TypeError) as error:
        raise _damaged(name, f"{type(error).__name__}: {error}") from None


def _look(found: Opened) -> None:
    """Draw every view of the newest and the first epoch once: what cannot be drawn is damaged."""
    for epoch in {found.kept_epochs[0], found.kept_epochs[-1]}:
        moment = found.moment(epoch, log=False)
        for view in found.views(epoch).values():
            breathe()
            view.chart(moment).figure()
        breathe()
        found.diagnose(epoch)


def _damaged(name: str, what: str) -> FileError:
    return FileError([Fault("file", name, f"{name} is damaged ({what}).")])
