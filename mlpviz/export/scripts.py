"""Scripts and notebooks of a run, and the data that lie beside them."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from mlpviz.export.facts import Facts
from mlpviz.export.notebooks import Kind, notebook_of
from mlpviz.export.numpy_script import numpy_script
from mlpviz.export.shared import CELL, NAMES
from mlpviz.export.torch_script import torch_script
from mlpviz.run import Trainer

Write = Callable[[Facts], str]
PART = 2**18  # bytes that are packed at a time
SCRIPTS: dict[str, Write] = {"numpy": numpy_script, "torch": torch_script}


def script(trainer: Trainer, kind: str, data: str) -> str:
    """A script of that ``kind``, one of ``SCRIPTS``, which reads the file ``data`` beside it.

    Raises FileError for a run that a script cannot tell of.
    """
    return SCRIPTS[kind](Facts(trainer, data))


def data_npz(trainer: Trainer, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """The samples as the network takes them, for a script: X and Y of both splits.

    ``progress`` is called with the share that is packed, every 10 ms or so.
    """
    train, test = trainer.train_split, trainer.test_split
    arrays = dict(zip(NAMES, (train.X, train.Y, test.X, test.Y), strict=True))
    total, packed, buffer = sum(array.nbytes for array in arrays.values()), 0, BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            with BytesIO() as whole, archive.open(f"{name}.npy", "w") as file:
                np.save(whole, array, allow_pickle=False)
                whole.seek(0)
                while part := whole.read(PART):
                    file.write(part)
                    packed += len(part)
                    progress(min(1.0, packed / total))
    return buffer.getvalue()


def notebook(text: str) -> str:
    """The notebook (nbformat 4.5) of a script in cells, with their titles above them."""
    opening, *parts = text.split(f"{CELL} ")
    said = opening.strip().removeprefix('"""').removesuffix('"""').strip()
    heading, _, rest = said.partition("\n")
    cells: list[tuple[Kind, str]] = [("markdown", f"# {heading}\n{rest}")]
    for part in parts:
        title, _, code = part.partition("\n")
        cells += [("markdown", f"## {title}"), ("code", code.strip())]
    return notebook_of(cells)
