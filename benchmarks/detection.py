"""What the gradient check lets pass and what it catches, beside the rules that people use."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np

from benchmarks.extrapolation import ridders, slope_along
from benchmarks.networks import Case, make_case, make_ordinary_case
from benchmarks.table import render
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.mistakes.checked import check_bug
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.numerical import STEP, element_differences
from mlpviz.gradcheck.structured.autograd import autograd_gradients
from mlpviz.gradcheck.structured.check import check_network

Array = np.ndarray[Any, Any]
Gradients = Mapping[str, Array]

NETWORKS = 400
FACTORS = {"correct": 1.0, "x (1 + 1e-6)": 1.0 + 1e-6, "x (1 + 1e-4)": 1.0 + 1e-4, "x 1.01": 1.01}
VERDICTS = ("pass", "unresolved", "fail")
BUG_NETWORKS = 6  # per bug
CANDIDATES = 200  # among which they are looked for


class Prepared(NamedTuple):
    """A network, and what the rules compare its gradient with; computed once for all factors."""

    case: Case
    gradients: Gradients
    coarse: Gradients  # plain central differences, h = 1e-3
    fine: Gradients  # and h = 1e-5
    autograd: Gradients
    direction: Gradients  # a random one, N(0, 1)
    along: float  # the loss's difference quotient along it
    cotangent: float  # what jax multiplies both by
    ridders: Mapping[str, tuple[Array, Array]]  # value and estimated error


def prepare(case: Case) -> Prepared:
    """The network's own gradient and those that the rules need."""
    network, X, Y, loss, l2 = case
    _, gradients = network.loss_and_gradients(X, Y, loss=loss, l2=l2)
    twin = network.copy()

    def own_loss() -> float:
        return twin.loss(X, Y, loss=loss, l2=l2)

    coarse, fine = (
        element_differences(own_loss, twin.params, h, extrapolate=False) for h in (1e-3, 1e-5)
    )
    oracle = autograd_gradients(network, X, Y, loss=loss, l2=l2)[1]
    rng = np.random.RandomState(0)  # as jax does
    direction = {name: rng.standard_normal(array.shape) for name, array in twin.params.items()}
    along = slope_along(own_loss, twin.params, direction)
    extrapolated = ridders(own_loss, twin.params)
    return Prepared(
        case, gradients, coarse, fine, oracle, direction, along, rng.standard_normal(), extrapolated
    )


def check(*sources: str) -> Callable[[Prepared, Gradients], str]:
    """Our verdict, by these sources."""

    def judge(prepared: Prepared, gradients: Gradients) -> str:
        network, X, Y, loss, l2 = prepared.case
        return check_network(
            network, X, Y, loss=loss, l2=l2, gradients=gradients, sources=sources
        ).verdict

    return judge


def relative(reference: str, size: Callable[[Array, Array], Array], limit: float) -> Any:
    """The rule "|a - b| / size(|a|, |b|) <= limit everywhere"; 0 / 0 counts as 0."""

    def judge(prepared: Prepared, gradients: Gradients) -> str:
        for name, b in getattr(prepared, reference).items():
            a = gradients[name]
            error = np.abs(a - b)
            if not np.all(error <= limit * size(np.abs(a), np.abs(b))):
                return "fail"
        return "pass"

    return judge


def allclose(prepared: Prepared, gradients: Gradients) -> str:
    """``torch.allclose`` with its defaults: |a - b| <= 1e-8 + 1e-5 |b| everywhere."""
    pairs = [(gradients[name], b) for name, b in prepared.autograd.items()]
    return "pass" if all(np.allclose(a, b, rtol=1e-5, atol=1e-8) for a, b in pairs) else "fail"


def one_direction(limit: float) -> Any:
    """As ``jax.test_util.check_grads`` in reverse mode: one random direction d through everything.

    c g . d has to be c (f(x + eps d) - f(x - eps d)) / (2 eps) within ``limit`` + ``limit`` of its
    size, with eps = 1e-4 and one more random number c; its default ``limit`` for float64 is 1e-5.
    """

    def judge(prepared: Prepared, gradients: Gradients) -> str:
        actual = sum(float(np.vdot(gradients[n], d)) for n, d in prepared.direction.items())
        error = abs(prepared.cotangent * (actual - prepared.along))
        allowed = limit + limit * abs(prepared.cotangent * prepared.along)
        return "pass" if error <= allowed else "fail"

    return judge


def ridders_agrees(prepared: Prepared, gradients: Gradients) -> str:
    """Ridders' extrapolation within the error that it estimates, or 1e-10 of the largest entry.

    Where it estimates more than a thousandth of that, it is unresolved.
    """
    verdict = "pass"
    for name, (value, error) in prepared.ridders.items():
        largest = float(np.abs(value).max())
        allowed = np.maximum(error, 1e-10 * largest)
        if not np.all(np.abs(gradients[name] - value) <= allowed):
            return "fail"
        if largest and np.any(allowed > 1e-3 * largest):
            verdict = "unresolved"
    return verdict


JUDGES: dict[str, Callable[[Prepared, Gradients], str]] = {
    "mlpviz, complex step": check("complex_step"),
    "mlpviz, central differences": check("central"),
    "mlpviz, both": check("central", "complex_step"),
    "|a-b|/(|a|+|b|) <= 1e-5, central, h = 1e-3": relative("coarse", np.add, 1e-5),
    "|a-b|/(|a|+|b|) <= 1e-4, central, h = 1e-3": relative("coarse", np.add, 1e-4),
    "|a-b|/max(|a|,|b|) <= 1e-7, central, h = 1e-5": relative("fine", np.maximum, 1e-7),
    "torch.allclose, autograd, its defaults": allclose,
    "one random direction, 1e-4, as jax's check_grads": one_direction(1e-4),
    "one random direction, 1e-5, its default": one_direction(1e-5),
    "Ridders' extrapolation, by its own error estimate": ridders_agrees,
}


def judge_all(networks: int) -> tuple[Counter[tuple[str, str, str]], list[str], str]:
    """How often each judge gave each verdict, remarks, and what the networks were."""
    counts: Counter[tuple[str, str, str]] = Counter()
    remarks: list[str] = []
    zero = kinked = 0
    started = time.perf_counter()
    for seed in range(networks):
        prepared = prepare(make_case(seed))
        kinked += near_kink(prepared.case)
        flat_zero = not any(np.any(gradient) for gradient in prepared.gradients.values())
        zero += flat_zero
        for title, factor in FACTORS.items():
            if flat_zero and factor != 1.0:
                continue
            scaled = {name: factor * g for name, g in prepared.gradients.items()}
            verdicts = {judge: f(prepared, scaled) for judge, f in JUDGES.items()}
            counts.update((judge, title, verdict) for judge, verdict in verdicts.items())
            remarks += remark(seed, prepared, title, factor, verdicts)
        if seed % 20 == 19:
            seconds = time.perf_counter() - started
            print(f"\r{seed + 1} of {networks} networks, {seconds:.0f} s", end="", file=sys.stderr)
    print(file=sys.stderr)
    facts = (
        f"{kinked} of them have a ReLU within h = {STEP:.2g} of its kink. Where the gradient is "
        f"exactly 0 ({zero} networks), a factor changes nothing: only the first column has them."
    )
    return counts, remarks, facts


def near_kink(case: Case) -> bool:
    """Whether a nudge of the check's own h can cross a kink."""
    network = case.network
    network.forward(case.X)
    pairs = zip(network.activations, network.z[:-1], strict=True)
    return any(ACTIVATIONS[name].kink and np.any(np.abs(z) <= STEP) for name, z in pairs)


def remark(
    seed: int, prepared: Prepared, title: str, factor: float, verdicts: Mapping[str, str]
) -> list[str]:
    """A sentence if the complex step's verdict is not the one that was hoped for."""
    verdict = verdicts["mlpviz, complex step"]
    if verdict == ("pass" if factor == 1.0 else "fail"):
        return []
    network, X, Y, loss, l2 = prepared.case
    report = check_network(
        network, X, Y, loss=loss, l2=l2, sources=("complex_step",), gradients=prepared.gradients
    )
    head = f"Network {seed}, {title}: {verdict}. "
    if verdict == "fail":
        return [f"{head}A FALSE ALARM.\n{report}"]
    if factor == 1.0:
        row = next(row for row in report.rows if row.verdict == "unresolved")
        return [
            f"{head}{row.name} has vanished: its largest entry is "
            f"{np.abs(row.numerical).max():.1e} at a loss of {report.loss:.2g}, and rounding alone "
            f"may move it by {row.resolution:.1e} of that."
        ]
    hidden = all(
        np.all((factor - 1.0) * np.abs(row.numerical) <= row.bounds["analytic"])
        for row in report.rows
    )
    widest = max((row for row in report.rows if np.any(row.numerical)), key=lambda r: r.resolution)
    if hidden:
        why = "the factor is within the round-off of the correct gradient itself"
    else:
        why = "the factor is below what the check resolves"
    return [f"{head}Here {why} ({widest.name}: {widest.resolution:.1e} of its largest entry)."]


def bug_table() -> tuple[list[list[str]], list[str]]:
    """A line per bug, over the first few networks in which it can show; and what went wrong."""
    lines, faults = [], []
    for name, bug in MISTAKES.items():
        tried = caught = exact = alarms = 0
        for seed in range(CANDIDATES):
            case = make_ordinary_case(seed)
            if bug.applies(case.network, case.loss, case.l2, len(case.X)):
                continue
            buggy = inject(case.network, name)
            train_a_step(buggy, case)
            failing = failing_tensors(buggy, case)
            must = bug.corrupts(buggy, case.loss, case.l2, len(case.X))
            healthy = case.network.copy()
            healthy.flat[...] = buggy.flat
            twin = check_network(healthy, case.X, case.Y, loss=case.loss, l2=case.l2)
            tried, caught, exact = tried + 1, caught + bool(failing), exact + (failing == must)
            alarms += not twin.passed
            if failing != must:
                faults.append(
                    f"{name}, network {seed}: fails in {', '.join(sorted(failing)) or 'none'}; "
                    f"it corrupts {', '.join(sorted(must))}"
                )
            if tried == BUG_NETWORKS:
                break
        numbers = [f"{count} of {tried}" for count in (caught, exact, alarms)]
        lines.append([bug.title, *numbers])
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return lines, faults


def train_a_step(network: BuggyMLP, case: Case) -> None:
    """One update: some bugs show only after it."""
    network.backpropagate(case.X, case.Y, case.loss, case.l2)
    network.flat -= 0.02 * network.flat_grad


def failing_tensors(network: BuggyMLP, case: Case) -> frozenset[str]:
    """Names of the parameters whose gradient fails."""
    report = check_bug(network, case.X, case.Y, loss=case.loss, l2=case.l2)
    return frozenset(row.name for row in report.failing)


def main(networks: int = NETWORKS) -> None:
    """Print both tables."""
    counts, remarks, facts = judge_all(networks)
    lines = []
    for judge in JUDGES:
        cells = []
        for title in FACTORS:
            total = sum(counts[judge, title, verdict] for verdict in VERDICTS)
            shares = [100.0 * counts[judge, title, verdict] / total for verdict in VERDICTS]
            cells.append(" / ".join(f"{share:.4g}" for share in shares))
        lines.append([judge, *cells])
    title = (
        f"Gradient check on {networks} random networks: % pass / unresolved / fail, for the "
        f"correct gradient and for wrong ones. {facts}"
    )
    print(render(fill(title, 100), ("rule", *FACTORS), lines))
    print("\n".join(["", *remarks, ""]))
    lines, faults = bug_table()
    title = (
        f"Bug lab: every bug in {BUG_NETWORKS} networks where it can show. Exact: the check fails "
        "in precisely the tensors that the bug must corrupt. False alarm: it does not pass the "
        "right gradient at the same weights."
    )
    print(render(fill(title, 100), ("bug", "caught", "exact", "false alarm"), lines))
    print("\n".join(["", *faults]))
