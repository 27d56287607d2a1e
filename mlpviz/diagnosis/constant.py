"""The loss of the best constant output: what a network reaches that ignores its inputs."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.data import encode_targets
from mlpviz.engine.losses import LOSSES


def best_constant_loss(config: RunConfig, share: Array) -> float:
    """Smallest training loss, L2 aside, of any constant output; ``share`` [classes] of each class.

    By the row of the config's loss: ``Loss.best_constant``.
    """
    n_classes, asked = config.spec.n_classes, (config.output, config.target_scale)
    Y = encode_targets(np.arange(n_classes), n_classes, *asked, config.spec.class_targets)
    return LOSSES[config.loss].best_constant(Y, np.asarray(share, float))
