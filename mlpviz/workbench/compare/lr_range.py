"""``LrRange``: the latest learning-rate range test of a visitor's run, done in slices."""

from collections.abc import Callable
from typing import Any

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.passes import Passes
from mlpviz.limits import pass_size
from mlpviz.lr_range import RangeTest, learning_rate_range
from mlpviz.workbench.slices import Latest, Work

SLICE = 0.1  # seconds with every frame


class LrRange(Latest[RangeTest]):
    """The test that was asked for last, under way or done."""

    def fresh(self, config: RunConfig) -> bool:
        """Whether the result is that of ``config``, whatever its learning rate."""
        return self.key == _key(config)

    def ask(self, config: RunConfig, dataset: Dataset) -> None:
        """Begin a test of ``config``, unless it is under way."""
        key = _key(config)
        if not self.under_way(key):
            self.begin(key, _work(config, dataset))

    def advance(self) -> None:
        """Bring the test under way a slice further."""
        self.go_on(SLICE)


def _key(config: RunConfig) -> tuple[tuple[str, Any], ...]:
    """All choices that decide a test: the config's own learning rate plays no part."""
    return tuple((name, value) for name, value in config if name != "lr")


def _work(config: RunConfig, dataset: Dataset) -> Work[RangeTest]:
    def work(progress: Callable[[float], None]) -> RangeTest:
        passes = Passes(pass_size(config))
        return learning_rate_range(config, dataset=dataset, progress=progress, passes=passes)

    return work
