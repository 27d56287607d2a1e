"""The steps of a trace, from x to the update, each with its words."""

from typing import NamedTuple

from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.tracing.known import Known
from mlpviz.tracing.penalties import present
from mlpviz.tracing.update import After
from mlpviz.words import counted, number, out_of

LOSS_DIGITS = 9  # of the loss before and after a step, which may hardly differ


class Step(NamedTuple):
    """One step.

    ``name`` is that of its first quantity; ``stage`` is "x", "z", "a", "h" (dropout), "L", "d",
    "dW" or "update"; ``layer`` is None where it is of no single layer. ``title`` is short,
    ``words`` say what happens and why, and ``quantities`` are what is computed in it, names of
    ``Trace.arrays`` or "L".
    """

    name: str
    stage: str
    layer: int | None
    title: str
    words: str
    quantities: tuple[str, ...]


def steps_of(known: Known, optimizer: str, after: After) -> tuple[Step, ...]:
    """All steps, in the order in which they are computed."""
    layers = range(1, known.depth + 1)
    steps = [_inputs(known)]
    for layer in layers:
        steps += [_sums(known, layer), _activations(known, layer)]
        steps += [_dropout(known, layer)] if layer < known.depth and known.dropped else []
    steps.append(_loss(known))
    steps += [_delta(known, layer) for layer in reversed(layers)]
    return (*steps, _gradients(known), _update(known, optimizer, after))


def _inputs(known: Known) -> Step:
    who = "one sample" if known.n == 1 else counted(known.n, "sample")
    words = (
        f"The inputs of {who}, as the network takes them: "
        f"{counted(known.sizes[0], 'number')} each. "
        "A layer that has inputs multiplies each with a weight of its own."
    )
    return Step("x", "x", 0, "Inputs", words, ("x",))


def _sums(known: Known, layer: int) -> Step:
    before = "the inputs" if layer == 1 else f"the activations of layer {layer - 1}"
    end = ", and adds a bias" if known.bias else ""
    words = (
        f"Every unit of layer {layer} weighs {before} with its own column of W{layer}{end}: "
        f"z{layer}, the pre-activations."
    )
    return Step(f"z{layer}", "z", layer, f"Layer {layer}: weighted sums", words, (f"z{layer}",))


def _activations(known: Known, layer: int) -> Step:
    name, last = known.activation(layer), layer == known.depth
    what = f"{known.symbol(f'a{layer}')}, the outputs" if last else f"a{layer}, the activations"
    if OUTPUTS.get(name) and OUTPUTS[name].activation is None:
        words = (
            "Softmax turns the logits into probabilities that sum to 1: every exponential over the "
            "sum of all. So each output depends on every logit."
        )
    elif name == "identity":
        words = f"Nothing bends here: {what}, are the weighted sums themselves."
    else:
        words = f"{name} bends every weighted sum by itself: {what}."
    title = "Outputs" if last else f"Layer {layer}: activations"
    return Step(f"a{layer}", "a", layer, title, words, (f"a{layer}",))


def _dropout(known: Known, layer: int) -> Step:
    mask = known.row(f"m{layer}")
    words = (
        f"Dropout leaves out {out_of(int((mask == 0.0).sum()), len(mask), 'unit')} of this sample: "
        f"their factor in m{layer} is 0. That of the others is 1/(1 - p), so that what goes on is "
        "as large on average. Measures and predictions use the whole network."
    )
    return Step(f"h{layer}", "h", layer, f"Layer {layer}: dropout", words, (f"h{layer}",))


def _loss(known: Known) -> Step:
    row = LOSSES[known.loss]
    words = f"One number says how wrong the outputs are: {row.help}."
    if known.n > 1:
        words += (
            f" The 1/n of the mean stands here, with n = {known.n}; it comes back in the delta."
        )
    if known.weighted:
        words += " Each sample counts by its weight w, whose mean over the batch is 1."
    for penalty, _ in present(known):
        words += f" To it comes {penalty.words}; biases are left out."
    return Step("L", "L", None, "Loss", words, ("L",))


def _delta(known: Known, layer: int) -> Step:
    d = f"d{layer}"
    if layer == known.depth:
        words = f"{d} is how the loss changes with each weighted sum of the last layer. "
        if known.fused:
            words += (
                "The slope of the output cancels against the loss's own derivative: what is left "
                "is output minus target."
            )
        else:
            words += "It is the loss's own derivative times the slope of the output."
        if known.n > 1:
            words += " Here stands the 1/n: every delta below has it, and it is not divided again."
        return Step(d, "d", layer, "Delta of the outputs", words, (d,))
    words = (
        f"The blame goes back the way the numbers came: each unit of layer {layer} gets the deltas "
        f"of layer {layer + 1} through its own weights, times the slope of its activation."
    )
    if known.dropped:
        words += f" The mask m{layer} stands here again: who was left out gets no blame."
    return Step(d, "d", layer, f"Delta of layer {layer}", words, (d,))


def _gradients(known: Known) -> Step:
    names = tuple(name for name in known.arrays if name.startswith(("dW", "db")))
    words = (
        "A weight's gradient is what came in through it times the delta that it led to"
        + (", added up over samples" if known.n > 1 else "")
        + ("; a bias's is the delta itself." if known.bias else ".")
    )
    for row, strength in present(known):
        added = f"{row.times}{strength.symbol} * {row.slope}".format(W="the weight")
        words += f" {row.name.upper()} adds {added.replace('.0 * ', ' ').replace('np.', '')}."
    return Step("dW1", "dW", None, "Gradients", words, names)


def _update(known: Known, optimizer: str, after: After) -> Step:
    names = tuple(name for name in known.arrays if name.startswith("new_"))
    before, loss, weights = (
        number(value, LOSS_DIGITS) for value in (known.value, after.loss, after.weights_alone)
    )
    words = (
        f"Every parameter takes one step against its gradient, as {optimizer} does it. "
        f"The loss goes from {before} to {loss}."
    )
    if known.bias:
        words += f" Where biases stay as they are, it goes to {weights}."
    return Step("new_W1", "update", None, "Update", words, names)
