"""Whatever the public functions are given instead of what they take is answered in our own words.

The tables list every parameter with those of ``WRONG`` that it does take.
"""

import inspect
from math import nan
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

import mlpviz
from mlpviz import (
    MLP,
    Comparison,
    Dataset,
    History,
    RangeTest,
    Recorder,
    RunConfig,
    Trace,
    Trainer,
    adversarial,
    compare,
    diagnose,
    download_dataset,
    learning_rate_range,
    load,
    load_dataset,
    trace,
    variants,
)
from mlpviz.engine import trainer as engine
from mlpviz.engine.evaluation import Split
from mlpviz.engine.faults import FaultsError, show
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.settings import LIVE, Checked
from mlpviz.kinds import plain

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
CALLS = {
    "RunConfig": Call(RunConfig, {}, CONFIG_TAKES),
    "RunConfig.changed": Call(CONFIG.changed, {}, CONFIG_TAKES),
    "RunConfig.on": Call(CONFIG.on, {}, {"dataset": set()}),
    "RunConfig.from_query": Call(RunConfig.from_query, {}, {"query": {"no items"}}),
    "RunConfig.to_link": Call(CONFIG.to_link, {}, {"address": {"text"}}),
    "RunConfig.from_link": Call(RunConfig.from_link, {}, {"link": {"text"}}),
    "Trainer": Call(
        Trainer,
        {"config": CONFIG},
        {"config": set(), "dataset": OR_NONE, "history": OR_NONE, "passes": set()},
    ),
    "Trainer.change": Call(TRAINER.change, {}, {**LIVE_TAKES, "schedule": NAME}),
    "Trainer.run": Call(TRAINER.run, {}, {"epochs": WHOLE}),
    "Trainer.train_for": Call(
        TRAINER.train_for,
        {"seconds": 0.0},
        {"seconds": NUMBER, "patience": NUMBER, "clock": CALLED, "beyond": {"True"}},
    ),
    "Trainer.preprocess": Call(TRAINER.preprocess, {}, {"X": ROWS}),
    "Trainer.rewind": Call(TRAINER.rewind, {}, EPOCH),
    "Trainer.set_parameter": Call(
        trained().set_parameter,
        {"name": "b1", "index": 0, "value": 0.0},
        {"name": NAME, "index": WHOLE, "value": NUMBER | {"-1"}},
    ),
    "Trainer.begin_as": Call(Trainer(CONFIG).begin_as, {"other": TRAINER}, {"other": set()}),
    "Trainer.resume": Call(
        trained().resume,
        {"history": TRAINER.history, "moment": TRAINER.moment()},
        {"history": set(), "moment": set(), "by_hand": set()},
    ),
    "Trainer.train": Call(
        trained().train,
        {"epochs": 0},
        {
            "epochs": WHOLE,
            "callbacks": CALLED | {"empty", "no items"},
            "progress": {"True"},
        },
    ),
    "Trainer.figure": Call(
        TRAINER.figure,
        {"name": "weights"},
        {"name": NAME, "epoch": EPOCH["epoch"] | OR_NONE, "log": {"True"}},
    ),
    "Trainer.export": Call(TRAINER.export, {}, {"path": set()}),
    "Trainer.export_html": Call(
        TRAINER.export_html, {"path": "/"}, {"path": set(), "error": {"None"}}
    ),
    "Trainer.save": Call(TRAINER.save, {"path": "/"}, {"path": {"text"}, "data": {"True"}}),
    "Recorder": Call(
        Recorder,
        {"params": [np.ones((2, 3)), np.ones((3, 2))], "n_classes": 2},
        {
            "params": {"array"},
            "task": NAME,
            "class_names": {"empty"},
            "n_classes": set(),
            "activation": {"empty", "no items"},
            "output": NAME,
            "loss": NAME,
            "l2": NUMBER,
            "batch_size": WHOLE | OR_NONE,
            "optimizer": {"text"},
            "train": OR_NONE,
            "test": OR_NONE,
            "history": OR_NONE,
        },
    ),
    "Recorder.log": Call(
        RECORDER.log,
        {},
        {
            "loss": NUMBER | OR_NONE | {"-1", "nan"},
            "grads": OR_NONE,
            "test_loss": NUMBER | OR_NONE | {"-1", "nan"},
            "outputs": OR_NONE | {"array"},
            "labels": OR_NONE,
            "test_outputs": OR_NONE | {"array"},
            "test_labels": OR_NONE,
            "hidden": OR_NONE | {"empty"},
            "lr": NUMBER | OR_NONE | {"-1", "nan"},
            "steps": WHOLE | OR_NONE,
            "epoch": OR_NONE,
            "params": OR_NONE,
        },
    ),
    "Recorder.watch": Call(RECORDER.watch, {}, {"model": OR_NONE}),
    "Recorder.diagnose": Call(RECORDER.diagnose, {}, {"epoch": OR_NONE | WHOLE}),
    "Recorder.figure": Call(
        RECORDER.figure,
        {"name": "weights"},
        {"name": NAME, "epoch": OR_NONE | WHOLE, "log": {"True"}},
    ),
    "Recorder.save": Call(RECORDER.save, {}, {"path": {"text"}}),
    "Recorder.load": Call(Recorder.load, {}, {"path": set()}),
    "Recorder.moment": Call(RECORDER.moment, {}, {"epoch": WHOLE}),
    "Recorder.named": Call(RECORDER.named, {}, {"flat": set()}),
    "load": Call(load, {"path": "/"}, {"path": set(), "dataset": OR_NONE}),
    "History.of_state": Call(History.of_state, {}, {"state": set()}),
    "Trainer.diagnosed_at": Call(TRAINER.diagnosed_at, {"epoch": 0}, EPOCH | {"config": OR_NONE}),
    "Trainer.look_back": Call(TRAINER.look_back, {"epoch": 0}, {"epoch": WHOLE, "config": OR_NONE}),
    "Trainer.diagnose": Call(TRAINER.diagnose, {}, {"config": OR_NONE, "error": OR_NONE}),
    "Trainer.cures": Call(
        TRAINER.cures,
        {"budget": 0.0},
        {"budget": NUMBER, "config": OR_NONE, "error": OR_NONE, "clock": CALLED},
    ),
    "engine.Trainer": Call(
        engine.Trainer,
        {
            "network": NETWORK,
            "train": SPLIT,
            "test": SPLIT,
            "loss": "cross_entropy",
            "optimizer": OPTIMIZERS["sgd"](NETWORK.n_parameters, NETWORK.dtype),
            "lr": 0.1,
        },
        {
            **LIVE_TAKES,
            "network": set(),
            "train": set(),
            "test": set(),
            "loss": NAME,
            "optimizer": set(),
            "n_classes": OR_NONE,
            "threshold": set(),
            "seed": WHOLE,
            "history": OR_NONE,
            "passes": set(),
            "schedule": OR_NONE,
        },
    ),
    "History": Call(History, {}, {"max_records": set(), "snapshot_bytes": WHOLE}),
    "History.append": Call(HISTORY.append, {}, {"record": set()}),
    "History.keep": Call(HISTORY.keep, {}, {"snapshot": set()}),
    "History.note": Call(
        HISTORY.note,
        {"epoch": 0, "before": {}, "after": {}},
        {**EPOCH, "before": SETTINGS, "after": SETTINGS},
    ),
    "History.column": Call(HISTORY.column, {}, {"name": NAME}),
    "History.wants_snapshot": Call(HISTORY.wants_snapshot, {}, EPOCH),
    "History.optimizer": Call(HISTORY.optimizer, {}, EPOCH),
    "History.parameters": Call(HISTORY.parameters, {}, EPOCH),
    "History.record": Call(HISTORY.record, {}, EPOCH),
    "History.seen": Call(HISTORY.seen, {}, EPOCH),
    "History.rewind": Call(HISTORY.rewind, {}, EPOCH),
    "diagnose": Call(
        diagnose,
        {"history": HISTORY, "config": CONFIG},
        {
            "history": set(),
            "config": set(),
            "class_names": {"empty", "list", "tuple", "sizes"},
            "error": OR_NONE,
            "data": OR_NONE,
            "params": OR_NONE | {"no items", "dict", "keys"},
        },
    ),
    "compare": Call(
        compare,
        {"configs": RUNS, "epochs": 1},
        {"configs": set(), "epochs": WHOLE, "n_jobs": WHOLE | OR_NONE | {"-1"}, "dataset": OR_NONE},
    ),
    "variants": Call(
        variants,
        {"config": CONFIG, "field": "lr"},
        {
            "config": set(),
            "field": NAME,
            "values": OR_NONE | {"sizes", "array", "list", "texts", "tuple"},
        },
    ),
    "Comparison.figure": Call(COMPARED.figure, {}, {"log": FLAG, "split": NAME}),
    "Comparison.racers": Call(COMPARED.racers, {}, {"split": NAME}),
    "adversarial": Call(
        adversarial,
        {"network": NETWORK, "x": [0.1, 0.2], "low": -1.0, "high": 1.0},
        {
            "network": set(),
            "x": set(),
            "low": {"1", "-1", "True"},
            "high": {"1", "-1", "2.5", "True"},
            "to": {"1", "None"},
        },
    ),
    "learning_rate_range": Call(
        learning_rate_range,
        {"config": CONFIG, "steps": 20},
        {
            "config": set(),
            "low": NUMBER,
            "high": NUMBER,
            "steps": set(),
            "dataset": OR_NONE,
            "progress": OR_NONE | CALLED,
            "passes": set(),
        },
    ),
    "load_dataset": Call(
        load_dataset,
        {"name": "moons"},
        {
            "name": NAME,
            "preprocessing": NAME,
            "standardize_targets": OR_NONE,
            "test_size": set(),
            "seed": WHOLE,
            "folder": OR_NONE,
            "n_samples": set(),
            "noise": set(),
        },
    ),
    "download_dataset": Call(
        download_dataset, {"name": "mnist_full"}, {"name": NAME, "progress": OR_NONE | CALLED}
    ),
    "Dataset.from_arrays": Call(
        Dataset.from_arrays,
        {"X": DATA.X_train, "y": DATA.labels_train},
        {
            "X": set(),
            "y": set(),
            "test": OR_NONE,
            "test_size": set(),
            "seed": WHOLE,
            "task": OR_NONE,
            "class_names": OR_NONE,
            "feature_names": OR_NONE,
            "image_shape": OR_NONE,
            "preprocessing": NAME,
            "title": {"text"},
            "sample_weight": OR_NONE,
        },
    ),
    "Dataset.from_frame": Call(
        Dataset.from_frame,
        {"frame": FRAME, "target": "y"},
        {"frame": set(), "target": {"text"}},  # a column of that name
    ),
    "Dataset.check": Call(DATA.check, {}, {}),
    "Dataset.scaled_inputs": Call(DATA.scaled_inputs, {}, {"X": ROWS}),
    "Dataset.raw_inputs": Call(DATA.raw_inputs, {}, {"X": ROWS}),
    "Dataset.raw_targets": Call(
        DATA.raw_targets,
        {},
        {"Y": NUMBER | {"-1", "nan", "None", "True", "empty", "array", "sizes"}},
    ),
    "MLP": Call(
        MLP,
        {"sizes": [2, 3, 2]},
        {
            "sizes": set(),
            "activation": NAME,
            "output": NAME,
            "bias": {"True"},
            "init": NAME,
            "init_options": OR_NONE | {"no items"},
            "bias_std": NUMBER,
            "seed": WHOLE,
            "dtype": NAME,
        },
    ),
    "MLP.copy": Call(NETWORK.copy, {}, {"dtype": OR_NONE}),
    "MLP.named": Call(NETWORK.named, {}, {"flat": set()}),
    "MLP.forward": Call(NETWORK.forward, {}, {"X": ROWS}),
    "MLP.predict": Call(NETWORK.predict, {}, {"X": ROWS}),
    "MLP.predict_proba": Call(NETWORK.predict_proba, {}, {"X": ROWS}),
    "MLP.input_gradient": Call(NETWORK.input_gradient, GIVEN, {"X": ROWS, "Y": ROWS, "loss": NAME}),
    "MLP.sample_gradients": Call(
        NETWORK.sample_gradients, GIVEN, {"X": ROWS, "Y": ROWS, "loss": NAME}
    ),
    "MLP.loss": Call(NETWORK.loss, GIVEN, OF_LOSS | {"weights": OR_NONE, "l1": NUMBER}),
    "MLP.loss_and_gradients": Call(NETWORK.loss_and_gradients, GIVEN, OF_LOSS | {"l1": NUMBER}),
    "MLP.penalty": Call(NETWORK.penalty, {"l2": 0.0}, {"l2": NUMBER, "l1": NUMBER}),
}

TRACED = trace(NETWORK, X, Y, "cross_entropy")
CALLS |= {
    "trace": Call(
        trace,
        {"network": NETWORK, **GIVEN},
        OF_LOSS
        | {
            "l1": NUMBER,
            "network": set(),
            "lr": NUMBER | OR_NONE,
            "optimizer": NAME,
            "sample": WHOLE,
            "weights": OR_NONE,
            "masks": OR_NONE,
        },
    ),
    "Trace.lines": Call(
        TRACED.lines, {"quantity": "z1", "index": 0}, {"quantity": {"text"}, "index": WHOLE}
    ),
    "Trace.gradient": Call(
        TRACED.gradient, {"name": "b1", "index": 0}, {"name": NAME, "index": WHOLE}
    ),
    "Trace.jacobian": Call(TRACED.jacobian, {}, {"unit": WHOLE}),
    **{
        f"Trace.{method.__name__}": Call(
            method, {"name": "b1", "index": 0}, {"name": NAME, "index": WHOLE}
        )
        for method in (TRACED.prove, TRACED.nudge, TRACED.focus)
    },
    "Trace.judge": Call(
        TRACED.judge,
        {"quantity": "d1", "index": 0, "typed": 1.0},
        {"quantity": {"text"}, "index": WHOLE, "typed": NUMBER | {"-1"}},
    ),
    "Trace.mistake": Call(TRACED.mistake, {"name": "sign"}, {"name": NAME, "amount": FLAG}),
    "Trace.curve": Call(TRACED.curve, {"layer": 1, "unit": 0}, {"layer": WHOLE, "unit": WHOLE}),
}

ALSO = {"name": "dataset"}  # what messages call a parameter


def complaint(error, name, value):
    """What is missing in an error's text: our kind, the parameter's name, the value; "" if none."""
    if not isinstance(error, FaultsError):
        return f"{type(error).__name__}: {error}"
    text = str(error)
    shown = {show(value), show(*plain({"": value}).values()), show(np.asarray(value).shape)}
    names = {name, ALSO.get(name, name)}
    if not isinstance(value, dict) and not any(each in text for each in names):
        return f"does not name {name}: {text}"
    if isinstance(value, dict) and value:
        shown |= set(map(show, value)) | set(map(show, value.values()))
    if isinstance(value, list | tuple | np.ndarray):
        shown |= set(map(show, value))
    if not any(each in text for each in shown):
        return f"does not show {value!r}: {text}"
    return ""


@pytest.mark.parametrize("call", CALLS)
def test_what_a_function_cannot_take_is_named_with_what_it_can(call):
    function, given, takes = CALLS[call]
    before = TRAINER.network.flat.copy(), TRAINER.epoch, NETWORK.flat.copy()
    wrong = []
    for name, legal in takes.items():
        for title in WRONG.keys() - legal:
            try:
                function(**given | {name: WRONG[title]})
                found = "taken"
            except Exception as error:
                found = complaint(error, name, WRONG[title])
            if found:
                wrong.append(f"{name}={title}: {found}")
    assert wrong == []
    after = TRAINER.network.flat, TRAINER.epoch, NETWORK.flat
    assert [np.array_equal(a, b) for a, b in zip(before, after, strict=True)] == [True] * 3


# What has tests of its own, or says that it does not look: the hot path, and pydantic's own.
ELSEWHERE = {"check_gradients", "assert_gradients", "MLP.check_gradients", "MLP.backpropagate"}
CLASSES = [Comparison, Dataset, History, MLP, RangeTest, Recorder, RunConfig, Trace, Trainer]


def named(function):
    kinds = inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL
    parameters = inspect.signature(function).parameters.values()
    return {p.name for p in parameters if p.kind not in kinds and p.name != "self"}


def test_the_table_has_every_public_function_and_each_of_its_parameters():
    functions = {
        name: getattr(mlpviz, name)
        for name in mlpviz.__all__
        if inspect.isfunction(getattr(mlpviz, name))
    }
    for kind in CLASSES:
        for name in dir(kind):
            method = getattr(kind, name)
            ours = (getattr(method, "__module__", None) or "").startswith("mlpviz.")
            if not name.startswith("_") and callable(method) and ours:
                functions[f"{kind.__name__}.{name}"] = method
    missing = {
        name: named(function) - CALLS.get(name, Call(None, {}, {})).takes.keys()
        for name, function in functions.items()
        if name not in ELSEWHERE
    }
    assert {name: names for name, names in missing.items() if names} == {}
    assert len(functions) > 25
    assert CONFIG_TAKES.keys() == RunConfig.model_fields.keys()
    assert LIVE_TAKES.keys() == LIVE.keys()


SETTINGS = {
    "network": set(),
    "loss": NAME,
    "optimizer": set(),
    "threshold": set(),
    "schedule": set(),
    **LIVE_TAKES,
}


@pytest.mark.parametrize("name", [*SETTINGS, "learning_rate", "momentum", "epoch", "run", "note"])
def test_what_an_attribute_of_a_trainer_cannot_be_set_to_is_named(name):
    trainer = Trainer(CONFIG.changed(optimizer="momentum"))
    for title in WRONG.keys() - SETTINGS.get(name, set()):
        with pytest.raises(FaultsError) as error:
            setattr(trainer, name, WRONG[title])
        assert name in str(error.value)
        assert show(WRONG[title]) in str(error.value)
    assert name in SETTINGS or name not in vars(trainer)


def test_all_settings_are_among_them():
    rows = {name for name, row in inspect.getmembers_static(Trainer) if type(row) is Checked}
    assert rows == SETTINGS.keys()


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("learning_rate", "Did you mean lr?"),
        ("batchsize", "Did you mean batch_size?"),
        ("momentum", "trainer.change(momentum=1) sets it"),
        ("epoch", "it is no setting"),
    ],
)
def test_setting_what_is_no_setting_says_what_to_do_instead(name, way):
    trainer = Trainer(CONFIG.changed(optimizer="momentum"))
    with pytest.raises(FaultsError, match=f"{name} cannot be set to 1") as error:
        setattr(trainer, name, 1)
    assert way in str(error.value)


def test_a_subclass_has_the_attributes_that_it_declares():
    class Noted(Trainer):
        note: str = ""

    trainer = Noted(CONFIG)
    trainer.note, trainer._own = "mine", 3
    assert (trainer.note, trainer._own) == ("mine", 3)
