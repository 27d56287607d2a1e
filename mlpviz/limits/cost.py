"""``estimate_cost``: what a run takes, before anything of it exists."""

from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.data.request import split_sizes
from mlpviz.engine.evaluation import CHUNK_BYTES
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.limits.machine import Speed, speed
from mlpviz.profiles import Limits, limits
from mlpviz.rules import n_parameters

UNIT_OPERATIONS = 30.0  # with every unit and sample, forth and back: the activation costs most
VECTORS = 5  # as long as all parameters: they, their gradients, two for L2, those of the last step
VIEWER_VECTORS = 4  # of the network that the views overwrite
LAYER_ARRAYS = 4  # z, a, delta, slope
DROPPING = 2  # times the arrays of all layers: those of steps with dropout, masks included
MASK = 4  # numbers of one unit that a mask takes: drawn, compared, scaled, multiplied twice
SEEN = 256  # samples whose gradients the views show
DRAWING = 0.03  # s of a frame that go into its charts
CALLS, CALL = 12, 1e-6  # of NumPy per layer and update, and seconds of one
PARAMETER_OPERATIONS = 6.0  # of an update, with every parameter


@dataclass(frozen=True)
class Cost:
    """What a run takes. Memory in bytes, as far as the run alone has it.

    parameters : numbers that it learns
    weights : they, their gradients, and what else is as long
    optimizer : the optimiser's state
    snapshots : weights and optimiser states kept for going back
    layers : z, a, delta and slope of all layers: samples x units
    samples : targets, and inputs where they are not the dataset's own
    update_flops, epoch_flops : floating-point operations of one update and of an epoch, its
        measurement of both splits included
    update_seconds, frame_seconds : of one update, and of a frame with one epoch, on this machine
    """

    parameters: int
    weights: int
    optimizer: int
    snapshots: int
    layers: int
    samples: int
    update_flops: float
    epoch_flops: float
    update_seconds: float
    frame_seconds: float

    @property
    def memory(self) -> int:
        """All of it, in bytes."""
        return self.weights + self.optimizer + self.snapshots + self.layers + self.samples


def sample_counts(config: RunConfig, dataset: Dataset | None = None) -> tuple[int, int]:
    """Samples of the training and of the test split; without loading the config's own."""
    if dataset is not None:
        return len(dataset.X_train), len(dataset.X_test)
    if config.own is not None:
        return config.own.n_train, config.own.n_test
    return split_sizes(config.spec, config.dataset_options, config.test_size)


def sample_operations(config: RunConfig) -> tuple[float, float]:
    """Floating-point operations of one sample's pass forth, and of one forth and back.

    A product z = a W takes 2 fan_in fan_out, dW as many, and so does delta W^T but for the first
    layer.
    """
    products = 2.0 * sum(fan_in * fan_out for fan_in, fan_out in pairwise(config.sizes))
    first = 2.0 * config.sizes[0] * config.sizes[1]
    units = UNIT_OPERATIONS * sum(config.sizes[1:])
    return products + units / 2, 3 * products - first + units


def pass_size(config: RunConfig, allowed: Limits | None = None) -> int | None:
    """Most samples that may pass the network at once; None: as many as there are.

    It depends on the config and the profile alone: equal configs give the same bits.
    """
    allowed = allowed or limits()
    _, operations = sample_operations(config)
    most = min(allowed.pass_bytes / _row_bytes(config), allowed.pass_operations / operations)
    return None if most == inf else max(1, int(most))


def estimate_cost(
    config: RunConfig,
    dataset: Dataset | None = None,
    *,
    light: bool = False,
    allowed: Limits | None = None,
    at: Speed | None = None,
) -> Cost:
    """What a run of ``config`` takes here; nothing is allocated or loaded.

    ``dataset`` takes the place of the config's own, as in ``Trainer``. A ``light`` run is one of
    several: none that views show and that is gone back in. ``allowed`` is the profile,
    by default the present one: it decides how many samples pass the network at once; ``at`` is the
    machine's speed, by default this one's.
    """
    allowed, at = allowed or limits(), at or speed()
    n, m = sample_counts(config, dataset)
    itemsize = np.dtype(config.dtype).itemsize
    size = n_parameters(config.sizes, config.bias)
    state = len(OPTIMIZERS[config.optimizer].state_names)
    batch = min(config.batch_size or n, n)
    updates = -(-n // batch)
    forth, back = sample_operations(config)
    flops = batch * back + PARAMETER_OPERATIONS * size
    seconds = _seconds(config, batch, at)
    measuring = forth / back * _seconds(config, n + m, at)
    row = config.sizes[0] + config.sizes[-1]
    snapshots = 2 * (1 + state) * size * itemsize  # as many are kept at least
    copied = 0 if itemsize == 8 else (n + m) * row * itemsize  # in the network's precision
    if config.input_features is not None:
        copied += (n + m) * config.sizes[0] * 8
    if dataset is not None and dataset.preprocessing != config.preprocessing:
        copied += (n + m) * config.spec.n_features * 8
    return Cost(
        parameters=size,
        weights=(VECTORS + (0 if light else VIEWER_VECTORS)) * size * itemsize,
        optimizer=(2 * state + 2) * size * itemsize,  # and a good moment to go back to
        snapshots=int(max(snapshots, 0 if light else allowed.snapshot_bytes)),
        layers=_layer_bytes(config, batch, (n, m), allowed, light),
        samples=(n + m) * config.sizes[-1] * 8 + copied + 2 * batch * row * itemsize,
        update_flops=flops,
        epoch_flops=updates * flops + (n + m) * forth,
        update_seconds=seconds,
        frame_seconds=updates * seconds + measuring + DRAWING,
    )


def _seconds(config: RunConfig, samples: int, at: Speed) -> float:
    """Seconds of an update on so many samples."""
    quicker = 8 / np.dtype(config.dtype).itemsize
    hidden, outputs = config.sizes[1:-1], config.sizes[-1]
    products = sample_operations(config)[1] - UNIT_OPERATIONS * sum(config.sizes[1:])
    plain = at.units["identity"]
    units = sum(
        size / at.units.get(f, plain) for size, f in zip(hidden, config.activations, strict=True)
    )
    if config.dropout:
        units += MASK * sum(hidden) / plain
    sample = products / at.products + units + outputs / plain
    size = n_parameters(config.sizes, config.bias)
    calls = CALLS * (len(config.sizes) - 1)
    return (samples * sample + size / plain) / quicker + calls * CALL


def _row_bytes(config: RunConfig) -> int:
    """Bytes of one sample in all layers."""
    return int(LAYER_ARRAYS * sum(config.sizes[1:]) * np.dtype(config.dtype).itemsize)


def _layer_bytes(
    config: RunConfig, batch: int, splits: tuple[int, int], allowed: Limits, light: bool
) -> int:
    """Bytes of the arrays of all layers: in the network that trains, and in that of the views."""
    row, most = _row_bytes(config), pass_size(config, allowed)
    chunk = max(1, CHUNK_BYTES // row)
    chunk = min(chunk, most or chunk)
    once = min(batch, most or batch)
    measuring = {rows for n in splits for rows in _rows(n, chunk)}
    steps = _rows(batch, once) | _rows(splits[0] % batch, once)
    training = measuring | steps
    viewing = measuring | _rows(min(SEEN, splits[0]), most or SEEN)
    dropping = DROPPING * row * sum(steps) if config.dropout else 0
    return dropping + row * (sum(training) + (0 if light else sum(viewing)))


def _rows(n: int, most: int) -> set[int]:
    """The sizes of the passes in which ``n`` samples go through, ``most`` at a time."""
    return {rows for rows in (min(n, most), n % most if n > most else 0) if rows}
