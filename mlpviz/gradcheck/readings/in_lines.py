"""Readings that say where in a backward pass the first errors are, but not why.

Like those of ``in_rows``, and tried before most of them.
"""

import numpy as np

from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.fitting import fail_text, places
from mlpviz.gradcheck.readings.in_rows import SOME, has_right
from mlpviz.gradcheck.readings.reading import Found, Pattern
from mlpviz.gradcheck.readings.unclear import failing_rows, failing_text
from mlpviz.words import whole


def negative_z(evidence: Evidence) -> Found | None:
    """In the topmost wrong delta, all that is wrong sits where z < 0."""
    layers = evidence.report.layers
    for number in range(len(layers), 0, -1):
        layer = layers[number - 1]
        steps = [line for line in evidence.lines if line.name == f"delta {number}"]
        away = np.abs(layer.analytic - layer.numerical) > layer.bound
        fails = steps[0].fails if steps else away
        if not fails.any():
            continue
        below = layer.z < 0.0
        clean = not np.any(fails & ~below)
        if not clean or fails.sum() < SOME or (~below).sum() < SOME or not failing_rows(evidence):
            return None
        if evidence.trace is None and not _explains(evidence, number):
            return None
        return Found(
            f"delta of layer {number}: {whole(fails.sum())} of the {whole(below.sum())} numbers "
            f"with z < 0 are wrong, none of the {whole((~below).sum())} others",
            {"layer": number},
        )
    return None


def _explains(evidence: Evidence, number: int) -> bool:
    """The parameters that fail are those of this layer, all of them, and maybe of lower ones."""
    failing = {row.name for row in failing_rows(evidence)}
    here = {row.name for row in evidence.rows if row.layer == number}
    above = {row.name for row in evidence.rows if row.layer > number}
    return bool(here) and here <= failing and not above & failing


def last_delta(evidence: Evidence) -> Found | None:
    """The last delta is wrong, and all the rest follows from it as it should."""
    if evidence.trace is None or evidence.stages != ("output",):
        return None
    line = evidence.wrong[0]
    return Found(failing_text([line]), {"layer": line.layer})


def steps(evidence: Evidence) -> Found | None:
    """Some steps down are wrong, given the delta above; all the rest follows."""
    if evidence.trace is None or evidence.stages != ("step",):
        return None
    return Found(
        failing_text(evidence.wrong), {"where": places([line.where for line in evidence.wrong])}
    )


def after_deltas(evidence: Evidence) -> Found | None:
    """All deltas are right, and all parameters made from them are wrong."""
    layers, failing = evidence.report.layers, failing_rows(evidence)
    if not layers or len(failing) != len(evidence.rows):
        return None
    if any(np.any(np.abs(d.analytic - d.numerical) > d.bound) for d in layers):
        return None
    return Found(f"all deltas are right; {failing_text(failing)}")


def hidden_inputs(evidence: Evidence) -> Found | None:
    """All weights fail but W1, whose input is X; deltas and biases are right."""
    if evidence.stages != ("weights",):
        return None
    weights = [row for row in evidence.rows if row.stage == "weights"]
    if len(weights) < 2 or any(row.wrong != (row.layer > 1) for row in weights):
        return None
    if evidence.trace is None and not all(
        has_right(evidence, "biases", row) for row in weights if row.wrong
    ):
        return None
    return Found(
        f"{failing_text(weights)}; W1 is right, and so is all but the weights",
        {"fail": fail_text([row.name for row in weights if row.wrong])},
    )


def from_the_top(evidence: Evidence) -> Found | None:
    """Everything fails, and so does the last delta; what lies between is not known."""
    layers = evidence.report.layers
    if not layers or len(failing_rows(evidence)) != len(evidence.rows):
        return None
    wrong = np.abs(layers[-1].analytic - layers[-1].numerical) > layers[-1].bound
    if not wrong.any():
        return None
    return Found(
        f"delta of layer {len(layers)}: {whole(wrong.sum())} of {whole(wrong.size)} numbers are "
        f"wrong; {failing_text(evidence.rows)}",
        {"layer": len(layers)},
    )


LINE_STRUCTURE: dict[str, Pattern] = {
    "negative-z": Pattern(
        negative_z, "It fails only where z < 0, from layer {layer} down: look at σ' there."
    ),
    "last-delta": Pattern(
        last_delta,
        "Already the last delta is wrong (layer {layer}), and not by a constant factor; every line "
        "below follows from it as it should. Look at the derivative of the loss, at the output "
        "function and at the targets.",
    ),
    "step": Pattern(
        steps,
        "Look at {where}, (delta W^T) * σ'(z): it is wrong even for the delta that it starts from. "
        "All other lines are right.",
    ),
    "after-deltas": Pattern(
        after_deltas,
        "The deltas that the network left are right, but no gradient follows from them: look at "
        "what happens from dW = a_prev^T delta and db = sum(delta) on. Is anything added or "
        "missing there, such as L2, or left over from the pass before?",
    ),
    "hidden-inputs": Pattern(
        hidden_inputs,
        "Only {fail}: the deltas are right, and so is W1, whose input is X. Look at the "
        "hidden activations in dW = a_prev^T delta: are they those of this very forward pass?",
    ),
    "from-the-top": Pattern(
        from_the_top,
        "Everything fails, from the last delta (layer {layer}) down, and by no constant factor. "
        "Look at the derivative of the loss first; the rest is unclear until that is right.",
    ),
}
