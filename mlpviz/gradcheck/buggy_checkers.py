"""Gradient checks that are wrong themselves: they condemn right gradients or let wrong ones pass.

Each is the loop that one writes first, nudging one weight at a time, with one mistake in it. Beside
it, ``PLAIN_CHECKER`` is the same loop without a mistake, and ``check_network`` gives the truth.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.words import listed, number

Gradients = dict[str, Array]
Differences = Callable[[Callable[[], float], Mapping[str, Array], float], Gradients]

THRESHOLD = 1e-4  # on the relative error: what people use


@dataclass(frozen=True, eq=False)
class Findings:
    """What a checker found: its numbers, its errors, and what it concludes from them.

    ``judged`` and ``numerical`` are the two gradients that it compared, ``errors`` the largest
    relative error of each parameter under its own rule, ``threshold`` the largest that it accepts.
    """

    judged: Gradients
    numerical: Gradients
    errors: dict[str, float]
    threshold: float = THRESHOLD

    @property
    def claims(self) -> dict[str, bool]:
        """Whether it takes each parameter's gradient for right."""
        return {name: error <= self.threshold for name, error in self.errors.items()}

    @property
    def passed(self) -> bool:
        """Whether it takes all of them for right."""
        return all(self.claims.values())

    def __str__(self) -> str:
        """Its claim in one sentence."""
        if self.passed:
            largest = max(self.errors.values())
            return f"All gradients are right: no relative error is above {number(largest, 2)}."
        wrong = [name for name, right in self.claims.items() if not right]
        told = listed(f"{name} ({number(self.errors[name], 2)})" for name in wrong)
        return f"Wrong gradients, by their relative error: {told}."


def central(loss: Callable[[], float], params: Mapping[str, Array], h: float) -> Gradients:
    """(L(w + h) - L(w - h)) / 2h for one weight after the other, each put back afterwards."""
    gradients = {}
    for name, array in params.items():
        gradients[name] = np.empty_like(array)
        for index in np.ndindex(array.shape):
            saved = array[index]
            array[index] = saved + h
            up = loss()
            array[index] = saved - h
            down = loss()
            array[index] = saved
            gradients[name][index] = (up - down) / (2.0 * h)
    return gradients


def never_restored(loss: Callable[[], float], params: Mapping[str, Array], h: float) -> Gradients:
    """As ``central``, but each weight is left where its second nudge has put it."""
    gradients = {}
    for name, array in params.items():
        gradients[name] = np.empty_like(array)
        for index in np.ndindex(array.shape):
            array[index] += h
            up = loss()
            array[index] -= 2.0 * h
            down = loss()
            gradients[name][index] = (up - down) / (2.0 * h)
    return gradients


def forward_ignored(loss: Callable[[], float], params: Mapping[str, Array], h: float) -> Gradients:
    """As ``central``, but the loss is that of outputs from before the weights were nudged."""
    before = loss()
    return central(lambda: before, params, h)


def relative_error(a: Array, b: Array) -> Array:
    """|a - b| / (|a| + |b|), element by element; 0 / 0 is 0, NaN stays NaN."""
    error, size = np.abs(a - b), np.abs(a) + np.abs(b)
    ratio: Array = np.divide(error, size, out=np.zeros_like(error), where=size != 0.0)
    return ratio


def without_nan(a: Array, b: Array) -> Array:
    """``relative_error`` with 0 in place of NaN."""
    return np.nan_to_num(relative_error(a, b))


def as_they_are(gradients: Gradients) -> Gradients:
    """The gradients themselves."""
    return gradients


def first_nan(gradients: Gradients) -> Gradients:
    """The gradients with NaN throughout the first parameter."""
    first = next(iter(gradients))
    return gradients | {first: np.full_like(gradients[first], np.nan)}


@dataclass(frozen=True)
class BuggyChecker:
    """A gradient check with one mistake.

    Attributes
    ----------
    title, help, lesson : short name; what the mistake is; how it comes about and shows
    wrong, right : the line of Python as it stands and as it should
    misleads : "condemns" right gradients, or "acquits" wrong ones
    differences, h : how it computes the numerical gradient, and with which step
    error : its relative error, element by element
    dtype : the network is converted to it; None: checked as it is
    spoil : makes of right gradients wrong ones that it lets pass, if it acquits
    """

    title: str
    help: str
    wrong: str
    right: str
    lesson: str
    misleads: Literal["condemns", "acquits"] = "condemns"
    differences: Differences = central
    h: float = 1e-5
    error: Callable[[Array, Array], Array] = relative_error
    dtype: str | None = None
    spoil: Callable[[Gradients], Gradients] = as_they_are

    def run(
        self,
        network: MLP,
        X: Array,
        Y: Array,
        loss: str,
        l2: float = 0.0,
        gradients: Mapping[str, Array] | None = None,
    ) -> Findings:
        """Check ``network`` on X [n, d], Y [n, k] in this checker's way; it stays as it is.

        ``gradients`` are what is judged, keyed and shaped like ``network.params``: by default the
        network's own after ``spoil``. Two losses a weight: for networks of some hundred weights.
        """
        copy = network.copy(self.dtype)
        with np.errstate(all="ignore"):
            _, own = copy.loss_and_gradients(X, Y, loss=loss, l2=l2)
            judged = self.spoil(own) if gradients is None else dict(gradients)
            numerical = self.differences(
                lambda: copy.loss(X, Y, loss=loss, l2=l2), copy.params, self.h
            )
            errors = {
                name: float(self.error(judged[name], numerical[name]).max()) for name in numerical
            }
        return Findings(judged, numerical, errors)


PLAIN_CHECKER = BuggyChecker(
    "No mistake",
    "Each weight is nudged both ways by 1e-5 and put back.",
    "numerical[i] = (up - down) / (2 * h)",
    "numerical[i] = (up - down) / (2 * h)",
    "Sound in float64 where no gradient is much smaller than the others. What it still lacks is a "
    "tolerance that knows the round-off.",
)

BUGGY_CHECKERS: dict[str, BuggyChecker] = {
    "never-restored": BuggyChecker(
        "Perturbation never restored",
        "A nudged weight is not put back before the next one is nudged.",
        "w[i] += h; up = loss(); w[i] -= 2 * h; down = loss()",
        "w[i] += h; up = loss(); w[i] -= 2 * h; down = loss(); w[i] += h",
        "The first weight is checked at the right place, the last one in another network: errors "
        "grow from one parameter to the next. Save the number and put it back; adding h again "
        "does not restore the last bits.",
        differences=never_restored,
        h=1e-3,
    ),
    "forward-ignored": BuggyChecker(
        "Perturbed forward pass ignored",
        "The forward pass is run with the nudged weight, but its result is thrown away.",
        "forward(X); up = loss(outputs, Y)",
        "outputs = forward(X); up = loss(outputs, Y)",
        "Both losses are the same number, so every difference is 0 and every relative error "
        "exactly 1. A 1.0000 everywhere means that one side is zero: look there first.",
        differences=forward_ignored,
    ),
    "tiny-h": BuggyChecker(
        "h far too small",
        "The step is 1e-15, in the hope that smaller is more exact.",
        "h = 1e-15",
        "h = 1e-5",
        "Two losses that agree in 16 digits have no difference left: the quotient is round-off "
        "divided by h. Central differences are best near h = 6e-6; 1e-9 has lost half of its "
        "digits as well.",
        h=1e-15,
    ),
    "nan-to-zero": BuggyChecker(
        "NaN replaced by 0",
        "Errors that are not a number are set to 0 before the comparison.",
        "error = np.nan_to_num(abs(a - b) / (abs(a) + abs(b)))",
        "error = abs(a - b) / (abs(a) + abs(b)); error[(a == 0) & (b == 0)] = 0",
        "Meant for 0/0, it also makes every NaN gradient perfect. (error > 1e-4 is just as blind: "
        "no comparison with NaN is true, so ask for error <= 1e-4.)",
        misleads="acquits",
        error=without_nan,
        spoil=first_nan,
    ),
    "float32": BuggyChecker(
        "Gradients held in float32",
        "Weights, losses and gradients are float32, torch's default.",
        "W = torch.randn(4, 3)",
        "W = torch.randn(4, 3, dtype=torch.float64)",
        "A float32 loss has 7 digits, and the difference of two of them, divided by h = 1e-4, "
        "keeps two or three. Check in float64, train in what you like.",
        h=1e-4,
        dtype="float32",
    ),
}
