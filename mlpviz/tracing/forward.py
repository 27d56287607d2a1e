"""The lines of the forward pass: z, a and the loss."""

import numpy as np

from mlpviz.engine.losses import LOSSES as LOSS_ROWS
from mlpviz.engine.losses import OUTPUTS
from mlpviz.numpy_code import ACTIVATIONS, LOSSES
from mlpviz.tracing.formula import Expression, Val, evaluated, expression, written
from mlpviz.tracing.known import Known, code_line, shape_part
from mlpviz.tracing.parts import Lines, Part, Ref
from mlpviz.tracing.penalties import loss_code, of_loss
from mlpviz.tracing.slopes import CONSTANTS
from mlpviz.tracing.sums import Item, added, chosen, sum_of

LOG_SUM = "log_sum_exp(z)"
SUM = ("np.sum(", ") / n")  # around what a loss takes of every output, in LossCode.value


def weighted_sum(known: Known, quantity: str, layer: int, index: tuple[int, ...]) -> Lines:
    """z[l]_j = sum_i a[l-1]_i W[l]_ij + b[l]_j."""
    below, W, b, (unit,) = known.before(layer), f"W{layer}", f"b{layer}", index
    left = known.val(quantity, index)

    def item(i: int) -> Item:
        one, weight = known.val(below, (i,)), known.val(W, (i, unit))
        return Item([one, "*", weight], one.value * weight.value, one.ref)

    bias: list[Item] = []
    if known.bias:
        val = known.val(b, index)
        bias = [Item([val], val.value, val.ref, "bias")]
    values = known.row(below).astype(float) * known.arrays[W][:, unit]
    items, rest = chosen(values, item, bias)
    line = written(left, added(items))
    end = [Part(" + "), known.whole(b)] if known.bias else []
    shape_end = [Part(" + "), shape_part(known, b)] if known.bias else []
    numpy = [known.whole(quantity), Part(" = "), known.whole(below), Part(" @ "), known.whole(W)]
    shapes = [shape_part(known, q) for q in (quantity, below, W)]
    return Lines(
        left.ref or Ref(quantity),
        f"{left.symbol}: the weighted sum of unit {unit} of layer {layer}",
        line.symbols,
        line.numbers,
        (*numpy, *end),
        (shapes[0], Part(" = "), *shapes[1:], *shape_end),
        line.shown,
        left.value,
        sum_of(left.value, items, known.digits_known, rest),
    )


def activated(known: Known, quantity: str, layer: int, index: tuple[int, ...]) -> Lines:
    """a[l]_j = f(z[l]_j); of softmax its share of the sum of all exponentials."""
    z, name = f"z{layer}", known.activation(layer)
    left = known.val(quantity, index)
    if OUTPUTS.get(name) and OUTPUTS[name].activation is None:
        formula = softmax_share(known, z, index[0])
        numpy = code_line(known, quantity, f"{name}(z)", {"z": z})
    else:
        code = ACTIVATIONS[name].value
        formula = expression(code, {"z": known.val(z, index), **CONSTANTS})
        numpy = code_line(known, quantity, code, {"z": z})
    line = written(left, formula)
    shape = shape_part(known, quantity)
    what = "the output" if layer == known.depth else "the activation"
    return Lines(
        left.ref or Ref(quantity),
        f"{left.symbol}: {what} of unit {index[0]} of layer {layer}, by {name}",
        line.symbols,
        line.numbers,
        numpy,
        (shape, Part(" = "), Part(f"{name} of "), shape_part(known, z)),
        line.shown,
        left.value,
    )


def passed_on(known: Known, quantity: str, layer: int, index: tuple[int, ...]) -> Lines:
    """h[l]_j = a[l]_j m[l]_j: what dropout lets through."""
    a, m, left = f"a{layer}", f"m{layer}", known.val(quantity, index)
    line = written(left, [known.val(a, index), "*", known.val(m, index)])
    shape = [shape_part(known, name) for name in (quantity, a, m)]
    return Lines(
        left.ref or Ref(quantity),
        f"{left.symbol}: what goes on of unit {index[0]} of layer {layer}",
        line.symbols,
        line.numbers,
        code_line(known, quantity, f"{a} * {m}", {a: a, m: m}),
        (shape[0], Part(" = "), shape[1], Part(" * "), shape[2]),
        line.shown,
        left.value,
    )


def softmax_share(known: Known, z: str, unit: int) -> Expression:
    """e^z_j / sum_k e^z_k, with the largest z subtracted so that no exponential overflows."""
    row = known.row(z)
    largest = known.val(z, (int(row.argmax()),))
    one = known.val(z, (unit,))
    exponentials = np.exp(row.astype(float) - largest.value)

    def item(k: int) -> Item:
        return Item(["exp(", known.val(z, (k,)), " - ", largest, ")"], float(exponentials[k]))

    items, _ = chosen(exponentials, item)
    return ["exp(", one, " - ", largest, ") / (", *added(items), ")"]


def loss(known: Known) -> Lines:
    """L = 1/n sum over samples and outputs, plus penalties."""
    row, left, k = LOSSES[known.loss], known.val("L"), known.sizes[-1]
    last = {"a": f"a{known.depth}", "z": f"z{known.depth}", "Y": "y"}
    inner = row.value.removeprefix(SUM[0]).removesuffix(SUM[1])
    elements = evaluated(inner, {name: known.arrays[q] for name, q in last.items()}, row.needs)
    n, code = Val("n", known.n), row.value
    if known.weighted:
        elements, last = elements * known.arrays["w"], {**last, "w": "w"}
        code = f"{SUM[0]}w * ({inner}){SUM[1]}"

    def element(place: int) -> Item:
        sample, unit = divmod(place, k)
        units = {name: q for name, q in last.items() if q != "w"}
        names: dict[str, Val] = {name: known.val(q, (unit,), sample) for name, q in units.items()}
        if LOG_SUM in inner:
            of_row = evaluated(LOG_SUM, {"z": known.arrays[last["z"]][[sample]]}, row.needs)
            names[LOG_SUM] = Val(LOG_SUM, float(of_row[0, 0]), Ref(last["z"], (), sample))
        ref = Ref(last["a"], (unit,), sample)
        before: list[str | Val] = [known.val("w", (0,), sample), "*"] if known.weighted else []
        formula = [*before, "(", *expression(inner, names), ")"]
        return Item(formula, float(elements.flat[place]), ref)

    items, rest = chosen(elements.ravel(), element)
    formula = ["(", *added(items), ")", " / ", n] if known.n > 1 else added(items)
    shares = [
        item._replace(formula=[*item.formula, " / ", n], value=item.value / known.n)
        if known.n > 1
        else item
        for item in items
    ]
    extra = of_loss(known)
    formula = added([Item(formula, 0.0), *extra])
    line = written(left, formula)
    return Lines(
        Ref("L"),
        f"L: the loss, {LOSS_ROWS[known.loss].help}",
        line.symbols,
        line.numbers,
        code_line(known, "L", code + loss_code(known), last),
        (Part("()"), Part(" = "), Part("sum of "), shape_part(known, last["a"])),
        line.shown,
        left.value,
        sum_of(left.value, [*shares, *extra], known.digits_known, rest),
    )
