"""Actions that are tried when somebody looks at them."""

import copy
import pickle

import pytest

from mlpviz.cures import Cure, Cures, TriedActions, with_cures
from mlpviz.diagnosis import Action, Diagnosis


def cure(what, changes, reached=0.9):
    return Cure(f"{what}: much", changes, what, reached, 0.5, 30, "accuracy")


SCALE = cure("Standardise the inputs", {"preprocessing": "standardize"})
RATE = cure("Use a learning rate of 0.3", {"lr": 0.3})
ADAM = cure("Use Adam", {"optimizer": "adam", "lr": 0.01})
FOUND = [
    Diagnosis("inputs_not_scaled", "", "", {}, (Action("", {"preprocessing": "standardize"}),)),
    Diagnosis("collapsed", "", "", {}, (Action("", {"lr": 0.3, "l2": 0.0}),)),
]


@pytest.fixture
def tried():
    asked = []

    def search():
        asked.append(1)
        return Cures([SCALE, RATE, ADAM], "It helps.")

    first, second = with_cures(FOUND, search)
    return first.actions, second.actions, asked


def test_nothing_is_tried_before_somebody_looks(tried):
    first, _, asked = tried
    assert "tried when" in repr(first)
    assert first == first  # the very same needs no look
    assert not asked


def test_all_messages_share_one_search(tried):
    first, second, asked = tried
    assert tuple(second) == (RATE,)
    assert tuple(first) == (SCALE, ADAM)
    assert asked == [1]
    assert "Adam" in repr(first)


def test_they_are_like_a_tuple(tried):
    first, *_ = tried
    assert len(first) == 2
    assert first[0] is SCALE
    assert first[1:] == (ADAM,)
    assert first == (SCALE, ADAM)
    assert first != (SCALE,)
    assert first != "x"
    assert bool(first)


def test_copies_and_pickles_are_of_what_was_tried(tried):
    first, *_ = tried
    assert pickle.loads(pickle.dumps(first)) == (SCALE, ADAM)
    assert copy.deepcopy(first) == (SCALE, ADAM)


def test_a_first_message_of_whose_proposals_none_helps_has_the_others():
    cures = Cures([RATE], "It helps.")
    first, second = with_cures(FOUND, lambda: cures)
    assert tuple(first.actions) == tuple(second.actions) == (RATE,)
    assert isinstance(first.actions, TriedActions)
    first, second = with_cures(FOUND, lambda: Cures([], "Nothing helps."))
    assert not first.actions
    assert not second.actions


@pytest.mark.parametrize(("reached", "first"), [(0.94, SCALE), (0.96, ADAM)])
def test_what_a_message_proposes_comes_first_if_it_reaches_nearly_as_much(reached, first):
    adam = cure("Use Adam", ADAM.changes, reached)
    scaled, _ = with_cures(FOUND, lambda: Cures([adam, SCALE], "It helps."))
    assert scaled.actions[0].what == first.what
    assert len(scaled.actions) == 2
