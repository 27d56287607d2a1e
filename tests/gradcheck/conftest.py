"""Random networks, batches and losses for the tests of the gradient check."""

from collections.abc import Callable

import pytest

from benchmarks.networks import Case, make_case


@pytest.fixture(scope="session")
def random_case() -> Callable[..., Case]:
    """``random_case(seed, dtype="float64") -> Case``."""
    return make_case
