"""``MyRun``: what one visitor's My run page keeps."""

from dataclasses import dataclass

from mlpviz.engine.faults import FaultsError
from mlpviz.workbench.my_run.example import NAME, example
from mlpviz.workbench.my_run.opened import Opened, OpenedRecording, opened


@dataclass
class MyRun:
    """A file that was opened, and the epoch that is looked at.

    ``file`` numbers the files, ``name`` is what the visitor calls the latest one, ``run`` what is
    in it, ``problem`` why it cannot be opened, ``shown`` a kept epoch, ``nbytes`` about what all of
    it takes.
    """

    file: int = 0
    name: str = ""
    run: Opened | None = None
    problem: str | None = None
    shown: int = 0
    nbytes: int = 0

    def take(self, name: str, content: bytes) -> None:
        """Open a file that was uploaded, instead of the one before."""
        self.close()
        self.name = name
        try:
            self._show(opened(name, content))
            self.nbytes = 2 * len(content)  # its text, as objects, is larger than in the file
        except FaultsError as error:
            self.problem = str(error)

    def take_example(self) -> None:
        """Open the recording of a loop in which something is wrong."""
        self.close()
        self.name = NAME
        self._show(OpenedRecording(example()))

    def close(self) -> None:
        """Without a file, and with a new place for the next one."""
        self.clear()
        self.file += 1

    def clear(self) -> None:
        """Without a file; one that takes its place may be on its way already."""
        self.name, self.run, self.problem, self.shown, self.nbytes = "", None, None, 0, 0

    def look_at(self, epoch: int) -> None:
        """Show the kept epoch that is nearest."""
        if self.run is not None:
            self.shown = min(self.run.kept_epochs, key=lambda kept: abs(kept - epoch))

    def _show(self, run: Opened) -> None:
        self.run, self.shown = run, run.kept_epochs[-1]
