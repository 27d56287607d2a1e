"""Random runs with one spoiled ingredient each, and what a diagnosis says of them."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from mlpviz import NonFiniteError, RunConfig, Trainer
from mlpviz.diagnosis import Diagnosis
from mlpviz.engine.activations import ACTIVATIONS

HURT = 0.1  # accuracy or R² that a spoiled run has to lose: what does no harm needs no name
TRIES = 40  # configurations that are looked at for each that is asked for
Rng = np.random.Generator
Choices = dict[str, Any]


class Spoil(NamedTuple):
    """One way to spoil a healthy run.

    ``change(rng, config)`` gives the choices that spoil it, ``None`` where they cannot. A message
    names it if its ``kind`` or a word of its title and sentence, in lower case, is in ``named``.
    """

    change: Callable[[Rng, RunConfig], Choices | None]
    named: tuple[str, ...]


class Sick(NamedTuple):
    """A spoiled run at its end, with the score of its healthy twin."""

    spoil: str
    config: RunConfig
    trainer: Trainer
    error: NonFiniteError | None
    epochs: int
    healthy_score: float


def score(trainer: Trainer) -> float:
    """Training accuracy or R² now."""
    record = trainer.history.newest
    value = record.train_r2 if record.train_accuracy is None else record.train_accuracy
    return -np.inf if value is None else value


CURVED = ("circles", "moons", "xor", "spiral", "hills", "sine", "spiral3")
REAL = ("digits", "iris", "wine", "breast_cancer", "mnist", "diabetes")
RATES = {"sgd": (0.03, 0.3), "momentum": (0.005, 0.05), "adam": (0.003, 0.02)}


def healthy(rng: Rng) -> tuple[RunConfig, int]:
    """A run that ought to learn, and for how many epochs it is trained."""
    curved = rng.random() < 0.6
    name = str(rng.choice(CURVED if curved else REAL))
    activation = str(rng.choice(["tanh", "tanh", "relu", "relu", "elu", "gelu", "sigmoid"]))
    depth = int(rng.choice([1, 1, 2, 2, 3])) if activation != "sigmoid" else 1
    optimizer = str(rng.choice(list(RATES)))
    low, high = RATES[optimizer]
    kin = ACTIVATIONS[activation].relu_like
    choices: Choices = {
        "dataset": name,
        "hidden_sizes": tuple(int(w) for w in rng.choice([8, 12, 16, 24, 32], depth)),
        "activation": activation,
        "initializer": f"{'he' if kin else 'xavier'}_{rng.choice(['uniform', 'normal'])}",
        "optimizer": optimizer,
        "lr": float(f"{np.exp(rng.uniform(np.log(low), np.log(high))):.2g}"),
        "batch_size": int(rng.choice([16, 32, 64])),
        "seed": int(rng.integers(1000)),
        "data_seed": int(rng.integers(1000)),
    }
    if name == "mnist":
        choices["dataset_options"] = {"n_train": 500, "n_test": 200}
    if name in ("breast_cancer", "wine", "diabetes", "iris"):
        choices["preprocessing"] = "standardize"
    return RunConfig(**choices), int(rng.choice([40, 60, 100]))


def _weights(scale: Callable[[Rng], float]) -> Callable[[Rng, RunConfig], Choices]:
    """Weights whose spread is ``scale`` times what suits the widest layer."""

    def change(rng: Rng, config: RunConfig) -> Choices:
        std = scale(rng) * (2.0 / max(config.sizes[:-1])) ** 0.5
        return {"initializer": "normal", "initializer_options": {"std": float(f"{std:.2g}")}}

    return change


def _few_units(rng: Rng, config: RunConfig) -> Choices | None:
    if config.dataset not in ("circles", "spiral", "spiral3", "hills", "sine", "digits", "mnist"):
        return None
    width = 1 if config.dataset in ("circles", "sine") else int(rng.choice([1, 2]))
    return {"hidden_sizes": (width,) * len(config.hidden_sizes)}


def _curved(choices: Choices) -> Callable[[Rng, RunConfig], Choices | None]:
    return lambda _, config: choices if config.dataset in CURVED else None


def _deep(activation: str, low: int, high: int) -> Callable[[Rng, RunConfig], Choices]:
    def change(rng: Rng, _: RunConfig) -> Choices:
        layers = int(rng.integers(low, high + 1))
        return {
            "hidden_sizes": (int(rng.choice([8, 16, 32])),) * layers,
            "activation": activation,
        }

    return change


def _small_and_deep(rng: Rng, config: RunConfig) -> Choices:
    return {
        **_deep(str(rng.choice(["relu", "tanh"])), 4, 8)(rng, config),
        "initializer": "normal",
        "initializer_options": {"std": float(rng.choice([0.02, 0.05]))},
    }


def _raw(_: Rng, config: RunConfig) -> Choices | None:
    return {"preprocessing": "none"} if config.dataset in REAL[2:4] + REAL[5:] else None


def _no_bias(_: Rng, config: RunConfig) -> Choices | None:
    return {"bias": False} if config.dataset in CURVED else None


def _out_of_reach(rng: Rng, config: RunConfig) -> Choices | None:
    if config.dataset not in ("hills", "sine", "plane", "diabetes"):
        return None
    return {"output": str(rng.choice(["sigmoid", "tanh"])), "loss": "mse"}


def _squared(rng: Rng, config: RunConfig) -> Choices | None:
    if config.dataset in ("hills", "sine", "diabetes"):
        return None
    large = _weights(lambda rng: float(rng.uniform(6.0, 15.0)))(rng, config)
    return {"output": "sigmoid", "loss": "mse"} | large


WEIGHTS = ("initial weights", "weights are too", "weights that are too")
SPOILED: dict[str, Spoil] = {
    "lr x 100": Spoil(
        lambda _, c: {"lr": c.lr * 100.0},
        ("too long", "lower the learning rate", "long steps", "too large a step", "shorter steps"),
    ),
    "lr / 100": Spoil(
        lambda _, c: {"lr": c.lr / 100.0}, ("learning_rate_too_small", "too short", "short steps")
    ),
    "huge weights": Spoil(_weights(lambda rng: float(rng.uniform(6.0, 30.0))), WEIGHTS),
    "tiny weights": Spoil(
        _weights(lambda rng: float(10.0 ** rng.uniform(-6.0, -3.0))), (*WEIGHTS, "small weights")
    ),
    "small and deep": Spoil(_small_and_deep, (*WEIGHTS, "small weights")),
    "too few units": Spoil(_few_units, ("too few", "more units", "few units")),
    "identity": Spoil(_curved({"activation": "identity"}), ("linear",)),
    "no hidden layer": Spoil(_curved({"hidden_sizes": ()}), ("linear",)),
    "deep sigmoid": Spoil(_deep("sigmoid", 3, 8), ("vanishing_gradients", "vanish")),
    "raw inputs": Spoil(_raw, ("inputs_not_scaled", "not scaled", "scale the inputs")),
    "no bias": Spoil(_no_bias, ("bias",)),
    "out of reach": Spoil(_out_of_reach, ("targets_out_of_range",)),
    "strong L2": Spoil(
        lambda rng, _: {"l2": float(f"{10.0 ** rng.uniform(-0.7, 0.5):.2g}")}, ("l2",)
    ),
    "zeros": Spoil(lambda *_: {"initializer": "zeros"}, ("symmetric_units",)),
    "squared error": Spoil(_squared, ("cross-entropy", "saturated", *WEIGHTS)),
    "momentum": Spoil(
        lambda *_: {"optimizer": "momentum", "optimizer_options": {"momentum": 0.999}},
        ("too long", "momentum", "lower the learning rate", "long steps"),
    ),
}


def trained(config: RunConfig, epochs: int) -> tuple[Trainer, NonFiniteError | None]:
    """The run after so many epochs, or where a number was not finite."""
    trainer = Trainer(config)
    try:
        for _ in trainer.run(epochs):
            pass
    except NonFiniteError as error:
        return trainer, error
    return trainer, None


def sick_runs(spoil: str, count: int, seed: int) -> Iterator[Sick]:
    """Up to ``count`` runs that ``spoil`` made worse: the twins learn, these lose ``HURT``."""
    rng = np.random.default_rng([seed, list(SPOILED).index(spoil)])
    found = 0
    for _ in range(TRIES * count):
        if found == count:
            return
        config, epochs = healthy(rng)
        changes = SPOILED[spoil].change(rng, config)
        if changes is None:
            continue
        twin, error = trained(config, epochs)
        if error is not None or score(twin) < (0.4 if config.dataset == "diabetes" else 0.85):
            continue
        sick = config.changed(**changes)
        trainer, error = trained(sick, epochs)
        if error is None and score(trainer) > score(twin) - HURT:
            continue
        found += 1
        yield Sick(spoil, sick, trainer, error, epochs, score(twin))


def names(spoil: str, diagnosis: Diagnosis) -> bool:
    """Whether a message names what was spoiled."""
    text = f"{diagnosis.title} {diagnosis.sentence}".lower()
    named = SPOILED[spoil].named
    return diagnosis.kind in named or any(word in text for word in named)
