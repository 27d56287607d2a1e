"""The run as a script in PyTorch: the same network, the same numbers, gradients by autograd."""

from mlpviz.export.facts import Facts
from mlpviz.export.numpy_script import initial_weights, joined, settings
from mlpviz.export.shared import NAMES, constants, loop, masks, opening, score
from mlpviz.export.torch_code import ACTIVATIONS, LOSSES, OPTIMIZERS

PRELUDE = """\
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
"""
PARAMETERS = """\
W = [torch.from_numpy(w).requires_grad_() for w in W]
b = [torch.from_numpy(x).requires_grad_() for x in b]"""
STEP = "step(X_train[batch], Y_train[batch], rate)"
CLIPPED = [
    "    if CLIP_NORM:",
    "        torch.nn.utils.clip_grad_norm_(W + b, CLIP_NORM)",
]
OUTPUTS = "forward(X)[1].detach().numpy(), Y.numpy()"


def torch_script(facts: Facts) -> str:
    """Its text, in cells that begin with ``# %%`` and a title."""
    tensors = ", ".join(NAMES)
    data = f"{tensors} = map(torch.from_numpy, ({tensors}))"
    return joined(
        [
            ("", opening(facts, "PyTorch")),
            ("Choices", f"{PRELUDE}\n{constants(facts)}\n{data}"),
            ("Initial weights", f"{initial_weights(facts)}\n{PARAMETERS}"),
            ("The network", _network(facts)),
            ("The loss", _loss(facts)),
            ("The optimiser", _optimizer(facts)),
            ("Measures", score(facts, OUTPUTS)),
            ("Training", loop(facts, STEP)),
        ]
    )


def _network(facts: Facts) -> str:
    config = facts.config
    plus = " + b[layer]" if config.bias else ""
    output = "torch.softmax(z, dim=1)" if config.output == "softmax" else ACTIVATIONS[config.output]
    drawn = "[torch.from_numpy(m) for m in np.split(masks, np.cumsum(SIZES[1:-2]), axis=1)]"
    body = [
        *(masks(facts, drawn) if facts.drops else []),
        f"def forward(X{', masks=None' if facts.drops else ''}):",
        '    """Logits z and outputs a of the last layer."""',
        "    a = X",
        "    for layer in range(len(W)):",
        f"        z = a @ W[layer]{plus}",
    ]
    kinds = list(dict.fromkeys(facts.activations))
    for i, name in enumerate(kinds):
        word = "elif" if i else "if"
        layers = [layer for layer, each in enumerate(facts.activations) if each == name]
        where = f"layer in {layers}" if facts.several else "layer < len(W) - 1"
        body += [f"        {word} {where}:", f"            a = {ACTIVATIONS[name]}  # {name}"]
    if facts.drops:
        body += [
            "        if masks is not None and layer < len(W) - 1:",
            "            a = a * masks[layer]",
        ]
    return "\n".join([*body, f"    return z, {output}  # {config.output}"])


def _loss(facts: Facts) -> str:
    loss = facts.config.loss
    l1 = " + L1 * sum(w.abs().sum() for w in W)" if facts.has("l1") else ""
    return "\n".join(
        [
            f"def loss_of(X, Y{', masks=None' if facts.drops else ''}):",
            f'    """{loss}: summed over outputs, the mean over samples, with the penalty."""',
            f"    z, a = forward(X{', masks' if facts.drops else ''})",
            f"    value = {LOSSES[loss]}",
            f"    return value + L2 * sum((w**2).sum() for w in W){l1}",
        ]
    )


def _optimizer(facts: Facts) -> str:
    kind, arguments = OPTIMIZERS[facts.config.optimizer]
    told = arguments.format(**{name: name.upper() for name in facts.settings})
    decay = ["weight_decay=WEIGHT_DECAY"] if facts.decays else []
    more = "".join(f", {each}" for each in ([told] if told else []) + decay)
    return "\n".join(
        [
            *settings(facts),
            f"optimizer = torch.optim.{kind}(W + b, lr=LEARNING_RATE{more})",
            "",
            "",
            "def step(X, Y, lr):",
            f'    """One step of {facts.config.optimizer} on a batch."""',
            f"    optimizer.param_groups[0].update(lr=lr{more})",
            "    optimizer.zero_grad()",
            f"    loss_of(X, Y{', draw_masks(len(X))' if facts.drops else ''}).backward()",
            *(CLIPPED if facts.clips else []),
            "    optimizer.step()",
        ]
    )
