"""Random runs with nothing wrong: every choice suits the data, and the run shows that it learns.

What a choice of many may be is drawn anew for every seed; ``learns`` says of a run that has ended
whether it may count, since no list of choices promises that.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz import EpochRecord, RunConfig

WIDTHS = (8, 16, 24, 32, 48, 64)
RELU_KIN = ("relu", "leaky_relu", "elu", "gelu", "silu", "softplus")
SLACK = 0.03  # by which one of the last epochs may miss the goal
FLATTENING = ("tanh", "softsign")  # sigmoid is slow by nature: it is drawn with one layer alone
RATES = {  # learning rates that are usual, smallest and largest
    "sgd": (0.03, 0.2),
    "momentum": (0.005, 0.03),
    "nesterov": (0.005, 0.03),
    "rmsprop": (0.001, 0.005),
    "adam": (0.002, 0.01),
    "adamw": (0.002, 0.01),
}


class Subject(NamedTuple):
    """A dataset: for how long to train on it, and the test score of a run that has learned it."""

    epochs: int
    goal: float
    options: dict[str, tuple[float, float]]
    classes: int = 0


SUBJECTS = {
    "moons": Subject(150, 0.9, {"noise": (0.05, 0.2), "n_samples": (200, 800)}, 2),
    "circles": Subject(150, 0.9, {"noise": (0.02, 0.08), "n_samples": (200, 800)}, 2),
    "xor": Subject(150, 0.9, {"noise": (0.02, 0.1), "n_samples": (200, 800)}, 2),
    "two_gaussians": Subject(80, 0.9, {"noise": (0.3, 0.6), "n_samples": (200, 800)}, 2),
    "three_gaussians": Subject(80, 0.85, {"noise": (0.3, 0.6), "n_samples": (200, 800)}, 3),
    "spiral": Subject(300, 0.9, {"noise": (0.0, 0.03), "n_samples": (300, 800)}, 2),
    "spiral3": Subject(300, 0.9, {"noise": (0.0, 0.03), "n_samples": (300, 800)}, 3),
    "plane": Subject(100, 0.9, {"noise": (0.02, 0.1), "n_samples": (200, 800)}),
    "hills": Subject(250, 0.8, {"noise": (0.02, 0.1), "n_samples": (300, 800)}),
    "sine": Subject(250, 0.8, {"noise": (0.05, 0.15), "n_samples": (150, 500)}),
    "digits": Subject(30, 0.92, {}, 10),
    "mnist": Subject(30, 0.82, {}, 10),
    "iris": Subject(120, 0.88, {}, 3),
    "wine": Subject(60, 0.9, {}, 3),
    "breast_cancer": Subject(60, 0.92, {}, 2),
    "diabetes": Subject(60, 0.38, {}),
}


class HealthyRun(NamedTuple):
    """A config, for how many epochs to train it, and the test score that shows it has learned."""

    config: RunConfig
    epochs: int
    goal: float

    def learns(self, records: Sequence[EpochRecord]) -> bool:
        """Whether the run has learned: its last five ``records`` reach the goal.

        All but the last one may miss it by 0.03; a run that jumps up and down is not healthy.
        """
        scores = [r.test_r2 if r.test_accuracy is None else r.test_accuracy for r in records[-5:]]
        known = [score for score in scores if score is not None]
        return bool(known) and known[-1] >= self.goal and min(known) >= self.goal - SLACK


def healthy_run(seed: int, dataset: str = "") -> HealthyRun:
    """Number ``seed`` of the random healthy runs, on ``dataset`` or one that is drawn."""
    rng = np.random.default_rng([seed, 64])
    dataset = dataset or str(rng.choice(list(SUBJECTS)))
    subject = SUBJECTS[dataset]
    activation, sizes = _layers(rng)
    optimizer = str(rng.choice(list(RATES)))
    full = optimizer != "rmsprop" and rng.random() < 0.1
    choices: dict[str, Any] = {
        "dataset": dataset,
        "dataset_options": {n: _between(rng, *ends) for n, ends in subject.options.items()},
        "data_seed": int(rng.integers(1000)),
        "hidden_sizes": sizes,
        "activation": activation,
        "initializer": f"{'he' if activation in RELU_KIN else 'xavier'}_{_form(rng)}",
        "optimizer": optimizer,
        "lr": float(f"{np.exp(rng.uniform(*np.log(RATES[optimizer]))):.2g}"),
        "batch_size": None if full else int(rng.choice([8, 16, 32, 64])),
        "l2": float(rng.choice([0.0, 0.0, 0.0, 1e-5, 1e-4])),
        "seed": int(rng.integers(1000)),
        **_ending(rng, subject),
    }
    epochs = subject.epochs * (5 if full else 1)
    return HealthyRun(RunConfig(**choices), epochs, subject.goal)


def _layers(rng: np.random.Generator) -> tuple[str, tuple[int, ...]]:
    if rng.random() < 0.1:
        return "sigmoid", (int(rng.choice(WIDTHS)),)
    activation = str(rng.choice([*RELU_KIN, *FLATTENING]))
    depth = int(rng.choice([1, 1, 2, 2, 2, 3]))
    return activation, tuple(int(units) for units in rng.choice(WIDTHS, depth))


def _ending(rng: np.random.Generator, subject: Subject) -> dict[str, Any]:
    """Output and loss that suit the task; squared error on classes now and then, as courses do."""
    if not subject.classes:
        return {"output": "identity", "loss": str(rng.choice(["mse", "mse", "huber"]))}
    if rng.random() < 0.15:
        return {"output": "tanh", "loss": "mse", "target_scale": 0.9}
    if rng.random() < 0.2:
        return {"output": "sigmoid", "loss": "binary_cross_entropy"}
    return {"output": "softmax", "loss": "cross_entropy"}


def _form(rng: np.random.Generator) -> str:
    return str(rng.choice(["uniform", "normal"]))


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    """A number between the two; a whole one if they are."""
    if isinstance(low, int):
        return int(rng.integers(low, high + 1))
    return round(float(rng.uniform(low, high)), 3)
