"""Jupyter notebooks, format 4.5, from cells of words and code."""

import json
from collections.abc import Iterable
from typing import Any, Literal

Kind = Literal["markdown", "code"]


def notebook_of(cells: Iterable[tuple[Kind, str]]) -> str:
    """The notebook with these cells: words in Markdown, and Python."""
    return json.dumps(
        {
            "cells": [_cell(i, kind, text) for i, (kind, text) in enumerate(cells)],
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


def _cell(number: int, kind: Kind, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": text.rstrip("\n").splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
