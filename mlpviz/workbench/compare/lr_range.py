"""``LrRange``: the latest learning-rate range test of a visitor's run, done in slices."""

from collections.abc import Callable
from typing import Any

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.lr_range import RangeTest, learning_rate_range
from mlpviz.workbench.slices import Latest, Work

SLICE = 0.1  # seconds with every frame


class LrRange:
    """The test that was asked for last, under way or done."""

    def __init__(self) -> None:
        self._latest: Latest[RangeTest] = Latest()

    @property
    def found(self) -> RangeTest | None:
        """The latest result."""
        return self._latest.result

    @property
    def problem(self) -> str | None:
        """Why the latest test has no result."""
        return None if self._latest.error is None else str(self._latest.error)

    @property
    def share(self) -> float | None:
        """How much of the test under way is done, in [0, 1]; None if there is none."""
        return None if self._latest.job is None else self._latest.job.share

    def fresh(self, config: RunConfig) -> bool:
        """Whether the result is that of ``config``, whatever its learning rate."""
        return self._latest.key == _key(config)

    def ask(self, config: RunConfig, dataset: Dataset) -> None:
        """Begin a test of ``config``, unless it is under way."""
        latest, key = self._latest, _key(config)
        if latest.job is None or latest.job_key != key or latest.job.given_up:
            latest.begin(key, _work(config, dataset))

    def go_on(self) -> None:
        """Bring the test under way a slice further."""
        job = self._latest.job
        if job is not None and job.given_up:
            self._latest.drop()
        self._latest.go_on(SLICE)

    def cancel(self) -> None:
        """End the test under way; the latest result stays."""
        self._latest.drop()


def _key(config: RunConfig) -> tuple[tuple[str, Any], ...]:
    """All choices that decide a test: the config's own learning rate plays no part."""
    return tuple((name, value) for name, value in config if name != "lr")


def _work(config: RunConfig, dataset: Dataset) -> Work[RangeTest]:
    def work(progress: Callable[[float], None]) -> RangeTest:
        return learning_rate_range(config, dataset=dataset, progress=progress)

    return work
