"""Pinned runs: those that stay behind the current one in every curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, Literal

import numpy as np

from mlpviz.charts.curves import PastRun
from mlpviz.charts.figure import number, percent
from mlpviz.charts.palette import RUNS
from mlpviz.comparison.differences import differences
from mlpviz.config import RunConfig
from mlpviz.engine.history import History

Array = np.ndarray[Any, Any]

MAX_PINS = len(RUNS)

# A task's score: its name in an EpochRecord, and on the page.
SCORES: dict[str, tuple[str, Literal["accuracy", "R²"]]] = {
    "classification": ("accuracy", "accuracy"),
    "regression": ("r2", "R²"),
}


@dataclass(frozen=True, eq=False)
class Pin:
    """A run as it was when it was pinned: its choices, and its curves [records].

    ``number`` counts from 0 and is free for another run once this one is unpinned; ``task`` tells
    what the score is; ``moment`` are the number of the run and the epoch at which it was pinned.
    """

    number: int
    moment: tuple[int, int]
    config: RunConfig
    task: str
    epochs: Array
    train_loss: Array
    test_loss: Array
    train_score: Array
    test_score: Array

    @classmethod
    def of(
        cls,
        history: History,
        config: RunConfig,
        task: str,
        number: int = 0,
        moment: tuple[int, int] = (0, 0),
    ) -> "Pin":
        """The run of this history, with the choices as they are at its end."""
        score, _ = SCORES[task]
        fields = ("epoch", "train_loss", "test_loss", f"train_{score}", f"test_{score}")
        return cls(number, moment, config, task, *(history.column(name) for name in fields))

    @property
    def color(self) -> str:
        """The colour of its lines."""
        return RUNS[self.number]


def free_number(pins: Sequence[Pin]) -> int | None:
    """The lowest number that no pin has; ``None`` if there are as many as there may be."""
    taken = {pin.number for pin in pins}
    return next((n for n in range(MAX_PINS) if n not in taken), None)


def pin_names(pins: Sequence[Pin], config: RunConfig) -> tuple[str, ...]:
    """What the current run, which ``config`` is of, and every pin are called: what differs.

    Where nothing does, pins have their number.
    """
    first, *rest = differences([config, *(pin.config for pin in pins)])
    others = (name or f"run {pin.number + 1}" for name, pin in zip(rest, pins, strict=True))
    return (first or "this run", *others)


def past_runs(pins: Sequence[Pin], names: Sequence[str], task: str) -> list[PastRun]:
    """The pins as curves; their scores only if they are of the same kind as those of ``task``."""
    return [
        PastRun(
            name,
            pin.color,
            pin.epochs,
            pin.train_loss,
            pin.test_loss,
            *((pin.train_score, pin.test_score) if pin.task == task else ()),
        )
        for pin, name in zip(pins, names, strict=True)
    ]


def final_figures(runs: Sequence[Pin], names: Sequence[str]) -> dict[str, Any]:
    """The board's table of all runs, the current one first: colour, name, and final figures.

    Pinned runs can be unpinned and opened by buttons.
    """
    score = SCORES[runs[0].task][1]
    head = ["Run", "Epoch", "Train loss", "Test loss", "Lowest test loss"]
    head += [f"Train {score}", f"Test {score}"]
    rows = [
        {
            "color": run.color if i else None,
            "cells": [name, *_figures(run, runs[0].task)],
            "buttons": _buttons(run.number) if i else [],
        }
        for i, (run, name) in enumerate(zip(runs, names, strict=True))
    ]
    return {"caption": "Final figures of the runs in the curves", "head": head, "rows": rows}


def _buttons(number: int) -> list[list[str]]:
    """What can be done with a pinned run: for each button its name, its argument and its title."""
    return [["open_pin", str(number), "Open"], ["unpin", str(number), "Unpin"]]


def _figures(run: Pin, task: str) -> list[str]:
    lowest = run.test_loss if np.isfinite(run.test_loss).any() else np.array([nan])
    best = int(np.nanargmin(lowest)) if np.isfinite(lowest).any() else 0
    form = percent if run.task == "classification" else number
    scores = [
        form(float(s[-1])) if run.task == task else "–" for s in (run.train_score, run.test_score)
    ]
    return [
        f"{run.epochs[-1]:,.0f}",
        number(float(run.train_loss[-1]), 4),
        number(float(run.test_loss[-1]), 4),
        f"{number(float(lowest[best]), 4)} at {run.epochs[best]:,.0f}",
        *scores,
    ]
