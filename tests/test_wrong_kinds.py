"""Whatever the public functions are given instead of what they take is answered in our own words.

The tables list every parameter with those of ``WRONG`` that it does take.
"""

import inspect

import numpy as np
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
)
from mlpviz.engine.faults import FaultsError, show
from mlpviz.engine.settings import LIVE, Checked
from mlpviz.kinds import plain
from tests.public_calls import CALLS
from tests.public_values import (
    CONFIG,
    CONFIG_TAKES,
    LIVE_TAKES,
    NAME,
    NETWORK,
    TRAINER,
    WRONG,
    Call,
)

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
UNCHECKED = {"MLP.backpropagate", "MLP.batch_loss"}
ELSEWHERE = {"check_gradients", "assert_gradients", "MLP.check_gradients"} | UNCHECKED
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
