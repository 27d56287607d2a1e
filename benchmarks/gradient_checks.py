"""Gradient check table: ours with its verdict, the bare probes, the element loop, torch's."""

import gc
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from benchmarks.candidates import Epoch, timed
from benchmarks.rounds import ratio, time_rounds
from benchmarks.table import render
from benchmarks.workloads import digits, mnist
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.numerical import element_differences
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.gradcheck.structured.complex_step import complex_deltas
from mlpviz.gradcheck.structured.downstream import Downstream
from mlpviz.gradcheck.structured.probes import NodeDelta, node_deltas

Array = np.ndarray[Any, Any]

ROUNDS, SECONDS = 5, 0.2
LOOP_STEP = 6e-6  # suits plain central differences in float64
BOTH = ("central", "complex_step")


@dataclass(frozen=True)
class CheckWork:
    """A network, a batch, and which parameters stand for all where the loops would take minutes.

    ``data()`` makes X [n, d] and Y [n, k]. Every element costs the loops the same: two passes.
    """

    title: str
    sizes: tuple[int, ...]
    activation: str
    output: str
    loss: str
    data: Callable[[], tuple[Array, Array]]
    bias: bool = True
    sample: tuple[str, ...] | None = None

    def network(self) -> MLP:
        """The network in float64, Xavier weights."""
        bias_std = 0.1 if self.bias else 0.0
        return MLP(
            self.sizes, self.activation, self.output, bias=self.bias, bias_std=bias_std, seed=0
        )

    def sampled(self, params: Mapping[str, Array]) -> dict[str, Array]:
        """Those parameters that the loops go through."""
        return {name: params[name] for name in self.sample or params}

    def scale(self, network: MLP) -> float:
        """By how much the time of the loops has to be multiplied."""
        sizes = [array.size for array in self.sampled(network.params).values()]
        return network.n_parameters / sum(sizes)


def one_sample() -> tuple[Array, Array]:
    """x = (0, 1, ..., 9), third class of three."""
    return np.arange(10.0)[None], np.array([[0.0, 0.0, 1.0]])


def ten_samples() -> tuple[Array, Array]:
    """Ten random samples of 50 features in ten classes."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(10, 50)), np.eye(10)[rng.integers(10, size=10)]


BIASES = ("b1", "b2")

WORKS = [
    CheckWork(
        "10-20-3, 1 sample",
        (10, 20, 3),
        "sigmoid",
        "softmax",
        "cross_entropy",
        one_sample,
        bias=False,
    ),
    CheckWork("50-5-10, 10", (50, 5, 10), "relu", "softmax", "cross_entropy", ten_samples),
    CheckWork("64-50-10, 1437", (64, 50, 10), "tanh", "tanh", "mse", digits, sample=BIASES),
    CheckWork(
        "784-50-10, 1000",
        (784, 50, 10),
        "tanh",
        "tanh",
        "mse",
        lambda: mnist(1000),
        sample=BIASES,
    ),
    CheckWork(
        "784-392-196-98-10, 100",
        (784, 392, 196, 98, 10),
        "relu",
        "softmax",
        "cross_entropy",
        lambda: mnist(100),
        sample=("b3", "b4"),
    ),
]


def make_check(work: CheckWork, *sources: str) -> Epoch:
    """``check_network`` with everything that belongs to it: verdict, spot checks, report."""
    network, (X, Y) = work.network(), work.data()
    return timed(lambda: check_network(network, X, Y, loss=work.loss, sources=sources))


def make_probe(work: CheckWork, deltas: Callable[[Downstream], list[NodeDelta]]) -> Epoch:
    """Only the numerical gradient: a forward pass, the node probes, the products."""
    network, (X, Y) = work.network(), work.data()

    def gradient() -> dict[str, Array]:
        network.forward(X)
        found, n = deltas(Downstream.of(network, Y, work.loss)), len(X)
        a_prev, gradients = X, {}
        for layer, delta in enumerate(found, 1):
            gradients[f"W{layer}"] = a_prev.T @ delta.value / n
            gradients[f"b{layer}"] = delta.value.sum(axis=0) / n
            a_prev = network.a[layer - 1]
        return gradients

    return timed(gradient)


def make_loop(work: CheckWork) -> Epoch:
    """The element-by-element loop, two losses per element, scaled up from a sample."""
    network, (X, Y) = work.network(), work.data()
    params, scale = work.sampled(network.params), work.scale(network)
    loop = timed(
        lambda: element_differences(
            lambda: network.loss(X, Y, loss=work.loss), params, LOOP_STEP, extrapolate=False
        )
    )
    return lambda: scale * loop()


def make_gradcheck(work: CheckWork) -> Epoch:
    """``torch.autograd.gradcheck`` in slow mode and float64, scaled up from the same sample."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    activation = {"tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu}[work.activation]
    losses = {
        "cross_entropy": functional.cross_entropy,
        "mse": lambda z, y: torch.square(torch.tanh(z) - y).sum() / len(y),
    }
    network, (X, Y) = work.network(), work.data()
    scale = work.scale(network)
    params = {name: torch.tensor(np.array(array)) for name, array in network.params.items()}
    names = list(work.sampled(params))
    for name in names:
        params[name].requires_grad_(True)
    x, y = torch.tensor(X), torch.tensor(Y)

    def loss(*tensors: Any) -> Any:
        now, a = params | dict(zip(names, tensors, strict=True)), x
        last = len(work.sizes) - 1
        for layer in range(1, last + 1):
            a = a @ now[f"W{layer}"]
            if work.bias:
                a = a + now[f"b{layer}"]
            if layer < last:
                a = activation(a)
        return losses[work.loss](a, y)

    def check() -> bool:
        return torch.autograd.gradcheck(
            loss,
            tuple(params[name] for name in names),
            raise_exception=False,
            check_undefined_grad=False,
            fast_mode=False,
        )

    checked = timed(check)
    return lambda: scale * checked()


CANDIDATES: dict[str, Callable[[CheckWork], Epoch]] = {
    "both": lambda work: make_check(work, *BOTH),
    "central": lambda work: make_check(work, "central"),
    "complex": lambda work: make_check(work, "complex_step"),
    "bare central": lambda work: make_probe(work, node_deltas),
    "bare complex": lambda work: make_probe(work, complex_deltas),
    "loop": make_loop,
    "gradcheck": make_gradcheck,
}


def make(candidate: str, row: int) -> Epoch:
    """The named candidate on ``WORKS[row]``: called in the candidate's own process."""
    return CANDIDATES[candidate](WORKS[row])


def accuracy(work: CheckWork) -> float:
    """|complex step - autograd| over the largest gradient entry, the worst of all parameters."""
    network, (X, Y) = work.network(), work.data()
    report = check_network(network, X, Y, loss=work.loss, sources=("autograd", "complex_step"))
    errors = [row.absolute_error("autograd", "complex_step").max() for row in report.rows]
    return float(max(errors) / max(np.abs(row.numerical).max() for row in report.rows))


def peak(work: CheckWork) -> float:
    """Peak extra memory of a check by both sources in MB, its report included."""
    network, (X, Y) = work.network(), work.data()
    network.loss_and_gradients(X, Y, loss=work.loss)
    gc.collect()
    tracemalloc.start()
    try:
        check_network(network, X, Y, loss=work.loss, sources=BOTH)
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


TIMES = ("work", "parameters", *CANDIDATES)
RATIOS = (
    "work",
    "loop : both",
    "loop : central",
    "loop : complex",
    "loop : bare central",
    "gradcheck : both",
    "both : bare",
    "central : bare",
    "complex : bare",
    "complex step, autograd",
    "peak MB",
)


def measure(row: int) -> tuple[list[str], list[str]]:
    """One line of the table of times and one of the table of ratios."""
    work = WORKS[row]
    makers = {name: partial(make, name, row) for name in CANDIDATES}
    times = time_rounds(makers, ROUNDS, SECONDS, threads=1)
    bare = [sum(pair) for pair in zip(times["bare central"], times["bare complex"], strict=True)]
    loop, both, central, complex_ = (times[k] for k in ("loop", "both", "central", "complex"))
    speed = [
        ratio(loop, both),
        ratio(loop, central),
        ratio(loop, complex_),
        ratio(loop, times["bare central"]),
        ratio(times["gradcheck"], both),
    ]
    overhead = [
        ratio(both, bare),
        ratio(central, times["bare central"]),
        ratio(complex_, times["bare complex"]),
    ]
    seconds = [f"{median(times[name]) * 1e3:,.3g} ms" for name in CANDIDATES]
    return (
        [work.title, f"{work.network().n_parameters:,}", *seconds],
        [
            work.title,
            *(f"{value:,.0f} x" for value in speed),
            *(f"{value:.2f} x" for value in overhead),
            f"{accuracy(work):.1e}",
            f"{peak(work):.1f}",
        ],
    )


def main() -> None:
    """Measure all rows and print both tables."""
    times, ratios = [], []
    for row, work in enumerate(WORKS):
        print(f"checking {work.title} ...", file=sys.stderr)
        for lines, line in zip((times, ratios), measure(row), strict=True):
            lines.append(line)
            print("   ".join(line), file=sys.stderr)
    title = (
        "Gradient check of all parameters, float64, one thread. Ours include verdict, spot checks\n"
        "and report; bare probes give only numbers; loop and torch's gradcheck are element by\n"
        "element, scaled up from the biases (of the last two layers) in the last three rows."
    )
    print(render(title, TIMES, times))
    print()
    title = (
        "The same as ratios, medians over rounds; the complex step's distance from autograd over\n"
        "the largest gradient entry; and the peak of extra memory while checking by both sources."
    )
    print(render(title, RATIOS, ratios))


if __name__ == "__main__":
    main()
