"""``Facts``: what every rule looks at, measured once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, takewhile
from math import hypot, isclose, isfinite, isnan, nan
from statistics import median
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.chance import Signals
from mlpviz.diagnosis.constant import best_constant_loss
from mlpviz.diagnosis.data_facts import DataFacts
from mlpviz.diagnosis.loop import Choices, Loop
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord
from mlpviz.words import as_chosen

PATIENT = 5  # epochs before the state of the units counts as more than a start
LEARNED = 0.25  # share of the best constant's loss below which a run counts as learning well
TINY = 0.1  # of Xavier's spread: smaller initial weights are noted
HUGE = 3.0  # times He's spread: larger initial weights are noted
DEAD = 0.8  # share of a layer's units; up to 0.44 was seen in runs that learn well
SATURATED = 0.5  # share of a layer's units; runs that learn well stay below 0.1


@dataclass(frozen=True, eq=False)
class Facts:
    """The arguments of ``diagnose`` and what several rules derive from them.

    ``start`` are the norms of the parameters before training, where the first record is of a later
    epoch. ``found`` is what the rules asked so far have found, by kind.
    """

    records: tuple[EpochRecord, ...]
    config: Choices
    class_names: Sequence[str] = ()
    error: NonFiniteError | None = None
    data: DataFacts | None = None
    params: Mapping[str, Array] | None = None
    start: Mapping[str, float] | None = None
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def newest(self) -> EpochRecord:
        """The record of the current epoch."""
        return self.records[-1]

    @cached_property
    def first(self) -> EpochRecord:
        """The first record, with the parameters' norms before training as far as they are known."""
        first = self.records[0]
        return first if self.start is None else replace(first, param_norm=dict(self.start))

    @property
    def began_untrained(self) -> bool:
        """Whether the first record is of the untrained network, and tells its loss."""
        return self.records[0].epoch == 0

    def lr_said(self, what: str = "now", lr: float | None = None) -> str:
        """The learning rate in brackets, after a space: " (now 0.1)"; empty if it is not known."""
        rate = self.newest.lr if lr is None else lr
        return f" ({what} {as_chosen(rate)})" if isfinite(rate) else ""

    @cached_property
    def depth(self) -> int:
        """Layers with weights; 0 where they are not known."""
        return max(0, len(self.config.sizes) - 1)

    def last(self, epochs: int) -> tuple[EpochRecord, ...]:
        """Records of the last ``epochs`` epochs and the one before; empty if the run is younger."""
        start = self.newest.epoch - epochs
        if start < 0:
            return ()
        near = tuple(takewhile(lambda r: r.epoch >= start, reversed(self.records)))[::-1]
        return near if len(near) > 1 else self.records[-2:]

    @property
    def drops(self) -> bool:
        """Whether steps leave out hidden units, as far as is known."""
        return not isinstance(self.config, Loop) and self.config.dropout > 0.0

    @property
    def full_batch(self) -> bool:
        """Whether every epoch is one step on all training samples, as far as is known."""
        if isinstance(self.config, Loop):
            return self.config.steps == 1
        size = self.config.batch_size
        return size is None or (self.data is not None and size >= self.data.n_train)

    @cached_property
    def constant_loss(self) -> float | None:
        """Loss of the best constant output, L2 aside; ``None`` for regression."""
        shares = (record.true_share_train for record in self.records)
        share = next((share for share in shares if share is not None), None)
        if share is None:
            return None
        if isinstance(self.config, Loop):
            return self.config.best_constant_loss(share)
        return best_constant_loss(self.config, share)

    def unexplained(self, record: EpochRecord) -> float:
        """Loss, L2 aside, over that of the best constant output: 1 is no better, 0 is perfect.

        For regression 1 - R², which is the same for mse.
        """
        if self.constant_loss is None:
            return 1.0 - record.train_r2 if record.train_r2 is not None else float("nan")
        loss = record.train_loss
        if self.config.l2:
            size = hypot(*(v for name, v in record.param_norm.items() if name.startswith("W")))
            loss -= self.config.l2 * size * size
        return loss / self.constant_loss if self.constant_loss > 0.0 else 0.0

    @cached_property
    def learned(self) -> bool:
        """Whether the run explains most of its targets: what looks odd does no harm then.

        By the median of the newest five records, so that one bad epoch does not count.
        """
        return middle([self.unexplained(r) for r in self.records[-5:]]) < LEARNED

    @property
    def units_fail(self) -> bool:
        """Whether some hidden layer's units are mostly dead or saturated: gradients tell no more.

        Dead: 80% of them or more. Saturated: more than half of them.
        """
        dead, saturated = self.newest.dead_share, self.newest.saturated_share
        return max(dead, default=0.0) >= DEAD or max(saturated, default=0.0) > SATURATED

    @property
    def signals(self) -> Signals | None:
        """What the inputs tell of the targets; None without ``data``."""
        if self.data is None:
            return None
        classes = self.newest.train_accuracy is not None
        return self.data.class_signal if classes else self.data.number_signal

    @property
    def told(self) -> tuple[float, float]:
        """Accuracy or R² by the three nearest samples: features as they are, standardised."""
        if self.data is None:
            return 0.0, 0.0
        classes = self.newest.train_accuracy is not None
        return self.data.class_told if classes else self.data.number_told

    @property
    def score(self) -> float:
        """Training accuracy or R² of the newest epoch."""
        newest = self.newest
        value = newest.train_r2 if newest.train_accuracy is None else newest.train_accuracy
        return float("nan") if value is None else value

    @property
    def unscaled(self) -> bool:
        """Whether the inputs are known not to be of a usual size."""
        return self.data is not None and not self.data.scaled

    def weight_scale(self, record: EpochRecord) -> Array:
        """Spread of each layer's weights [layers] over Xavier's sqrt(2 / (fan_in + fan_out))."""
        return np.array(
            [
                record.param_norm[f"W{layer}"] / (fan_in * fan_out * 2 / (fan_in + fan_out)) ** 0.5
                for layer, (fan_in, fan_out) in enumerate(pairwise(self.config.sizes), 1)
            ]
        )

    @cached_property
    def tiny_start(self) -> bool:
        """Whether the initial weights were far smaller than suits the network."""
        return self.depth > 0 and bool((self.weight_scale(self.first) < TINY).all())

    @cached_property
    def zero_start(self) -> bool:
        """Whether all weights and biases began at zero, so that a layer's units are identical."""
        return bool(self.config.hidden_sizes) and not any(self.first.param_norm.values())

    def of_he(self, record: EpochRecord) -> Array:
        """Spread of each layer's weights [layers] over He's sqrt(2 / fan_in), the largest usual."""
        norms = np.array([record.param_norm[f"W{layer}"] for layer in range(1, self.depth + 1)])
        return norms / self._he

    @cached_property
    def _he(self) -> Array:
        """Norms of weights [layers] of He's spread."""
        return np.sqrt(2.0 * np.array(self.config.sizes[1:]))

    @property
    def all_began_at(self) -> float | None:
        """The number that all weights began at, so that a layer's units are identical; else None.

        As the initialiser says, if the first record bears that out.
        """
        config, norms = self.config, self.first.param_norm
        if self.zero_start:
            return 0.0
        if config.initializer not in INITIALIZERS:
            return None
        weight = INITIALIZERS[config.initializer].weight
        if weight is None or not config.hidden_sizes:
            return None
        value = weight(**config.initializer_options)
        expected = {
            f"W{layer}": abs(value) * (fan_in * fan_out) ** 0.5
            for layer, (fan_in, fan_out) in enumerate(pairwise(config.sizes), 1)
        }
        alike = all(
            isclose(norm, expected.get(name, 0.0), rel_tol=1e-5) for name, norm in norms.items()
        )
        return value if alike else None

    @cached_property
    def huge_start(self) -> bool:
        """Whether some layer's initial weights were far larger than suits the network."""
        return bool((self.of_he(self.first) > HUGE).any())


def middle(values: Sequence[float] | Array) -> float:
    """The median of a few numbers, at least one; nan where one of them is, as NumPy has it.

    NumPy takes ten times as long for so few, and an epoch's rules ask for ten medians.
    """
    return nan if any(map(isnan, values)) else float(median(values))


def norm(norms: Mapping[str, float]) -> float:
    """Euclidean norm over all parameters, from the norms by name."""
    return hypot(*norms.values())
