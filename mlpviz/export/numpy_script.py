"""The run as a script in plain NumPy: it trains to the same numbers, and checks its gradients."""

from collections.abc import Iterable
from textwrap import indent

from mlpviz.engine.initializers import INITIALIZERS as INITIAL_ROWS
from mlpviz.export.facts import Facts
from mlpviz.export.shared import CELL, constants, loop, masks, opening, score
from mlpviz.numpy_code import (
    ACTIVATIONS,
    BIASES,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SOFTMAX,
)

PRELUDE = """\
from pathlib import Path

import numpy as np
"""


def numpy_script(facts: Facts) -> str:
    """Its text, in cells that begin with ``# %%`` and a title."""
    cells = [
        ("", opening(facts, "plain NumPy")),
        ("Choices", _imports(facts) + "\n" + constants(facts)),
        ("Initial weights", initial_weights(facts)),
        ("The network", functions(facts) + "\n\n" + _forward(facts)),
        ("Loss and gradients by backpropagation", _backward(facts)),
        ("Are the gradients right?", CHECK),
        ("The optimiser", _optimizer(facts)),
        ("Measures", score(facts, NUMPY_OUTPUTS)),
        ("Training", loop(facts, NUMPY_STEP)),
    ]
    return joined(cells)


def _imports(facts: Facts) -> str:
    erf = "gelu" in (*facts.activations, facts.config.output)
    return f"import math\n{PRELUDE}" if erf else PRELUDE


def joined(cells: Iterable[tuple[str, str]]) -> str:
    """The cells one after another, each under its title."""
    parts = [f"{CELL} {title}\n{text.strip()}" if title else text.strip() for title, text in cells]
    return "\n\n\n".join(parts) + "\n"


def functions(facts: Facts) -> str:
    """The functions that the network's rows need, each once."""
    config = facts.config
    rows = [ACTIVATIONS[name] for name in dict.fromkeys(facts.activations)]
    needs = [row.needs for row in rows] + [LOSSES[config.loss].needs]
    if config.output == "softmax":
        needs.append(SOFTMAX)
    elif config.output in ACTIVATIONS:
        needs.append(ACTIVATIONS[config.output].needs)
    needs = [need for need in dict.fromkeys(needs) if need]
    made = []
    for i, name in enumerate(dict.fromkeys(facts.activations)):
        row, end = ACTIVATIONS[name], f"_{i + 1}" if facts.several else ""
        made.append(f"def activation{end}(z):  # {name}\n    return {row.value}\n")
        made.append(f"def slope{end}(z, a):\n    return {row.slope}\n")
    if facts.several:
        kinds = list(dict.fromkeys(facts.activations))
        numbers = [kinds.index(name) + 1 for name in facts.activations]
        for name in ("activation", "slope"):
            each = ", ".join(f"{name}_{number}" for number in numbers)
            made.append(f"{name.upper()}S = [{each}]  # of each hidden layer\n")
    return "\n\n".join([*needs, *made])


def initial_weights(facts: Facts) -> str:
    """The draw of weights and biases, to the bits of the run's."""
    config = facts.config
    options = INITIAL_ROWS[config.initializer].options
    values = {name: row.default for name, row in options.items()} | config.initializer_options
    lines = ["rng = np.random.default_rng(SEED)", "W, b = [], []"]
    lines += ["for n_in, n_out in zip(SIZES[:-1], SIZES[1:]):"]
    lines += [f"    {line.format(**values)}" for line in INITIALIZERS[config.initializer]]
    if config.bias:
        zeros = "np.zeros(n_out)"
        drawn = f"rng.normal(0.0, {config.bias_std}, n_out)" if config.bias_std else zeros
        biases = BIASES.get(config.initializer, drawn).format(**values)
        lines.append(f"    b.append({biases})")
    if facts.trainer.network.dtype != "float64":
        lines.append("W = [w.astype(DTYPE) for w in W]")
        lines.append("b = [x.astype(DTYPE) for x in b]")
    return "\n".join(lines)


def _named(facts: Facts, name: str, layer: str) -> str:
    """The function ``name`` of a hidden layer, counted from 0."""
    return f"{name.upper()}S[{layer}]" if facts.several else name


def _forward(facts: Facts) -> str:
    config = facts.config
    if facts.drops:
        return _forward_dropped(facts)
    plus = " + b[layer]" if config.bias else ""
    output = {"softmax": "softmax(z)", "identity": "z"}.get(config.output)
    if output is None:
        output = ACTIVATIONS[config.output].value
    body = [
        "def forward(X):",
        '    """z and a of every layer; the first a is X itself."""',
        "    zs, activations = [], [X]",
        "    for layer in range(len(W)):",
        f"        z = activations[-1] @ W[layer]{plus}",
        "        zs.append(z)",
        "        if layer < len(W) - 1:",
        f"            activations.append({_named(facts, 'activation', 'layer')}(z))",
        f"    activations.append({output})  # {config.output}",
        "    return zs, activations",
    ]
    if not facts.activations:
        body[6:8] = []
    return "\n".join(body)


def _forward_dropped(facts: Facts) -> str:
    """The same where units are left out: what a layer takes is then not all that there was."""
    config = facts.config
    output = {"softmax": "softmax(z)", "identity": "z"}.get(config.output)
    output = ACTIVATIONS[config.output].value if output is None else output
    return "\n".join(
        [
            *masks(facts, "np.split(masks, np.cumsum(SIZES[1:-2]), axis=1)"),
            "def forward(X, masks=None):",
            '    """z and a of every layer, and what each layer takes; the first a is X itself."""',
            "    zs, activations, inputs = [], [X], [X]",
            "    for layer in range(len(W)):",
            f"        z = inputs[-1] @ W[layer]{' + b[layer]' if config.bias else ''}",
            "        zs.append(z)",
            "        if layer < len(W) - 1:",
            f"            a = {_named(facts, 'activation', 'layer')}(z)",
            "            activations.append(a)",
            "            inputs.append(a if masks is None else a * masks[layer])",
            f"    activations.append({output})  # {config.output}",
            "    return zs, activations, inputs",
        ]
    )


def _backward(facts: Facts) -> str:
    config = facts.config
    more, given = (", inputs", ", masks") if facts.drops else ("", "")
    taken = "inputs" if facts.drops else "activations"
    penalty = PENALTY + (PENALTY_L1 if facts.has("l1") else "")
    pull = "2.0 * L2 * W[layer]" + (" + L1 * np.sign(W[layer])" if facts.has("l1") else "")
    loss = LOSSES[config.loss]
    bias = config.bias
    slope = "" if facts.fused or config.output == "identity" else ACTIVATIONS[config.output].slope
    body = [
        "def loss_of(X, Y):",
        f'    """{config.loss}: summed over outputs, the mean over samples, with the penalty."""',
        f"    n, (zs, activations{', _' if facts.drops else ''}) = len(X), forward(X)",
        "    z, a = zs[-1], activations[-1]",
        f"    value = {loss.value}",
        f"    return value{penalty}",
        "",
        "",
        f"def gradients(X, Y{', masks=None' if facts.drops else ''}):",
        '    """d loss / d W and d loss / d b of every layer, the last layer first."""',
        f"    n, (zs, activations{more}) = len(X), forward(X{given})",
        "    z, a = zs[-1], activations[-1]",
        f"    delta = {loss.derivative}",
    ]
    if slope:
        body.append(f"    delta = delta * ({slope})")
    body += [
        "    dW = [None] * len(W)",
        *(["    db = [None] * len(b)"] if bias else []),
        "    for layer in reversed(range(len(W))):",
        f"        dW[layer] = {taken}[layer].T @ delta + {pull}",
        *(["        db[layer] = delta.sum(axis=0)"] if bias else []),
    ]
    if facts.activations:
        inner = _named(facts, "slope", "layer - 1")
        body += [
            "        if layer > 0:",
            "            z, a = zs[layer - 1], activations[layer]",
            f"            delta = (delta @ W[layer].T) * {inner}(z, a)",
        ]
        if facts.drops:
            body += [
                "            if masks is not None:",
                "                delta = delta * masks[layer - 1]",
            ]
    body.append(f"    return dW, {'db' if bias else '[]'}")
    return "\n".join(body)


PENALTY = " + L2 * sum(np.sum(w**2) for w in W)"
PENALTY_L1 = " + L1 * sum(np.sum(np.abs(w)) for w in W)"
CLIPPED = [
    "    length = np.sqrt(sum(np.sum(g**2) for g in dW + db))",
    "    shrink = min(1.0, CLIP_NORM / (length + 1e-6)) if CLIP_NORM else 1.0",
    "    dW, db = [g * shrink for g in dW], [g * shrink for g in db]",
]
CHECK = '''\
def check_gradients(X, Y, h=1e-5):
    """How far some entries are from central differences, over the largest gradient."""
    (dW, db), worst = gradients(X, Y), 0.0
    largest = max(np.abs(g).max() for g in dW + db) or 1.0
    for params, grads in ((W, dW), (b, db)):
        for p, g in zip(params, grads):
            for index in np.random.default_rng(0).integers(p.size, size=5):
                place = np.unravel_index(index, p.shape)
                kept = p[place]
                p[place] = kept + h
                above = loss_of(X, Y)
                p[place] = kept - h
                below = loss_of(X, Y)
                p[place] = kept
                numerical = (above - below) / (2.0 * h)
                worst = max(worst, abs(numerical - g[place]) / largest)
    return worst


print(f"gradient check: off by {check_gradients(X_train[:16], Y_train[:16]):.1e}")'''


def settings(facts: Facts) -> list[str]:
    """The optimiser's, as constants."""
    return [f"{name.upper()} = {value!r}" for name, value in facts.settings.items()]


def _optimizer(facts: Facts) -> str:
    config = facts.config
    code = OPTIMIZERS[config.optimizer]
    names = {name: name.upper() for name in facts.settings}
    lines = settings(facts)
    lines += [f"{state} = [np.zeros_like(p) for p in W + b]" for state in code.state]
    lines += ["t = 0  # steps so far"]
    decay = ["g = g + WEIGHT_DECAY * p"] if facts.decays else []
    step = "\n".join([*decay, *(line.format(**names) for line in code.step)])
    lines += [
        "",
        "",
        "def step(X, Y, lr):",
        f'    """One step of {config.optimizer} on a batch."""',
        "    global t",
        "    t += 1",
        f"    dW, db = gradients(X, Y{', draw_masks(len(X))' if facts.drops else ''})",
        *(CLIPPED if facts.clips else []),
        "    for i, (p, g) in enumerate(zip(W + b, dW + db)):",
        indent(step, " " * 8),
    ]
    return "\n".join(lines)


NUMPY_OUTPUTS = "forward(X)[1][-1], Y"
NUMPY_STEP = "step(X_train[batch], Y_train[batch], rate)"
