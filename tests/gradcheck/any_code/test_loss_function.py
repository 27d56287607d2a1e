import itertools
import random

import numpy as np
import pytest
import torch

from mlpviz.gradcheck.any_code.loss_function import (
    Loss,
    as_number,
    require_repeatable,
    takes_params,
    value_at_rest,
)
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError, read_slots


class Network:
    def loss(self):
        return 1.0

    def loss_at(self, params):
        return 1.0


@pytest.mark.parametrize(
    ("loss_fn", "takes"),
    [
        (lambda: 1.0, False),
        (lambda W=1: 1.0, False),
        (lambda *args, **options: 1.0, False),
        (Network().loss, False),
        (lambda p: 1.0, True),
        (lambda p, scale=2.0: 1.0, True),
        (Network().loss_at, True),
        (np.sum, True),
    ],
)
def test_whether_a_loss_takes_the_parameters(loss_fn, takes):
    assert takes_params(loss_fn) is takes


def test_other_signatures_are_explained():
    with pytest.raises(
        GradientCheckInputError, match=r"wants 2 arguments \(X, Y\).*lambda: loss_fn\(X, Y\)"
    ):
        takes_params(lambda X, Y: 1.0)
    with pytest.raises(GradientCheckInputError, match="wants 1 argument "):
        takes_params(lambda *, p: 1.0)
    with pytest.raises(
        GradientCheckInputError, match=r"loss_fn is 0\.5, a number that is computed already"
    ):
        takes_params(0.5)


@pytest.mark.parametrize(
    ("result", "u"),
    [
        (2, 2.0**-53),
        (2.0, 2.0**-53),
        (np.float64(2.0), 2.0**-53),
        (np.float32(2.0), 2.0**-24),
        (np.array(2.0), 2.0**-53),
        (np.array([[2.0]], np.float16), 2.0**-11),
        (np.int64(2), 2.0**-53),
        (torch.tensor(2.0), 2.0**-24),
        (torch.tensor([2.0], dtype=torch.float64, requires_grad=True), 2.0**-53),
    ],
)
def test_one_real_number_of_any_kind(result, u):
    assert as_number(result) == (2.0, u)


@pytest.mark.parametrize(
    ("result", "got"),
    [
        (None, "a NoneType"),
        ((1.0, {}), "a tuple"),
        ("1.0", "a str"),
        (True, "a bool"),
        (np.ones(3), r"float64 of shape \(3,\)"),
        (np.array(1j), r"complex128 of shape \(\)"),
        (1j, "a complex"),
        (torch.ones(3), r"a torch.float32 of \(3,\)"),
    ],
)
def test_anything_else_is_explained(result, got):
    with pytest.raises(
        GradientCheckInputError, match=f"loss_fn returned {got}, but.*mean or sum over samples"
    ):
        as_number(result)


def at_rest(loss_fn, W):
    slots = read_slots({"W": W}, {"W": np.zeros_like(W)}, own=False)
    return value_at_rest(Loss(loss_fn), slots, [W.copy()])


def test_a_random_loss_is_found_out():
    rng = np.random.default_rng(0)
    with pytest.raises(
        GradientCheckInputError,
        match=r"(?s)loss_fn gave .* and then .* for the same parameters.*eval mode",
    ):
        at_rest(lambda: 1.0 + 1e-9 * rng.random(), np.ones(2))


def test_a_loss_that_is_random_every_third_time_is_found_out():
    values = itertools.cycle([1.0, 1.0, 1.5])
    with pytest.raises(GradientCheckInputError, match=r"gave 1 and then 1\.5"):
        at_rest(lambda: next(values), np.ones(2))


def test_a_few_roundings_between_calls_are_no_randomness():
    values = itertools.cycle([1.0, 1.0 + 2.0**-50])
    assert at_rest(lambda: next(values), np.ones(2)) == 1.0
    require_repeatable([1.0, 1.0 + 2.0**-20], 2.0**-24)
    with pytest.raises(GradientCheckInputError):
        require_repeatable([1.0, 1.0 + 2.0**-20], 2.0**-53)


def test_a_loss_that_trains_is_found_out():
    W = np.ones(2)

    def step():
        W[:] -= 0.1
        return 1.0

    with pytest.raises(GradientCheckInputError, match=r"loss_fn changes W.*update step"):
        at_rest(step, W)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_loss_that_is_not_finite_is_explained(value):
    with pytest.raises(GradientCheckInputError, match=r"the loss is -?(nan|inf).*log\(0\)"):
        at_rest(lambda: value, np.ones(2))


def test_state_that_is_kept_between_calls_is_told_from_random_numbers():
    calls = itertools.count()
    with pytest.raises(GradientCheckInputError, match="kept between the calls: a running mean"):
        at_rest(lambda: 1.0 / (2.0 + next(calls)), np.ones(2))
    for draw in (np.random.random, random.random):
        with pytest.raises(GradientCheckInputError, match=r"same random numbers.*eval mode"):
            at_rest(lambda draw=draw: 1.0 + draw(), np.ones(2))
    for turns in ([1.0, 2.0], [1.0, 1.0, 1.5], [1.0, 1.5, 2.0, 1.2]):
        values = itertools.cycle(turns)
        with pytest.raises(GradientCheckInputError, match="Or is something kept"):
            at_rest(lambda values=values: next(values), np.ones(2))
    own = np.random.default_rng(0)
    with pytest.raises(GradientCheckInputError, match=r"Dropout.*Or is something kept"):
        at_rest(lambda: 1.0 + own.random(), np.ones(2))


def test_dropout_of_torch_is_told_by_its_random_numbers():
    w = torch.ones(20, dtype=torch.float64)
    with pytest.raises(GradientCheckInputError, match="same random numbers"):
        at_rest(lambda: torch.nn.functional.dropout(w).sum() + torch.rand(1), np.ones(2))
