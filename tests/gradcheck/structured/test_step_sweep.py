import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.complex_loss import complex_activation, complex_loss
from mlpviz.gradcheck.structured.step_sweep import STEPS, step_sweep
from mlpviz.gradcheck.structured.sweep_curve import METHODS, sweep_curve


def make_problem(activation="tanh", loss="cross_entropy", seed=0, dtype="float64", scale=1.0):
    network = MLP(
        [4, 6, 5, 3], activation, LOSSES[loss].outputs[-1], seed=seed, bias_std=0.3, dtype=dtype
    )
    rng = np.random.default_rng(seed)
    X, Y = scale * rng.normal(size=(12, 4)), np.eye(3)[rng.integers(3, size=12)]
    return network, X, Y


def sweep(activation="tanh", loss="cross_entropy", seed=0, **options):
    network, X, Y = make_problem(activation, loss, seed)
    return step_sweep(network, X, Y, loss=loss, l2=0.01, **options)


@pytest.fixture(scope="module")
def smooth():
    return sweep()


def test_the_default_steps():
    assert len(STEPS) == 37
    assert STEPS[[0, -1]] == pytest.approx([1e-1, 1e-13])
    np.testing.assert_allclose(STEPS[:-3] / STEPS[3:], 10.0)


@pytest.mark.parametrize(
    ("activation", "loss"),
    [("tanh", "cross_entropy"), ("sigmoid", "mse"), ("silu", "binary_cross_entropy")],
)
def test_both_arms_of_the_v_have_the_slopes_of_theory(activation, loss):
    found = sweep(activation, loss, seed=1)
    for method, theory in METHODS.items():
        curve = found.curve(method)
        assert curve.truncation == pytest.approx(theory.truncation, abs=0.3), method
        assert curve.roundoff == pytest.approx(theory.roundoff, abs=0.3), method
    for method in ("central", "richardson"):  # their truncation is below float32's round-off
        assert found.curve(method, "float32").roundoff == pytest.approx(-1.0, abs=0.3)
    assert found.curve("complex_step", "float32").truncation == pytest.approx(2.0, abs=0.3)


def made_up(method, draw, u=2.0**-53):
    """A curve of theory: truncation h^p, beside it round-off as some processor may draw it.

    That is the largest of eight normal numbers, over h; the complex step's errors are whole
    multiples of u. At one step next to nothing is left: all eight cancel.
    """
    rng = np.random.default_rng(draw)
    chance = np.abs(rng.normal(size=(len(STEPS), 8))).max(axis=1)
    chance[rng.integers(len(STEPS))] *= 1e-3
    truncation = 0.1 * STEPS ** METHODS[method].truncation
    if METHODS[method].roundoff:
        errors = truncation + u * chance / STEPS
    else:
        errors = u * np.round(truncation / u + chance)
    return sweep_curve(method, "float64", STEPS, errors, np.zeros(len(STEPS), bool))


@pytest.mark.parametrize("method", METHODS)
def test_the_slopes_do_not_hang_on_how_round_off_falls(method):
    for draw in range(200):
        curve = made_up(method, draw)
        assert curve.missing == ()
        assert curve.truncation == pytest.approx(METHODS[method].truncation, abs=0.3), draw
        assert curve.roundoff == pytest.approx(METHODS[method].roundoff, abs=0.3), draw


@pytest.mark.parametrize("lucky", [-1, -2, -9])
@pytest.mark.parametrize("method", METHODS)
def test_a_best_step_far_from_the_bottom_of_the_v_does_no_harm(method, lucky):
    errors = made_up(method, 0).errors.copy()
    errors[errors == 0.0] = 2.0**-53
    errors[lucky] = 1e-19
    curve = sweep_curve(method, "float64", STEPS, errors, np.zeros(len(STEPS), bool))
    assert curve.best == len(STEPS) + lucky
    assert curve.truncation == pytest.approx(METHODS[method].truncation, abs=0.3)
    assert curve.roundoff == pytest.approx(METHODS[method].roundoff, abs=0.3)


def test_where_there_is_no_slope_it_says_why():
    found = sweep("tanh", "cross_entropy", h=[1e-2, 1e-3, 1e-4])
    curve = found.curve("central")
    assert np.isnan(curve.roundoff)
    assert any(why.startswith("no slope of round-off") for why in curve.missing)
    coarse = sweep().curve("central", "float32")  # its truncation drowns in round-off
    assert np.isnan(coarse.truncation)
    assert any(why.startswith("no slope of truncation") for why in coarse.missing)


def test_the_best_steps_are_where_theory_puts_them(smooth):
    best = {(c.method, c.dtype): smooth.h[c.best] for c in smooth.curves}
    for dtype, u in (("float64", 2.0**-53), ("float32", 2.0**-24)):
        assert 1e-2 < best["central", dtype] / u ** (1 / 3) < 1e2
        assert 1e-2 < best["richardson", dtype] / u ** (1 / 5) < 1e2
    for curve in smooth.curves:
        assert curve.errors[curve.best] == curve.errors.min()


def test_the_complex_step_stays_flat_however_small_h(smooth):
    small = smooth.h <= 1e-8
    assert np.all(smooth.curve("complex_step").errors[small] <= 1e-14)
    small = smooth.h <= 1e-3
    assert np.all(smooth.curve("complex_step", "float32").errors[small] <= 1e-5)
    assert smooth.curve("central").errors[-1] > 1e-5


def test_one_step_by_hand():
    network, X, Y = make_problem()
    found = step_sweep(
        network, X, Y, loss="cross_entropy", parameter="b2", elements=5, h=[1e-2, 1e-4]
    )
    assert sorted(found.elements) == [("b2", (i,)) for i in range(5)]
    _, gradients = network.loss_and_gradients(X, Y, loss="cross_entropy")
    largest = np.abs(gradients["b2"]).max()

    def central(i, h):
        twin = network.copy()
        values = []
        for side in (h, -h):
            twin.params["b2"][i] = network.params["b2"][i] + side
            values.append(twin.loss(X, Y, loss="cross_entropy"))
        return (values[0] - values[1]) / (2.0 * h)

    plain, richardson = np.empty(5), np.empty(5)
    for i, right in enumerate(gradients["b2"]):
        plain[i] = central(i, 1e-2) - right
        richardson[i] = (4.0 * central(i, 0.5e-2) - central(i, 1e-2)) / 3.0 - right
    for method, errors in (("central", plain), ("richardson", richardson)):
        expected = np.abs(errors).max() / largest
        assert found.curve(method).errors[0] == pytest.approx(expected, rel=1e-3)


def test_steps_that_cross_a_kink_are_marked_and_leave_the_v():
    network, X, Y = make_problem("relu")
    network.forward(X)
    network.params["b1"][0] -= network.z[0][0, 0] - 1.5e-6  # now that z is 1.5e-6
    found = step_sweep(network, X, Y, loss="cross_entropy", parameter="b1", elements=6)
    curve = found.curve("central")
    np.testing.assert_array_equal(curve.crosses[found.h > 1.51e-6], True)
    assert not curve.crosses[found.h < 1e-9].any()
    assert not found.curve("complex_step").crosses.any()
    # no V: the derivative jumps, and the error falls only where the kink is out of reach
    assert curve.errors[curve.crosses].min() > 1e6 * curve.errors[~curve.crosses].min()
    assert np.isnan(curve.truncation)
    assert curve.missing == (
        "no slope of truncation: it rules the error at 0 of the steps, and a slope takes 3",
    )
    assert curve.roundoff == pytest.approx(-1.0, abs=0.3)


def test_jumps_of_the_second_derivative_are_marked_too():
    assert sweep("elu").curve("central").crosses.any()
    assert not any(curve.crosses.any() for curve in sweep("gelu", h=[1e-1, 1e-3, 1e-5]).curves)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_network_stays_as_it_is(dtype):
    network, X, Y = make_problem(dtype=dtype)
    network.forward(-X)
    arrays = [network.flat, network.flat_grad, *network.z, X, Y]
    before = [array.tobytes() for array in arrays]
    step_sweep(network, X, Y, loss="cross_entropy", h=[1e-2, 1e-5])
    assert [array.tobytes() for array in arrays] == before
    assert network.z[0] is arrays[2]


def test_the_draw_repeats_and_prefers_weights_that_matter():
    network, X, Y = make_problem()
    X[:, :3] = 0.0  # only the last row of W1 has a gradient
    options = {"loss": "cross_entropy", "parameter": "W1", "h": [1e-3]}
    first = step_sweep(network, X, Y, elements=8, **options).elements
    assert len(set(first)) == 8
    assert {index for _, index in first[:6]} == {(3, j) for j in range(6)}
    assert step_sweep(network, X, Y, elements=8, **options).elements == first
    assert step_sweep(network, X, Y, elements=8, seed=1, **options).elements != first
    assert len(step_sweep(network, X, Y, elements=1000, **options).elements) == 24


def test_progress_is_told_and_can_end_the_sweep():
    shares = []
    sweep(h=[1e-2, 1e-4, 1e-6], progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0

    def stop(share):
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(progress=stop)


def test_a_gradient_of_zero_has_absolute_errors():
    network = MLP([3, 4, 2], "tanh", "identity", init="zeros")
    X = np.ones((4, 3))
    found = step_sweep(network, X, np.zeros((4, 2)), loss="mse", h=[1e-2, 1e-4])
    assert all(curve.best == 0 for curve in found.curves)
    assert found.curve("complex_step").errors.tolist() == [0.0, 0.0]


def test_a_curve_without_finite_errors_has_no_best():
    nothing = sweep_curve("central", "float64", STEPS, np.full(37, np.nan), np.zeros(37, bool))
    assert nothing.best is None
    assert np.isnan(nothing.truncation)
    assert nothing.missing == ("no error is finite",)


def test_wrong_arguments_are_refused():
    for bad in ([0.0], [-1e-3], [np.inf], [], [[1e-3]]):
        with pytest.raises(ValueError, match="positive numbers"):
            sweep(h=bad)
    with pytest.raises(ValueError, match="elements = 0"):
        sweep(elements=0)
    with pytest.raises(ValueError, match="W9"):
        sweep(parameter="W9")
    with pytest.raises(KeyError, match="float16"):
        sweep(h=[1e-2]).curve("central", "float16")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_complex_loss_is_the_networks(activation, loss):
    network, X, Y = make_problem(activation, loss, seed=3)
    params = {name: values.astype(complex) for name, values in network.params.items()}
    value = complex_loss(network, params, X, Y, loss=loss, l2=0.01)
    assert value.imag == 0.0
    assert value.real == pytest.approx(network.loss(X, Y, loss=loss, l2=0.01), rel=1e-12)
    _, gradients = network.loss_and_gradients(X, Y, loss=loss, l2=0.01)
    for name in gradients:
        params[name].imag.flat[1] = 1e-20
        value = complex_loss(network, params, X, Y, loss=loss, l2=0.01)
        assert value.imag / 1e-20 == pytest.approx(gradients[name].flat[1], rel=1e-10, abs=1e-15)
        params[name].imag.flat[1] = 0.0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_complex_activations_are_the_engines(activation):
    z = np.linspace(-3.0, 3.0, 7)
    np.testing.assert_allclose(
        complex_activation(activation, z + 0j), ACTIVATIONS[activation].f(z), rtol=1e-12, atol=1e-15
    )
