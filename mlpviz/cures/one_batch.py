"""Whether a network can learn a handful of samples by heart: if not, no amount of data helps it."""

from collections.abc import Generator

from mlpviz.config import RunConfig
from mlpviz.cures.data import Runs
from mlpviz.cures.standing import Standing
from mlpviz.cures.trial import Trial
from mlpviz.diagnosis import Action
from mlpviz.words import counted, score_number

SAMPLES = 16
UPDATES = 500  # at least
BY_HEART = 0.9  # a score


def one_batch(config: RunConfig, runs: Runs) -> Generator[None, None, str]:
    """Train ``config`` on 16 samples alone; what came of it, in a sentence."""
    few = runs.few(SAMPLES)
    trial = Trial(Action("", {}), config, few)
    yield from trial.train(UPDATES)
    return _said(trial.standing, trial, few.score)


def _said(standing: Standing, trial: Trial, score: str) -> str:
    names = f"{counted(SAMPLES, 'sample')}"
    if trial.error is not None:
        return f"It diverges even on {names} alone: the settings are wrong, not the amount of data."
    reached = f"{score} {score_number(score, standing.train)} after {counted(UPDATES, 'epoch')}"
    if standing.train >= BY_HEART:
        return f"{names.capitalize()} alone it learns by heart ({reached})."
    return (
        f"It cannot even learn {names} by heart ({reached}): the cause is the network or its "
        "settings, not the amount of data."
    )
