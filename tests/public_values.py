"""What public functions are called with, and kinds of things that most of them do not take."""

from math import nan
from typing import NamedTuple

import numpy as np
import pandas as pd

from mlpviz import (
    MLP,
    Recorder,
    RunConfig,
    Trainer,
    compare,
    learning_rate_range,
    load_dataset,
    variants,
)
from mlpviz.engine.evaluation import Split

WRONG = {
    "1": 1,
    "-1": -1,
    "2.5": 2.5,
    "nan": nan,
    "text": "x",
    "bytes": b"x",
    "None": None,
    "True": True,
    "empty": [],
    "list": ["x"],
    "no items": {},
    "dict": {"a": 1},
    "keys": {1: 2},
    "object": object(),
    "tuple": (8, "x"),
    "sizes": (8,),
    "complex": 1j,
    "array": np.arange(3.0),
    "texts": np.array(["a"]),
    "function": lambda: 1,
    "class": int,
}

CONFIG = RunConfig(dataset="moons", hidden_sizes=(3,))
DATA = load_dataset("moons")
X, Y = DATA.X_train[:4], DATA.Y_train[:4]
FRAME = pd.DataFrame({"x": DATA.X_train[:, 0], "y": DATA.labels_train})
SPLIT = Split(X, Y, DATA.labels_train[:4])
NETWORK = MLP([2, 3, 2], output="softmax")
RUNS = variants(CONFIG, "lr", [0.1])

NUMBER, WHOLE, NAME, ROWS = {"1", "2.5"}, {"1"}, set(), set()
OR_NONE = {"None"}
CALLED = {"function", "class"}


def trained():
    trainer = Trainer(CONFIG)
    trainer.step_epoch()
    return trainer


TRAINER = trained()
HISTORY = TRAINER.history
COMPARED = compare(RUNS, 1)
RECORDER = Recorder([np.ones((2, 3)), np.ones((3, 2))], n_classes=2)
RECORDER.log()
RANGE = learning_rate_range(CONFIG, steps=20)


class Call(NamedTuple):
    """A public function, arguments that it takes, and what else each of its parameters takes."""

    function: object
    given: dict
    takes: dict


EPOCH = {"epoch": WHOLE}
SETTINGS = {"no items", "dict", "keys"}  # whatever they are called
CONFIG_TAKES = {
    "dataset": NAME,
    "own": OR_NONE,
    "dataset_options": {"no items"},
    "preprocessing": NAME,
    "standardize_targets": OR_NONE,  # True is for numbers
    "input_features": OR_NONE,
    "test_size": set(),
    "data_seed": WHOLE,
    "hidden_sizes": {"empty", "sizes"},
    "activation": NAME,
    "output": NAME,
    "loss": NAME,
    "target_scale": WHOLE,
    "initializer": NAME,
    "initializer_options": {"no items"},
    "bias": {"True"},
    "bias_std": NUMBER,
    "optimizer": NAME,
    "optimizer_options": {"no items"},
    "lr": NUMBER,
    "batch_size": WHOLE | OR_NONE,
    "l2": NUMBER,
    "dtype": NAME,
    "seed": WHOLE,
    "shuffle": {"True"},
    "l1": NUMBER,
    "dropout": set(),
    "schedule": NAME,
    "schedule_options": {"no items"},
    "patience": WHOLE | OR_NONE,
    "min_delta": NUMBER,
}
LIVE_TAKES = {
    "lr": NUMBER,
    "l2": NUMBER,
    "batch_size": WHOLE | OR_NONE,
    "l1": NUMBER,
    "dropout": WHOLE,
    "patience": WHOLE | OR_NONE,
    "min_delta": NUMBER,
}
FLAG = set(WRONG)  # anything is true or false
OF_LOSS = {"X": ROWS, "Y": ROWS, "loss": NAME, "l2": NUMBER}
GIVEN = {"X": X, "Y": Y, "loss": "cross_entropy"}
