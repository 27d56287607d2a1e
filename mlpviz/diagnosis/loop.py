"""``Loop``: what is known of a training loop that is not mlpviz's own, where a run has a config."""

from dataclasses import dataclass, field
from math import nan

import numpy as np

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.engine.losses import LOSSES


@dataclass(frozen=True, eq=False)
class Loop:
    """The choices of someone's loop by the names that they have in a ``RunConfig``.

    What is not known is empty, NaN or None; rules that need it are not asked (``NEEDS``). ``sizes``
    are empty unless the parameters are those of a chain of layers. ``class_targets`` [classes, k]
    are the targets of each class, ``loss_scale`` what the loop's loss is of the row in ``LOSSES``,
    as 0.1 for a mean over ten outputs, ``steps`` the updates of an epoch, ``has_loss`` whether the
    newest log told its loss: one that is NaN was told, too.
    """

    sizes: tuple[int, ...] = ()
    activations: tuple[str, ...] = ()
    output: str = ""
    loss: str = ""
    loss_scale: float = 1.0
    class_targets: Array | None = None
    lr: float = nan
    l2: float = 0.0
    batch_size: int | None = None
    steps: float = nan
    optimizer: str = ""
    bias: bool = True
    has_loss: bool = True
    initializer: str = ""
    preprocessing: str = ""
    standardize_targets: bool | None = None
    bias_std: float = nan
    optimizer_options: dict[str, float] = field(default_factory=dict)
    initializer_options: dict[str, float] = field(default_factory=dict)

    @property
    def hidden_sizes(self) -> tuple[int, ...]:
        """Units per hidden layer."""
        return self.sizes[1:-1]

    @property
    def activation(self) -> str | tuple[str, ...]:
        """One name if all hidden layers have the same."""
        return self.activations[0] if len(set(self.activations)) == 1 else self.activations

    def best_constant_loss(self, share: Array) -> float | None:
        """The loss of the best constant output where classes have the ``share``; None if unknown.

        L2 aside.
        """
        if not self.loss or self.class_targets is None:
            return None
        best = LOSSES[self.loss].best_constant(self.class_targets, np.asarray(share, float))
        return self.loss_scale * best


Choices = RunConfig | Loop  # what rules look at
