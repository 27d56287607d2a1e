import numpy as np
import pytest
import torch

from mlpviz.gradcheck.any_code import check_gradients, tensors
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError


def problem(dtype=torch.float64, requires_grad=True):
    generator = torch.Generator().manual_seed(0)

    def draw(*shape):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    params = {"W1": draw(3, 4), "b1": draw(4), "W2": draw(4, 2)}
    for tensor in params.values():
        tensor.requires_grad_(requires_grad)
    X, Y = draw(6, 3), draw(6, 2)

    def loss(p=params):
        return ((torch.tanh(X @ p["W1"] + p["b1"]) @ p["W2"] - Y) ** 2).sum() / 6

    return params, loss


def gradients_of(params, loss):
    return dict(zip(params, torch.autograd.grad(loss(), list(params.values())), strict=True))


def test_autograd_joins_by_itself_and_agrees():
    params, loss = problem()
    report = check_gradients(loss, params, gradients_of(params, loss))
    assert report.passed
    assert report.sources == ("analytic", "autograd", "central")
    assert report.dtype == "float64"
    assert max(row.resolution for row in report.rows) < 1e-10


def test_a_wrong_gradient_fails_against_autograd_and_differences():
    params, loss = problem()
    grads = gradients_of(params, loss)
    grads["b1"] = grads["b1"] * 1.0001
    report = check_gradients(loss, params, grads)
    assert [row.name for row in report.failing] == ["b1"]
    assert report["b1"].failing_share == 1.0
    assert report["b1"].relative_error("analytic", "central").max() == pytest.approx(1e-4, rel=1e-3)


def test_grads_none_judges_what_backward_left_in_grad():
    params, loss = problem()
    with pytest.raises(GradientCheckInputError, match="gradient of W1 is None: run backward first"):
        check_gradients(loss, params, None)
    loss().backward()
    assert check_gradients(loss, params, None).passed
    with torch.no_grad():
        params["W2"].grad *= 2.0
    assert [row.name for row in check_gradients(loss, params, None).failing] == ["W2"]


def test_a_callable_of_params_gets_tensors_of_its_own():
    params, loss = problem()
    seen = []

    def of_params(p):
        seen.append(p)
        return loss(p)

    assert check_gradients(of_params, params, gradients_of(params, loss)).passed
    assert all(p["W1"].data_ptr() != params["W1"].data_ptr() for p in seen)
    assert seen[0]["W1"].requires_grad


def test_tensors_threads_and_grad_stay_as_they_are():
    params, loss = problem()
    grads = gradients_of(params, loss)
    params["W1"].grad = torch.full((3, 4), 7.0, dtype=torch.float64)
    before = {name: tensor.detach().clone() for name, tensor in params.items()}
    kept, threads = params["W1"].grad, torch.get_num_threads()
    inside = []

    def loss_that_calls_backward():
        inside.append(torch.get_num_threads())
        value = loss()
        value.backward()
        return value.item()

    report = check_gradients(loss_that_calls_backward, params, grads)
    assert report.passed
    assert report.sources == ("analytic", "central")
    assert set(inside) == {1}
    assert torch.get_num_threads() == threads
    assert params["W1"].grad is kept
    assert torch.all(kept == 7.0)
    assert params["b1"].grad is None
    for name, tensor in params.items():
        assert tensor.detach().numpy().tobytes() == before[name].numpy().tobytes()


def test_all_stays_as_it_is_when_the_loss_is_interrupted():
    params, loss = problem()
    grads = gradients_of(params, loss)
    before = {name: tensor.detach().clone() for name, tensor in params.items()}
    threads, calls = torch.get_num_threads(), 0

    def interrupted():
        nonlocal calls
        calls += 1
        if calls == 60:
            raise InterruptedError
        return loss()

    with pytest.raises(InterruptedError):
        check_gradients(interrupted, params, grads)
    assert torch.get_num_threads() == threads
    assert all(torch.equal(tensor, before[name]) for name, tensor in params.items())


@pytest.mark.parametrize(
    ("detached", "why"),
    [
        (lambda loss, p: loss().item(), "a number without a graph"),
        (lambda loss, p: loss(p | {"b1": p["b1"].detach()}), "does not reach b1"),
    ],
)
def test_why_autograd_is_left_out(detached, why):
    params, loss = problem()
    grads = gradients_of(params, loss)
    report = check_gradients(lambda: detached(loss, params), params, grads)
    assert report.passed
    assert report.sources == ("analytic", "central")
    assert any("autograd was left out" in note and why in note for note in report.notes)
    with pytest.raises(GradientCheckInputError, match=why):
        check_gradients(lambda: detached(loss, params), params, grads, sources=["autograd"])


def test_tensors_without_grad_are_checked_by_differences():
    params, loss = problem(requires_grad=False)
    grads = gradients_of(*problem())
    report = check_gradients(loss, params, grads)
    assert report.passed
    assert report.sources == ("analytic", "central")
    assert not params["W1"].requires_grad


def test_autograd_alone_needs_no_differences():
    params, loss = problem()
    grads = gradients_of(params, loss)
    calls = 0

    def counted():
        nonlocal calls
        calls += 1
        return loss()

    report = check_gradients(counted, params, grads, sources=["autograd"])
    assert report.passed
    assert report.sources == ("analytic", "autograd")
    assert report.h is None
    assert calls < 40


def test_float32_is_checked_with_wider_tolerances_and_says_so():
    params, loss = problem(torch.float32)
    report = check_gradients(loss, params, gradients_of(params, loss))
    assert report.passed
    assert report.dtype == "float32"
    assert any("W1, b1 and W2: coarser than float64" in note for note in report.notes)
    assert 1e-7 < report["W2"].resolution < 1e-3


@pytest.mark.parametrize(
    ("tensor", "message"),
    [
        (torch.ones(2, dtype=torch.int64), "W is torch.int64, and a nudge"),
        (torch.ones(2, dtype=torch.bool), "W is torch.bool, and a nudge"),
        (torch.ones(2, dtype=torch.complex128), "W is torch.complex128: split it"),
        (torch.ones(2, dtype=torch.bfloat16), "W is torch.bfloat16, too coarse"),
        (torch.ones(2, device="meta"), "W is on meta: check on the CPU"),
        (torch.ones(2, 2).to_sparse(), "W has layout torch.sparse_coo"),
        (torch.empty(0, 3), r"W has shape \(0, 3\), which has no entries"),
    ],
)
def test_tensors_that_cannot_be_nudged(tensor, message):
    with pytest.raises(GradientCheckInputError, match=message):
        check_gradients(lambda: 1.0, {"W": tensor}, {"W": torch.ones(2)})


def test_tied_tensors_are_refused():
    W = torch.ones(2, 2)
    with pytest.raises(GradientCheckInputError, match=r"params\[0\] and params\[1\] share memory"):
        check_gradients(lambda: (W**2).sum(), [W, W.T], [W, W])


def test_memory_is_shared_and_a_twin_is_not():
    tensor = torch.arange(6.0).reshape(2, 3).T.requires_grad_()
    tensors.memory(tensor)[2, 1] = 50.0
    assert tensor[2, 1].item() == 50.0
    twin = tensors.twin(tensor)
    tensors.memory(twin)[0, 0] = -1.0
    assert tensor[0, 0].item() == 0.0
    assert twin.requires_grad


def test_numbers_of_every_type_are_float64():
    for dtype in (torch.bfloat16, torch.float32, torch.int64):
        array = tensors.numbers(torch.ones(3, dtype=dtype))
        assert array.dtype == np.float64
        assert tensors.unit_roundoff(torch.ones(1, dtype=torch.bfloat16)) == 2.0**-8


def test_a_parameter_inside_a_graph_gives_no_warning():
    W = torch.ones(2, dtype=torch.float64, requires_grad=True) * 2.0
    with pytest.raises(GradientCheckInputError, match="gradient of params is None"):
        check_gradients(lambda: (W**2).sum(), W, None)
    assert check_gradients(lambda: (W**2).sum(), W, 2.0 * W.detach()).passed


def test_a_loss_that_calls_backward_itself_leaves_autograd_out():
    w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)

    def loss():
        value = (w**2).sum()
        value.backward()
        return value

    report = check_gradients(loss, [w], [2.0 * w.detach()])
    assert report.passed
    assert report.sources == ("analytic", "central")
    assert any("call backward()" in note for note in report.notes)
    with pytest.raises(GradientCheckInputError, match="used up"):
        check_gradients(loss, [w], [2.0 * w.detach()], sources=["autograd"])


def test_a_backward_of_ones_own_that_breaks_is_quoted():
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx, w):
            return (w**2).sum()

        @staticmethod
        def backward(ctx, grad):
            return torch.ones(7, dtype=torch.float64)

    w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    grads = [2.0 * w.detach()]
    assert check_gradients(lambda: Broken.apply(w), [w], grads).passed
    with pytest.raises(GradientCheckInputError, match="torch cannot differentiate the loss"):
        check_gradients(lambda: Broken.apply(w), [w], grads, sources="autograd")


class Cube(torch.autograd.Function):
    """x^3, whose backward forgets what comes from above."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, above):
        (x,) = ctx.saved_tensors
        return 3.0 * x**2


def test_autograd_is_no_witness_for_a_function_of_ones_own():
    x = torch.arange(1.0, 4.0, dtype=torch.float64, requires_grad=True)

    def loss():
        return 0.5 * Cube.apply(x).sum()

    loss().backward()
    for grads in (None, {"x": x.grad.clone()}):
        for sources in (None, ["central", "autograd"]):
            report = check_gradients(loss, {"x": x}, grads, sources=sources)
            assert report.verdict == "fail"
            assert report.sources == ("analytic", "central")
            assert any(
                "through Cube, a torch.autograd.Function of your own" in n for n in report.notes
            )
            assert "references differ" not in report.reading.sentence


def test_autograd_is_no_witness_for_what_it_made_itself():
    params, loss = problem()
    loss().backward()
    report = check_gradients(loss, params, None)
    assert report.sources == ("analytic", "central")
    assert any("autograd is left out" in note for note in report.notes)
    alone = check_gradients(loss, params, None, sources="autograd")
    assert alone.sources == ("analytic", "autograd")
    assert any("autograd is no witness" in note for note in alone.notes)


def test_the_functions_of_a_graph():
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    assert tensors.own_functions(Cube.apply(Cube.apply(x) + 1.0).sum()) == ["Cube"]
    assert tensors.own_functions(x.tanh().sum()) == []
    assert tensors.own_functions(1.0) == []
