"""``TakeAway``: the present run as a file that the visitor asks for, made when it is asked for."""

import io
import zipfile
from dataclasses import dataclass
from typing import NamedTuple

from mlpviz.config import RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.export import Asked, contents
from mlpviz.run import Trainer
from mlpviz.views.file_names import of_data
from mlpviz.workbench.gate import breathe, gate


class Made(NamedTuple):
    """A file: its name and what is in it."""

    name: str
    content: bytes


@dataclass
class TakeAway:
    """What the dialog keeps while it is open.

    ``end`` is the kind that is asked for, ``made`` the file, or ``problem`` why there is none.
    """

    opened: bool = False
    end: str | None = None
    made: Made | None = None
    problem: str | None = None

    def ask(self, end: str | None) -> None:
        """Have another kind of file, a row of ``EXPORTS``, or none."""
        self.end, self.made, self.problem = end, None, None

    def close(self) -> None:
        """Forget the file."""
        self.opened = False
        self.ask(None)

    @property
    def nbytes(self) -> int:
        """Bytes of the file."""
        return 0 if self.made is None else len(self.made.content)

    def make(
        self,
        trainer: Trainer,
        error: NonFiniteError | None = None,
        config: RunConfig | None = None,
    ) -> None:
        """Make the file that is asked for, unless that has been done.

        ``error`` and ``config`` as in ``export.Asked``.
        """
        if self.end is None or self.made is not None or self.problem is not None:
            return
        try:
            with gate:
                self.made = made(trainer, self.end, error, config)
        except ModuleNotFoundError as met:
            self.problem = f"This kind takes the package {met.name}, which is not installed here."
        except (FaultsError, ImportError, MemoryError) as met:
            self.problem = str(met)


def made(
    trainer: Trainer,
    end: str,
    error: NonFiniteError | None = None,
    config: RunConfig | None = None,
) -> Made:
    """A file of the run as it stands; what is several files comes as a zip.

    Raises FaultsError and ImportError as ``mlpviz.export.contents``.
    """
    stem = f"mlpviz-{of_data(trainer.config)}-epoch-{trainer.epoch}"
    breathe()  # whoever has gone in the meantime takes nothing away
    files = contents(end, Asked(trainer, stem, error, breathe, config))
    name, content = next(iter(files.items()))
    if len(files) > 1:
        name, content = f"{name}.zip", _zipped(files)
    return Made(name, content)


def _zipped(files: dict[str, bytes]) -> bytes:
    """All of them, as a zip; what is packed already is taken as it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            breathe()
            kind = zipfile.ZIP_STORED if name.endswith(".npz") else zipfile.ZIP_DEFLATED
            packed.writestr(name, content, kind)
    return buffer.getvalue()
