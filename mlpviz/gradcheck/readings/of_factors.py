"""Readings of a constant factor: everything has the right direction and the wrong length."""

from collections.abc import Callable

import numpy as np

from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.fitting import (
    Find,
    common_factor,
    fit,
    number_text,
    ratio_text,
    scaled,
)
from mlpviz.gradcheck.readings.of_loss import loss_values
from mlpviz.gradcheck.readings.reading import Found, Pattern
from mlpviz.words import listed, number

CHOSEN = 1e-6  # a norm this near to a number of two digits was clipped to it


def factor(value: Callable[[Evidence], float | None]) -> Find:
    """Every element of every parameter, or at least of the last delta, is off by this factor."""

    def find(evidence: Evidence) -> Found | None:
        c = value(evidence)
        if c is None or c == 1.0:
            return None
        words = {"factor": number_text(c), "n": evidence.n, "k": evidence.outputs}
        if fit(evidence, evidence.rows, scaled(c)):
            return Found(
                ratio_text(evidence.rows, c),
                words | {"where": "every element of every parameter"},
            )
        if evidence.stages != ("output",) or not fit(evidence, evidence.wrong, scaled(c)):
            return None
        where = f"every element of {evidence.wrong[0].where}"
        return Found(ratio_text(evidence.wrong, c), words | {"where": where})

    return find


def _samples(evidence: Evidence) -> float | None:
    return evidence.n


def _one_over_samples(evidence: Evidence) -> float | None:
    return None if evidence.n is None else 1.0 / evidence.n


def _half_of_mse(evidence: Evidence) -> float | None:
    return 0.5 if evidence.context.loss in (None, "mse") else None


def _loss_unchecked(value: Callable[[Evidence], float | None]) -> Callable[..., float | None]:
    """The same factor, but only if nobody knows what the loss should be."""

    def unchecked(evidence: Evidence) -> float | None:
        checked = evidence.report.reference_loss is not None or loss_values(evidence) is not None
        return None if checked else value(evidence)

    return unchecked


def _one_over_outputs(evidence: Evidence) -> float | None:
    return None if evidence.outputs is None else 1.0 / evidence.outputs


def _twice_the_root(evidence: Evidence) -> float | None:
    """L = sqrt(M) has dL = dM / (2 L)."""
    own = evidence.report.reference_loss is None and evidence.context.loss in (None, "mse")
    return 2.0 * (evidence.report.loss - evidence.penalty) if own else None


def _slope_of_the_root(evidence: Evidence) -> float | None:
    loss = evidence.report.loss - evidence.penalty
    return 0.5 / loss**0.5 if loss > 0.0 and evidence.context.loss in (None, "mse") else None


def constant_factor(evidence: Evidence) -> Found | None:
    """Every element of every parameter is off by the same factor."""
    c = common_factor(evidence.rows)
    if c is None:
        return None
    words = {"factor": number_text(c), "hint": _hint(evidence, c)}
    return Found(ratio_text(evidence.rows, c), words)


def _hint(evidence: Evidence, c: float) -> str:
    """What a factor may come from, as a question."""
    n, k = evidence.n, evidence.outputs
    known: dict[str, float] = {}
    if n is not None:
        known |= {"n/2": n / 2.0, "2n": 2.0 * n, "1/(2n)": 0.5 / n, "2/n": 2.0 / n}
        known |= {"-n": -n, "-1/n": -1.0 / n}
    if n is not None and k is not None:
        known |= {"1/(n k)": 1.0 / (n * k), "n/k": n / k, "n k": n * k}
    names = [name for name, value in known.items() if abs(c - value) <= 1e-6 * abs(value)]
    if names:
        return f"It equals {listed(names)}."
    clipped = _round_norm(evidence) if abs(c) < 1.0 else ""
    if clipped:
        return f"The norm of all gradients together is {clipped}: are they clipped to it?"
    whole = number_text(abs(c)).removeprefix("1/")
    if n is None and whole.isdigit():
        return _count_hint(evidence, whole, c)
    return "Look for a constant that the loss has and its gradient lacks, or the other way round."


def _round_norm(evidence: Evidence) -> str:
    """The norm of all gradients under test, if it is a number that somebody may have chosen."""
    norm = float(np.sqrt(sum(float(np.sum(np.square(row.actual))) for row in evidence.rows)))
    text = number(norm, 2)
    return text if abs(norm - float(text)) <= CHOSEN * norm else ""


def _count_hint(evidence: Evidence, count: str, c: float) -> str:
    """What a whole number, or one over it, may count: samples only if nothing else is as many."""
    alike = [row.name for row in evidence.report.rows if int(count) in row.shape]
    if alike:
        return (
            f"{count} is also a length of {listed(alike, most=4)}: is there a mean over outputs or "
            "units in one place and a sum in the other? Or over samples, if they are as many?"
        )
    if c == 2.0 or number_text(c) == "2":
        return (
            "Two backward passes added up, without setting the gradient to zero between them? Or "
            "the factor 2 of a square, where the loss has a 1/2?"
        )
    return f"Is {count} your number of samples, with a 1/n out of place?"


FACTORS: dict[str, Pattern] = {
    "no-mean": Pattern(
        factor(_samples),
        "{where} is off by the same factor {factor}, the number of samples: a missing 1/n. The "
        "loss is a mean over samples, its gradient is a sum.",
    ),
    "mean-twice": Pattern(
        factor(_one_over_samples),
        "{where} is off by the same factor {factor}, where n = {n}: 1/n is applied twice.",
    ),
    "loss-over-n": Pattern(
        factor(_loss_unchecked(_samples)),
        "{where} is off by the same factor {factor}, because the reported loss is divided by the "
        "number of samples once too often.",
    ),
    "loss-times-n": Pattern(
        factor(_loss_unchecked(_one_over_samples)),
        "{where} is off by the same factor {factor}, because the reported loss is a sum over "
        "samples and the gradient that of their mean.",
    ),
    "no-factor-2": Pattern(
        factor(_half_of_mse),
        "{where} is off by the same factor 1/2: a missing factor 2. The derivative of the "
        "squared error (a - y)^2 is 2 (a - y).",
    ),
    "sign": Pattern(
        factor(lambda _: -1.0),
        "Signs are opposite, sizes right, in {where}: a minus too many, such as y - a where "
        "a - y belongs.",
    ),
    "rmse": Pattern(
        factor(_twice_the_root),
        "{where} is off by the same factor {factor}, which is twice the loss: the loss is the root "
        "of the function that is differentiated (RMSE shown, MSE differentiated).",
    ),
    "gradient-of-root": Pattern(
        factor(_slope_of_the_root),
        "{where} is off by the same factor {factor} = 1 / (2 sqrt(loss)): the gradient is that of "
        "the loss's root (MSE shown, RMSE differentiated).",
    ),
    "mean-over-outputs": Pattern(
        factor(_one_over_outputs),
        "{where} is off by the same factor {factor}, where there are k = {k} outputs: the gradient "
        "is averaged over outputs, the loss is summed over them.",
    ),
}

OTHER_FACTORS: dict[str, Pattern] = {
    "constant-factor": Pattern(
        constant_factor,
        "Every element of every parameter is off by the same factor {factor}. {hint}",
    ),
}
