"""What a test draws from a generator of its module does not hang on the tests that ran before."""

import numpy as np
import pytest

from tests.charts import gallery

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_draws_the_same(time):
    assert RNG.integers(2**62) == np.random.default_rng(0).integers(2**62), time


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_several_modules_draw_from_does_so_too(time):
    assert gallery.RNG.integers(2**62) == np.random.default_rng(0).integers(2**62), time
