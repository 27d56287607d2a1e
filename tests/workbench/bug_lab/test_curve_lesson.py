"""What is said of the curves follows from their numbers, whatever the bug."""

import numpy as np
import pytest

from mlpviz import RunConfig
from mlpviz.charts import TwinCurves
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.run import load_run_dataset
from mlpviz.workbench.bug_lab.curve_lesson import (
    ALIKE,
    BOTH_STUCK,
    DEFINITION,
    PARTED,
    STUCK,
    CurveGaps,
)
from mlpviz.workbench.bug_lab.fitting import fitting
from mlpviz.workbench.bug_lab.twins import Twins

MOONS = RunConfig(dataset="moons", preprocessing="none", hidden_sizes=(4, 4), lr=0.3)
RIGHT = [1.0, 0.6, 0.3, 0.2], [0.5, 0.8, 0.9, 0.95]
NAN = float("nan")


def sentence(loss, score, healthy=RIGHT, first=0, name="accuracy"):
    """What is said of a buggy twin with this loss and score."""
    epochs = np.arange(first, first + len(loss))
    return CurveGaps.of(TwinCurves(epochs, healthy[0], loss, healthy[1], score, name)).sentence


SAID = [
    (([1.0, 0.6, 0.3, 0.201], RIGHT[1]), ALIKE),
    (([1.0, 0.6, 0.3, 0.201], [0.5, 0.8, 0.85, 0.94]), ALIKE),
    (([1.0, 0.9, 0.3, 0.201], RIGHT[1]), PARTED),
    ((RIGHT[0], [0.5, 0.6, 0.9, 0.95]), PARTED),
    (([0.1, 0.06, 0.03, 0.02], RIGHT[1]), DEFINITION),
    (([1.0, 1.1, 1.2, 1.3], RIGHT[1]), STUCK),
    (([1.0, NAN, NAN, NAN], [0.5, NAN, NAN, NAN]), STUCK),
    (([1.0, 0.6, 0.3, 0.4], RIGHT[1]), "less well (higher loss): the curves hint"),
    ((RIGHT[0], [0.5, 0.8, 0.9, 0.8]), "less well (lower accuracy): the curves hint"),
    (([1.0, 0.6, 0.3, 0.4], [0.5] * 4), "(higher loss, lower accuracy): the curves hint"),
    (([1.0, 0.6, 0.3, 0.1], RIGHT[1]), "even ahead (lower loss): only the check"),
    ((RIGHT[0], [0.5, 0.8, 0.9, 1.0]), "even ahead (higher accuracy): only the check"),
    (([1.0, 0.6, 0.3, 0.1], [0.5] * 4), "nothing certain (lower loss, lower accuracy)"),
]


@pytest.mark.parametrize(("buggy", "words"), SAID)
def test_what_the_curves_show(buggy, words):
    assert words in sentence(*buggy)


def test_where_neither_has_fallen_nothing_is_blamed_on_the_bug():
    stuck = [1.0, 2.0, 3.0, 4.0]
    assert sentence(stuck, RIGHT[1], healthy=(stuck, RIGHT[1])) == BOTH_STUCK


def test_losses_of_other_weights_say_nothing_of_the_definition():
    assert sentence([0.1, 0.06, 0.03, 0.02], RIGHT[1], first=5) != DEFINITION


def test_regression_speaks_of_r2():
    assert "lower R²" in sentence(RIGHT[0], [0.5, 0.8, 0.9, 0.1], name="R²")


@pytest.mark.parametrize("bug", MISTAKES)
def test_every_sentence_is_true_of_the_numbers(bug):
    config = fitting(MOONS, bug)
    twins = Twins(config, load_run_dataset(config), bug)
    for _ in range(12):
        twins.advance(0.0, 10.0)
        curves = twins.curves()
        said = CurveGaps.of(curves).sentence
        (healthy, buggy), (right, wrong) = (
            np.array(pair)
            for pair in (
                (curves.healthy_loss, curves.buggy_loss),
                (curves.healthy_score, curves.buggy_score),
            )
        )
        if said == DEFINITION:
            assert MISTAKES[bug].changes == "loss"
            assert abs(buggy[0] / healthy[0] - 1.0) > 1e-3
            continue
        assert buggy[0] == pytest.approx(healthy[0], rel=1e-3)
        if said in (STUCK, BOTH_STUCK):
            assert not buggy[-1] < buggy[0]
            assert (healthy[-1] < healthy[0]) == (said == STUCK)
            continue
        ratio, gap = buggy[-1] / healthy[-1], wrong[-1] - right[-1]
        assert ("higher loss" in said) == (ratio > 1 / 0.95)
        assert ("lower loss" in said) == (ratio < 0.95)
        assert ("lower accuracy" in said) == (gap < -0.02)
        assert ("higher accuracy" in said) == (gap > 0.02)
        if said == ALIKE:
            axis = max(healthy.max(), buggy.max())
            assert np.abs(buggy - healthy).max() <= 0.05 * axis
            assert np.abs(wrong - right).max() <= 0.1
