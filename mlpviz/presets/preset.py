"""``Preset``: a run worth looking at, and what to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from mlpviz.config import RunConfig
from mlpviz.data import DATASETS

# What a preset says of its run where its row says nothing: what the program suggests may change.
PLAIN: dict[str, Any] = {
    "hidden_sizes": (32, 16),
    "activation": "tanh",
    "initializer": "xavier_uniform",
    "optimizer": "sgd",
    "lr": 0.1,
    "batch_size": 32,
}


class Mistake(NamedTuple):
    """What an experiment's author got wrong, in a sentence.

    ``case`` is the name of the same mistake in the bug lab, in ``MISTAKES`` or
    ``BUGGY_CHECKERS`` of ``mlpviz.gradcheck``; empty where there is none.
    """

    sentence: str
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A run worth looking at: ``mlpviz.Trainer(PRESETS[name].config)``, trained for ``epochs``.

    title, question : what it is, and what to find out; they give away no answer
    look_at, answer : what to look at, and what is to be seen there, told when it is asked for
    mistakes : what the experiment's author got wrong
    offline : the run on data that comes with mlpviz
    from_files : choices that replace those of ``offline`` as soon as the dataset that they name is
        in ``DATASETS``, that is, on disk
    substitution : what ``offline`` does instead, and what to do for the real data
    changes : what each variant changes, by title; all variants start from identical weights
    page : path of the app's page that shows what it is about
    check : choices of the gradient check, where the check is what it is about
    warm_up : which of the small computations in ``warm_ups.py`` the experiment begins with
    diagnosis : the rule of ``mlpviz.diagnose`` that finds what is wrong with the run
    """

    title: str
    question: str
    look_at: str
    answer: str
    offline: RunConfig
    epochs: int
    mistakes: tuple[Mistake, ...] = ()
    from_files: Mapping[str, Any] = field(default_factory=dict)
    substitution: str = ""
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    page: str = "train"
    check: Mapping[str, Any] = field(default_factory=dict)
    warm_up: Literal["", "logistic loss", "closed forms"] = ""
    diagnosis: str = ""

    @property
    def config(self) -> RunConfig:
        """The run, on its own data if they are on disk; always one that can be trained here."""
        if self.from_files and self.from_files["dataset"] in DATASETS:
            return self.offline.changed(**self.from_files)
        return self.offline

    @property
    def stand_in(self) -> str:
        """What ``config`` does because its data are not on disk; empty if nothing is missing."""
        missing = self.from_files and self.from_files["dataset"] not in DATASETS
        return self.substitution if missing else ""

    @property
    def variants(self) -> dict[str, RunConfig]:
        """Runs to compare, by title; empty if there is only ``config``."""
        return {title: self.config.changed(**choices) for title, choices in self.changes.items()}


def trouble(
    diagnosis: str,
    title: str,
    question: str,
    look_at: str,
    answer: str,
    epochs: int,
    **choices: Any,
) -> Preset:
    """A run that fails: ``diagnosis`` is the rule that finds why, ``choices`` are the config's."""
    return Preset(
        title=title,
        question=question,
        look_at=look_at,
        answer=answer,
        offline=RunConfig(**(PLAIN | choices)),
        epochs=epochs,
        diagnosis=diagnosis,
    )
