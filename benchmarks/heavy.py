"""The heaviest runs that the hosted profile allows: what a visitor at the cap asks for."""

import os
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Any, NamedTuple

from threadpoolctl import threadpool_limits

from benchmarks.protocol import Visitor
from mlpviz import DATASETS, ConfigError, RunConfig
from mlpviz.follow import follow
from mlpviz.kinds import MAX_LAYERS, MAX_UNITS
from mlpviz.limits import LimitError, require_allowed, require_together
from mlpviz.profiles import HOSTED, Limits, limits
from mlpviz.views.budget import most_samples
from mlpviz.workbench.compare.session import Compare
from mlpviz.workbench.gradients.choices import SAMPLES

REFUSED = "This link cannot be opened"
RANGE = ("compare_mode", "Learning-rate range")
MARGIN = 0.85  # of the seconds that an update may take: the server measures the machine anew
Fits = Callable[[RunConfig], bool]


class Heavy(NamedTuple):
    """One kind of heavy visitor: the page and the link that he opens, and what he clicks on.

    ``mode`` is the row of choices, and its title there, that he chooses before; ``act`` a button of
    the board that he clicks on afterwards.
    """

    title: str
    page: str
    query: dict[str, str]
    click: str
    mode: tuple[str, str] | None = None
    act: str = ""

    async def begin(self, visitor: Visitor) -> float:
        """Click; the board then asks for frames until the work is done. The answer's seconds.

        Raises ValueError if the server refuses a run that is to be just allowed.
        """
        if REFUSED in visitor.words:
            raise ValueError(f"{self.title} was refused: {self.query}. It says: {visitor.words}")
        if self.mode is not None and not visitor.has(self.click):
            await visitor.choose(*self.mode)
        seconds = await visitor.click(self.click if visitor.has(self.click) else "step")
        return seconds if not self.act else seconds + await visitor.act(self.act, "")


def strangers() -> None:
    """Have this process reckon as the server does: hosted, with one thread."""
    os.environ[HOSTED] = "1"
    threadpool_limits(1, user_api="blas")


def caps() -> Limits:
    """What is allowed, with some room for a machine that is measured twice."""
    allowed = limits()
    return replace(allowed, update_seconds=allowed.update_seconds * MARGIN)


def allowed(config: RunConfig) -> bool:
    """Whether such a run may be opened."""
    try:
        return bool(require_allowed(config, allowed=caps()))
    except LimitError:
        return False


def allowed_together(config: RunConfig) -> bool:
    """Whether the Bug lab may train two of it."""
    unbounded = replace(caps(), pass_bytes=inf, pass_operations=inf)  # as ``BugLab.present_twins``
    try:
        return allowed(config) and bool(require_together([config, config], allowed=unbounded))
    except LimitError:
        return False


def raced(config: RunConfig) -> bool:
    """Whether the race that the page begins with is allowed as a whole."""
    return allowed(config) and not Compare().plan(config).refused


def widest(depth: int, fits: Fits, dataset: str, **choices: Any) -> RunConfig:
    """The widest network with ``depth`` hidden layers of equal size for which ``fits``."""
    base = follow(RunConfig().model_dump(), "dataset", dataset)
    options = {"dataset_options": _most(dataset)}

    def of(width: int) -> RunConfig:
        return RunConfig(**(base | options | choices | {"hidden_sizes": (width,) * depth}))

    low, high = 1, MAX_UNITS
    while low < high:
        middle = (low + high + 1) // 2
        try:
            low, high = (middle, high) if fits(of(middle)) else (low, middle - 1)
        except ConfigError:
            high = middle - 1
    return of(low)


def _most(dataset: str) -> dict[str, float]:
    """As many samples as the dataset has or makes."""
    options = DATASETS[dataset].options
    return {
        name: options[name].maximum
        for name in ("n_samples", "n_train", "n_test")
        if name in options
    }


def heaviest(dataset: str = "spiral3") -> list[Heavy]:
    """The heaviest visitors on one dataset, a kind each."""
    batch, wide = {"batch_size": None}, {"batch_size": 32, "optimizer": "adam"}
    update = widest(2, allowed, dataset, **batch)
    deep = widest(MAX_LAYERS, allowed, dataset, **batch)
    slow = widest(2, allowed, dataset, activation="gelu", **batch)
    large = widest(1, allowed, dataset, **wide)
    sick = update.changed(initializer="zeros", initializer_options={})
    race = widest(1, raced, dataset, **batch)
    twins = widest(1, allowed_together, dataset, **batch)
    deep_twins = widest(MAX_LAYERS, allowed_together, dataset, **batch)
    most = most_samples(_Sizes(update.sizes))  # type: ignore[arg-type]  # as much as it looks at
    samples = max(1, min(most, int(SAMPLES.maximum)))
    check = update.to_query() | {"samples": str(samples)}
    return [
        Heavy("largest update", "", update.to_query(), "play"),
        Heavy("deepest update", "", deep.to_query(), "play"),
        Heavy("slowest activation", "", slow.to_query(), "play"),
        Heavy("largest network", "", large.to_query(), "play"),
        Heavy("largest race", "compare", race.to_query(), "compare_race_play"),
        Heavy("range test", "compare", update.to_query(), "compare_range_run", RANGE),
        Heavy("cures", "", sick.to_query(), "step", act="try_cures"),
        Heavy("Bug lab", "bug-lab", twins.to_query(), "bug_lab_play"),
        Heavy("Bug lab, deep", "bug-lab", deep_twins.to_query(), "bug_lab_play"),
        Heavy("check", "gradients", check, "gradients_ask"),
        Heavy("errors over training", "gradients", update.to_query(), "play"),
        Heavy("trace", "trace", update.to_query(), "play"),
        Heavy("predict", "predict", update.to_query(), "play"),
    ]


class _Sizes(NamedTuple):
    """As much of a network as ``most_samples`` looks at."""

    sizes: tuple[int, ...]
