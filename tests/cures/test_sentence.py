"""What came out of a search, in words."""

from dataclasses import replace

from mlpviz.cures import Cure, Tried
from mlpviz.cures.sentence import BY_TEST, said
from mlpviz.cures.standing import NOWHERE

RATE = Cure("Use 0.3: 90.0% after 30 epochs (now 50.0%)", {"lr": 0.3}, "", 0.9, 0.5, 30, "accuracy")
WAIT = Cure("Train on: 90.0% after 30 more epochs (now 50.0%)", {}, "", 0.9, 0.5, 30, "accuracy")
TRIED = [Tried(label, NOWHERE, 30) for label in ("Use Adam", "Add biases", "Leave out L2")]


def test_the_best_is_told_and_how_many_others_help():
    assert said([RATE], TRIED) == f"{RATE.label}."
    assert said([RATE, WAIT], TRIED) == f"{RATE.label}. 1 other change helped, too."
    by_test = replace(RATE, of_test=True)
    assert said([by_test], TRIED) == f"{RATE.label}. {BY_TEST}"
    assert said([WAIT, RATE], TRIED) == f"Waiting may be enough. {WAIT.label}."


def test_where_nothing_helps_it_says_what_was_tried():
    text = "None of 3 changes that were tried helps: use Adam, add biases or leave out L2."
    assert said([], TRIED) == text
    assert said([], TRIED, "It is the network.") == f"{text} It is the network."
    assert said([], TRIED, complete=False).startswith("None of 3 changes that were tried so far")
    assert said([], []) == "There was nothing to try."
