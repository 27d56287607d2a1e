import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from mlpviz import RunConfig

COLUMNS = ("epoch", "train_loss", "test_loss", "train_score", "test_score")


@pytest.fixture
def tiny():
    """A config that trains in a moment."""
    return RunConfig(dataset="moons", dataset_options={"n_samples": 60}, hidden_sizes=(5,), lr=0.1)


@pytest.fixture
def one_thread():
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture
def same():
    """Whether two comparisons hold the same runs, bit for bit; times may differ."""

    def check(one, other):
        assert [run.label for run in one.runs] == [run.label for run in other.runs]
        for a, b in zip(one.runs, other.runs, strict=True):
            assert (a.config, a.error) == (b.config, b.error)
            assert (a.start, a.end) == (b.start, b.end)
            for name in COLUMNS:
                np.testing.assert_array_equal(getattr(a, name), getattr(b, name), strict=True)

    return check
