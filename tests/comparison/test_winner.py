"""Who wins, and who only seems to."""

from dataclasses import replace

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig, compare, variants
from mlpviz.comparison import Comparison
from mlpviz.comparison.winner import is_above_chance, is_clear, standard_error


@pytest.fixture(scope="module")
def runs():
    """Two runs, to be given other figures."""
    config = RunConfig(dataset="moons", dataset_options={"n_samples": 60}, hidden_sizes=(3,))
    return compare(variants(config, "seed", [0, 1]), 1).runs


def with_figures(runs, scores, *, n=400, loss=0.5, chance=0.5):
    ends = [np.array([chance, score]) for score in scores]
    losses = np.array([0.7, loss])
    made = [
        replace(run, test_score=end, train_loss=losses, chance=chance, n_test=n)
        for run, end in zip(runs, ends, strict=True)
    ]
    return Comparison(tuple(made))


def test_a_standard_error_is_that_of_many_draws():
    rng = np.random.default_rng(0)
    shares = rng.binomial(400, 0.9, 20_000) / 400
    assert standard_error("accuracy", 0.9, 400) == pytest.approx(shares.std(), rel=0.03)
    noise = rng.normal(0.0, 0.5, (20_000, 200))
    r2 = 1.0 - (noise**2).mean(axis=1)  # of targets with variance 1
    assert standard_error("R²", 0.75, 200) == pytest.approx(r2.std(), rel=0.03)


def test_all_right_is_no_certainty():
    assert not is_clear("accuracy", 1.0, 0.95, 20)
    assert is_clear("accuracy", 1.0, 0.95, 2000)


def test_a_score_that_is_no_number_is_beaten_by_any():
    assert is_clear("R²", 0.1, float("-inf"), 50)
    assert not is_clear("R²", float("nan"), float("nan"), 50)


def test_chance_is_no_result():
    assert not is_above_chance("accuracy", 0.103, 0.1, 360)
    assert is_above_chance("accuracy", 0.2, 0.1, 360)


@pytest.mark.parametrize(
    ("scores", "wins", "level"),
    [
        ((0.95, 0.8), True, 1),  # clearly better
        ((0.95, 0.94), False, 2),  # by luck alone
        ((0.52, 0.51), False, 2),  # as good as a constant answer
        ((0.53, 0.3), False, 1),  # better than the other, and no better than chance
    ],
)
def test_a_winner_beats_chance_and_all_others(runs, scores, wins, level):
    result = with_figures(runs, scores)
    assert result.best is result.runs[0]
    assert (result.winner is result.best) is wins
    assert len(result.level) == level
    assert ("*" in str(result)) is wins


def test_few_test_samples_tell_little(runs):
    assert with_figures(runs, (0.9, 0.8), n=1000).winner is not None
    assert with_figures(runs, (0.9, 0.8), n=20).winner is None


def test_a_loss_that_has_grown_is_no_result(runs):
    result = with_figures(runs, (0.9, 0.6), loss=1e9)
    assert all(run.error is None and run.diverged for run in result.runs)
    assert [run.status for run in result.runs] == ["diverged"] * 2
    assert result.level == ()
    assert not result.learned


def test_one_run_beats_nobody(runs):
    assert with_figures(runs[:1], (0.95,)).winner is None


def test_chance_is_the_share_of_the_most_frequent_class(runs):
    assert all(run.n_test == 12 for run in runs)
    assert all(0.5 <= run.chance < 1.0 for run in runs)


def test_weights_of_test_samples_count_in_chance_and_in_luck():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(100, 2)), np.arange(100) % 4 == 0
    weights = np.where(y, 9.0, 1.0)
    whole, weighted = (
        compare({"a": RunConfig(dataset=data, hidden_sizes=(2,))}, 1, dataset=data).runs[0]
        for data in (
            Dataset.from_arrays(X, y),
            Dataset.from_arrays(X, y, sample_weight=weights),
        )
    )
    assert (whole.chance, whole.n_test) == (0.75, 20)
    assert weighted.chance == pytest.approx(45 / 60)  # 5 of weight 9, 15 of weight 1
    assert weighted.n_test == round(60**2 / (5 * 81 + 15))
