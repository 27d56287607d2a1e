"""Scripts and notebooks of a run, and the data that lie beside them."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np

from mlpviz.export.facts import Facts
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
    cells = [_cell("markdown", f"# {heading}\n{rest}", "opening")]
    for i, part in enumerate(parts):
        title, _, code = part.partition("\n")
        cells.append(_cell("markdown", f"## {title}", f"title-{i}"))
        cells.append(_cell("code", code.strip(), f"code-{i}"))
    return json.dumps(
        {
            "cells": cells,
            "metadata": {
                "kernelspec": {
                    "display_name": "Python 3",
                    "language": "python",
                    "name": "python3",
                },
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
        ensure_ascii=False,
    )


def _cell(kind: str, source: str, name: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
