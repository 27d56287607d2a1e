"""The first button does what the first message has just explained, if that is nearly as good."""

import pytest

from mlpviz import PRESETS, Trainer
from mlpviz.cures.candidates import is_of
from mlpviz.diagnosis import Action, Diagnosis

SCALE, TANH = {"preprocessing": "standardize"}, {"activation": "tanh"}


def message(*sets):
    return Diagnosis("collapsed", "", "", {}, tuple(Action("", changes) for changes in sets))


@pytest.mark.parametrize(
    ("changes", "sets", "all_of_it"),
    [
        (SCALE, [SCALE], True),
        ({**SCALE, "lr": 0.3}, [SCALE], True),
        ({**SCALE, **TANH}, [SCALE], False),
        ({**SCALE, **TANH}, [SCALE, TANH], True),
        ({"lr": 0.3}, [{**SCALE, "lr": 0.1}], False),
        ({"lr": 0.3}, [{"lr": 0.1}], True),
    ],
)
def test_what_is_all_of_a_message(changes, sets, all_of_it):
    assert is_of(changes, message(*sets)) is all_of_it


def test_what_the_first_message_proposes_is_offered_beside_what_reaches_more():
    trainer = Trainer(PRESETS["digits-collapse"].config)
    for _ in trainer.run(60):
        pass
    labels = [cure.what for cure in trainer.cures(60)]
    assert any("Xavier weights" in label and "inputs" in label for label in labels), labels
