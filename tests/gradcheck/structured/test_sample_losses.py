import numpy as np
import pytest

from mlpviz.engine.losses import LOSSES
from mlpviz.gradcheck.structured.sample_losses import SAMPLE_LOSSES


def test_every_loss_of_the_engine_has_its_definition_here():
    assert set(SAMPLE_LOSSES) == set(LOSSES)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("k", [1, 2, 5])
def test_mean_over_samples_is_the_engines_value(name, k):
    rng = np.random.default_rng(k)
    prediction, Y = rng.normal(0, 3, (7, k)), rng.random((7, k))
    value, _ = LOSSES[name].f(prediction.copy(), Y)
    samples = SAMPLE_LOSSES[name].f(prediction.T, Y.T)
    assert samples.shape == (7,)
    assert samples.mean() == pytest.approx(value, rel=1e-14)


def test_values_by_hand():
    # One sample, two outputs: differences 0.5 and -3.
    a, Y = np.array([[1.5], [-2.0]]), np.array([[1.0], [1.0]])
    assert SAMPLE_LOSSES["mse"].f(a, Y) == pytest.approx(0.25 + 9.0)
    assert SAMPLE_LOSSES["huber"].f(a, Y) == pytest.approx(0.125 + 2.5)
    assert SAMPLE_LOSSES["mae"].f(a, Y) == pytest.approx(0.5 + 3.0)
    # softmax(0, log 3) = (1/4, 3/4); the true class is the first.
    z, Y = np.array([[0.0], [np.log(3.0)]]), np.array([[1.0], [0.0]])
    assert SAMPLE_LOSSES["cross_entropy"].f(z, Y) == pytest.approx(np.log(4.0))
    # sigmoid(log 3) = 3/4; -log(1 - 1/2) - log(1/4).
    Y = np.zeros((2, 1))
    assert SAMPLE_LOSSES["binary_cross_entropy"].f(z, Y) == pytest.approx(np.log(2.0 * 4.0))


def test_the_piece_of_mae_is_continued_across_the_target():
    from_side = SAMPLE_LOSSES["mae"].from_side
    a, Y = np.array([[1.5], [-2.0], [4.0]]), np.ones((3, 1))
    assert from_side(a, Y, np.array([[1.0], [-1.0], [0.0]])) == pytest.approx(0.5 + 3.0)
    assert from_side(a, Y, np.array([[-1.0], [1.0], [0.0]])) == pytest.approx(-0.5 - 3.0)
    assert [name for name, row in SAMPLE_LOSSES.items() if row.from_side is not None] == ["mae"]


def test_huber_pieces_meet_at_distance_one():
    piece = SAMPLE_LOSSES["huber"].piece
    np.testing.assert_array_equal(piece(np.array([[-1.5, -0.5, 1.0, 1.01]]), np.zeros((1, 4))),
                                  [[False, True, True, False]])  # fmt: skip
