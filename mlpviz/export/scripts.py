"""Scripts and notebooks of a run, and the data that lie beside them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np

from mlpviz.export.facts import Facts
from mlpviz.export.notebooks import Kind, notebook_of
from mlpviz.export.numpy_script import numpy_script
from mlpviz.export.shared import CELL, NAMES
from mlpviz.export.torch_script import torch_script
from mlpviz.run import Trainer

Write = Callable[[Facts], str]
SCRIPTS: dict[str, Write] = {"numpy": numpy_script, "torch": torch_script}


def script(trainer: Trainer, kind: str, data: str) -> str:
    """A script of that ``kind``, one of ``SCRIPTS``, which reads the file ``data`` beside it.

    Raises FileError for a run that a script cannot tell of.
    """
    return SCRIPTS[kind](Facts(trainer, data))


def data_npz(trainer: Trainer) -> bytes:
    """The samples as the network takes them, for a script: X and Y of both splits."""
    arrays = (
        trainer.train_split.X,
        trainer.train_split.Y,
        trainer.test_split.X,
        trainer.test_split.Y,
    )
    buffer = BytesIO()
    np.savez_compressed(buffer, **dict[str, Any](zip(NAMES, arrays, strict=True)))
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
