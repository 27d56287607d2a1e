"""Every optimiser against its counterpart in torch.optim, step by step."""

import copy
import pickle

import numpy as np
import pytest

from mlpviz.engine.optimizers import OF_ALL, OPTIMIZERS, Optimizer, clipped
from mlpviz.engine.settings import LIVE

STEPS = 100
SIZE = 40

# name, our settings, torch class, torch's arguments
CASES = [
    ("sgd", {}, "SGD", {}),
    ("sgd", {"weight_decay": 0.1}, "SGD", {"weight_decay": 0.1}),
    ("momentum", {"momentum": 0.9}, "SGD", {"momentum": 0.9}),
    (
        "momentum",
        {"momentum": 0.8, "weight_decay": 0.03},
        "SGD",
        {"momentum": 0.8, "weight_decay": 0.03},
    ),
    ("momentum", {"momentum": 0.5}, "SGD", {"momentum": 0.5}),
    ("momentum", {"momentum": 0.0}, "SGD", {}),
    ("nesterov", {"momentum": 0.9}, "SGD", {"momentum": 0.9, "nesterov": True}),
    ("nesterov", {"momentum": 0.3}, "SGD", {"momentum": 0.3, "nesterov": True}),
    (
        "nesterov",
        {"momentum": 0.9, "weight_decay": 0.2},
        "SGD",
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.2},
    ),
    ("rmsprop", {}, "RMSprop", {}),
    ("rmsprop", {"weight_decay": 0.5}, "RMSprop", {"weight_decay": 0.5}),
    ("rmsprop", {"alpha": 0.9, "eps": 1e-3}, "RMSprop", {"alpha": 0.9, "eps": 1e-3}),
    ("adam", {}, "Adam", {}),
    ("adam", {"weight_decay": 0.4}, "Adam", {"weight_decay": 0.4}),
    (
        "adam",
        {"beta1": 0.5, "beta2": 0.9, "eps": 1e-4},
        "Adam",
        {"betas": (0.5, 0.9), "eps": 1e-4},
    ),
    ("adam", {"beta1": 0.0, "beta2": 0.0}, "Adam", {"betas": (0.0, 0.0)}),
    ("adamw", {}, "AdamW", {}),
    (
        "adamw",
        {"beta1": 0.8, "beta2": 0.95, "eps": 1e-6, "weight_decay": 0.3},
        "AdamW",
        {"betas": (0.8, 0.95), "eps": 1e-6, "weight_decay": 0.3},
    ),
]


def gradients_and_start():
    """Sizes from 1e-6 to 1e6, one always zero, one that appears only after 30 steps."""
    rng = np.random.default_rng(0)
    scale = 10.0 ** rng.uniform(-6, 6, SIZE)
    gradients = rng.normal(size=(STEPS, SIZE)) * scale
    gradients[:, 0] = 0.0
    gradients[:30, 1] = 0.0
    return gradients, rng.normal(size=SIZE)


def learning_rate(step):
    return 0.05 if step < STEPS // 2 else 0.002


@pytest.mark.parametrize(("name", "ours", "torch_class", "theirs"), CASES)
def test_equals_torch_over_100_steps(name, ours, torch_class, theirs):
    import torch

    gradients, start = gradients_and_start()
    params = start.copy()
    optimizer = OPTIMIZERS[name](SIZE, **ours)
    tensor = torch.tensor(start.copy(), requires_grad=True)
    oracle = getattr(torch.optim, torch_class)([tensor], lr=learning_rate(0), **theirs)
    for step, gradient in enumerate(gradients):
        lr = learning_rate(step)
        optimizer.step(params, gradient.copy(), lr)
        oracle.param_groups[0]["lr"] = lr
        tensor.grad = torch.tensor(gradient)
        oracle.step()
        exact = tensor.detach().numpy()
        # Relative to where the parameter has been, since it may pass through zero.
        reach = np.maximum(np.abs(exact), np.abs(start))
        assert np.all(np.abs(params - exact) <= 1e-12 * reach), f"step {step}"
    assert np.all(params[2:] != start[2:])


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_clipping_equals_torch(name, decay):
    import torch

    theirs = {"sgd": "SGD", "momentum": "SGD", "nesterov": "SGD", "rmsprop": "RMSprop"}
    more = {} if name == "sgd" else {"momentum": 0.9} if name in theirs else {}
    more = more if name != "rmsprop" else {}
    more |= {"nesterov": True} if name == "nesterov" else {}
    kind = getattr(torch.optim, theirs.get(name, "AdamW" if name == "adamw" else "Adam"))
    gradients, start = gradients_and_start()
    params, optimizer = start.copy(), OPTIMIZERS[name](SIZE, clip_norm=2.0, weight_decay=decay)
    tensor = torch.tensor(start.copy(), requires_grad=True)
    oracle = kind([tensor], lr=0.01, weight_decay=decay, **more)
    for i, gradient in enumerate(gradients):
        gradient = gradient * 10.0 ** (i % 8 - 7)  # some are short enough
        given = gradient.copy()
        optimizer.step(params, given, 0.01)
        np.testing.assert_array_equal(given, gradient)
        tensor.grad = torch.tensor(gradient)
        torch.nn.utils.clip_grad_norm_([tensor], 2.0)
        oracle.step()
    np.testing.assert_allclose(params, tensor.detach().numpy(), rtol=1e-11, atol=1e-12)


def test_what_is_clipped_keeps_its_direction_however_large_it_is():
    short = np.array([0.3, -0.4])
    assert clipped(short, 1.0) is short
    for size in (10.0, 1e200):
        np.testing.assert_allclose(clipped(short * size, 0.5), short, rtol=1e-6)
    assert np.isnan(clipped(np.array([np.nan, 1.0]), 1.0)).all()
    assert np.isnan(clipped(np.array([np.inf, 1.0]), 1.0))[0]
    assert clipped(np.ones(4, np.float32), 1.0).dtype == np.float32


def test_cases_cover_what_torch_has_with_defaults_and_with_other_settings():
    for name in dict.fromkeys(name for name, *_ in CASES):
        kind = OPTIMIZERS[name]
        defaults = {key: option.default for key, option in kind.options.items()}
        settings = [defaults | ours for case, ours, *_ in CASES if case == name]
        assert defaults in settings
        for key, default in defaults.items():
            if key == "clip_norm":
                continue  # a test of its own
            assert any(chosen[key] != default for chosen in settings), f"{name}: {key}"


# Where theta = 1 is after one and after two steps: gradient 4 then 2, learning rate 0.1; defaults.
BY_HAND = {
    "sgd": (1 - 0.4, 0.6 - 0.2),
    # v = 4, then 0.9 * 4 + 2 = 5.6
    "momentum": (1 - 0.4, 0.6 - 0.56),
    # g + 0.9 v = 4 + 3.6, then 2 + 0.9 * 5.6 = 7.04
    "nesterov": (1 - 0.76, 0.24 - 0.704),
    # s = 0.01 * 16, sqrt = 0.4, 0.1 * 4 / 0.4; then s = 0.99 * 0.16 + 0.04 = 0.1984
    "rmsprop": (0.0, -0.2 / 0.1984**0.5),
    # m / s corrected = 4 and 16: a step of 0.1; then m = (0.9 * 0.4 + 0.2) / 0.19,
    # s = (0.999 * 0.016 + 0.004) / (1 - 0.999^2)
    "adam": (0.9, 0.9 - 0.1 * (0.56 / 0.19) / (0.019984 / (1 - 0.999**2)) ** 0.5),
    # the same after theta *= 1 - 0.1 * 0.01, each time
    "adamw": (
        0.899,
        0.899 * 0.999 - 0.1 * (0.56 / 0.19) / (0.019984 / (1 - 0.999**2)) ** 0.5,
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_first_steps_by_hand(name):
    assert name in BY_HAND, f"work out two steps of {name} by hand and add them there"
    optimizer, theta = OPTIMIZERS[name](1), np.array([1.0])
    optimizer.step(theta, np.array([4.0]), 0.1)
    first = theta[0]
    optimizer.step(theta, np.array([2.0]), 0.1)
    assert (first, theta[0]) == pytest.approx(BY_HAND[name], abs=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_counts_its_steps_and_goes_back_with_them(name):
    optimizer, params = OPTIMIZERS[name](1), np.ones(1)
    assert optimizer.steps == 0
    for step in range(1, 4):
        optimizer.step(params, np.ones(1), 0.1)
        assert optimizer.steps == step
    kept = optimizer.snapshot()
    optimizer.step(params, np.ones(1), 0.1)
    assert (optimizer.steps, kept["steps"]) == (4, 3)
    optimizer.restore(kept)
    assert optimizer.steps == 3


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))])
def test_copies_continue_with_the_same_bits_and_apart(name, duplicate):
    gradients, params = gradients_and_start()
    optimizer = OPTIMIZERS[name](SIZE)
    for gradient in gradients[:10]:
        optimizer.step(params, gradient, 0.01)
    twin, twin_params = duplicate(optimizer), params.copy()
    for gradient in gradients[10:20]:
        optimizer.step(params, gradient, 0.01)
    for gradient in gradients[10:20]:
        twin.step(twin_params, gradient, 0.01)
    assert params.tobytes() == twin_params.tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_float32_state_stays_float32_and_the_gradient_is_not_changed(name):
    optimizer = OPTIMIZERS[name](3, dtype=np.float32)
    params, gradient = np.ones(3, np.float32), np.full(3, 0.5, np.float32)
    for _ in range(3):
        optimizer.step(params, gradient, 0.1)
    assert params.dtype == np.float32
    assert all(array.dtype == np.float32 for array in optimizer.state.values())
    np.testing.assert_array_equal(gradient, 0.5)
    assert np.all(params < 1.0)


def test_unknown_settings_are_refused_by_name():
    with pytest.raises(ValueError, match=r"momentum.*Legal: beta1, beta2, eps"):
        OPTIMIZERS["adam"](3, momentum=0.9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_plain_is_the_step_along_the_gradient_and_the_usual_rate_is_legal(name):
    row = OPTIMIZERS[name]
    optimizer, params, g = row(3), np.zeros(3), np.array([1.0, -2.0, 0.5])
    for _ in range(2):
        before = params.copy()
        optimizer.step(params, g, 0.1)
    assert row.plain == np.allclose(params - before, -0.1 * g)
    assert LIVE["lr"].fault("lr", row.usual_lr) is None
    assert row.formula
    assert row.help


def test_a_new_row_has_what_every_optimiser_has():
    class Halving(Optimizer):
        def update(self, params, grad, lr):
            params -= 0.5 * lr * grad

    assert Halving.options.keys() == OF_ALL.keys()
    params, grad = np.array([1.0]), np.array([8.0])
    Halving(1, weight_decay=0.5, clip_norm=2.0).step(params, grad, 1.0)
    assert params == pytest.approx([1.0 - 0.5 * (2.0 + 0.5)])
    assert grad == 8.0
