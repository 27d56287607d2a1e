"""Parameters and gradients as people have them."""

import math

import numpy as np
import pytest
import torch

from mlpviz.gradcheck import check_gradients
from mlpviz.gradcheck.any_code import GradientCheckInputError


def linear(w, b):
    """A loss of numbers or arrays, and its gradients."""
    return np.sum(np.tanh(w) * 2.0) + np.sum(b**2), (2.0 / np.cosh(w) ** 2, 2.0 * b)


def test_plain_floats_stay_floats_for_a_loss_that_takes_them():
    seen = set()

    def loss(p):
        seen.update(type(value) for value in p.values())
        return math.tanh(p["w"]) * 2.0 + p["b"] ** 2

    params = {"w": 0.3, "b": -0.7}
    _, (dw, db) = linear(0.3, -0.7)
    assert check_gradients(loss, params, {"w": dw, "b": db}).passed
    assert check_gradients(loss, params, {"w": dw, "b": 2 * db}).verdict == "fail"
    assert seen == {float}
    assert params == {"w": 0.3, "b": -0.7}
    mixed = [0.3, np.array([1.0, -2.0])]
    report = check_gradients(lambda p: linear(*p)[0], mixed, list(linear(*mixed)[1]))
    assert report.passed
    with pytest.raises(GradientCheckInputError, match=r"let loss_fn take params"):
        check_gradients(lambda: 1.0, params, params)


def test_the_values_of_a_dict():
    p = {"w": np.array([0.3, 0.1]), "b": np.array([0.5])}
    g = dict(zip(p, linear(**p)[1], strict=True))
    assert check_gradients(lambda: linear(**p)[0], p.values(), g.values()).passed
    assert check_gradients(lambda q: linear(*q)[0], p.values(), list(g.values())).passed
    g["w"] = -g["w"]
    assert check_gradients(lambda: linear(**p)[0], p.values(), g.values()).verdict == "fail"


def test_gradients_as_a_function():
    w = np.array([0.3, 0.1])
    assert check_gradients(lambda: np.sum(w**2), w, lambda: 2 * w).passed
    assert check_gradients(lambda p: np.sum(p[0] ** 2), [w], lambda p: [2 * p[0]]).passed
    assert check_gradients(lambda: np.sum(w**2), w, lambda: 3 * w).verdict == "fail"


@pytest.mark.parametrize("takes", [False, True])
def test_a_torch_module(takes):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    model = model.double()
    model[2].bias.requires_grad_(False)  # frozen: not looked at
    X = torch.randn(5, 3, dtype=torch.float64)

    def of_model(m):
        return (m(X) ** 2).mean()

    loss = of_model if takes else lambda: of_model(model)
    of_model(model).backward()
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    report = check_gradients(loss, model, None)
    assert report.passed
    assert [row.name for row in report.rows] == ["0.weight", "0.bias", "2.weight"]
    grads = [p.grad for p in model.parameters() if p.requires_grad]
    assert check_gradients(loss, model, grads).passed
    grads[1] = 2.0 * grads[1]
    assert [row.name for row in check_gradients(loss, model, grads).failing] == ["0.bias"]
    assert all(torch.equal(p, before[name]) for name, p in model.named_parameters())


class Value:
    """A node of a graph of numbers."""

    def __init__(self, data, grad=0.0):
        self.data, self.grad = data, grad

    def __mul__(self, other):
        return Value(self.data * other.data)

    def __add__(self, other):
        return Value(self.data + other.data)


@pytest.mark.parametrize("takes", [False, True])
def test_objects_with_data_and_grad(takes):
    a, b, c = Value(2.0, 2 * 2.0 * 3.0), Value(3.0, 4.0), Value(-1.0, 1.0)
    nodes = {"a": a, "rest": [b, c]}

    def of_nodes(p):
        x, (y, z) = p["a"], p["rest"]
        return x * x * y + z

    loss = of_nodes if takes else lambda: of_nodes(nodes)
    assert check_gradients(loss, nodes, None).passed
    b.grad = 5.0
    report = check_gradients(loss, nodes, None)
    assert [row.name for row in report.failing] == ["rest[0]"]
    assert check_gradients(loss, nodes, {"a": 12.0, "rest": [4.0, 1.0]}).passed
    assert [type(node.data) for node in (a, b, c)] == [float] * 3
    assert (a.data, b.data, c.data, b.grad) == (2.0, 3.0, -1.0, 5.0)


def test_objects_that_hold_arrays_are_put_back_whatever_happens():
    w = Value(np.array([0.3, 0.1]), np.array([0.6, 0.2]))
    number = Value(0.5, 1.0)
    kept, calls = w.data, 0

    def loss():
        nonlocal calls
        calls += 1
        if calls == 60:
            raise InterruptedError
        return float(np.sum(w.data**2)) + number.data

    assert check_gradients(lambda: float(np.sum(w.data**2)), [w], None).passed
    with pytest.raises(InterruptedError):
        check_gradients(loss, [w, number], None)
    assert w.data is kept
    assert w.data.tolist() == [0.3, 0.1]
    assert number.data == 0.5


@pytest.mark.parametrize("kind", [list, iter])
def test_pairs_of_name_and_array_are_a_dict(kind):
    w, b = np.array([1.0, 2.0]), np.array([3.0])
    pairs = [("fc1.weight", w), ("fc1.bias", b)]

    def loss():
        return float(np.sum(w**2) + np.sum(b**2))

    report = check_gradients(loss, kind(pairs), [2 * w, b])
    assert [row.name for row in report.rows] == ["fc1.weight", "fc1.bias"]
    assert [row.name for row in report.failing] == ["fc1.bias"]
    assert check_gradients(loss, kind(pairs), kind([(n, 2 * p) for n, p in pairs])).passed


def test_named_parameters_of_a_module():
    model = torch.nn.Linear(2, 1).double()
    X = torch.ones(3, 2, dtype=torch.float64)

    def loss():
        return model(X).square().sum()

    loss().backward()
    report = check_gradients(loss, model.named_parameters(), [p.grad for p in model.parameters()])
    assert report.passed
    assert [row.name for row in report.rows] == ["weight", "bias"]
