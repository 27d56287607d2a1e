"""The lines of the backward pass: the deltas and the gradients of weights and biases."""

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.numpy_code import ACTIVATIONS
from mlpviz.tracing.formula import Expression, Val, expression, written
from mlpviz.tracing.known import Known, code_line, shape_part
from mlpviz.tracing.parts import Lines, Part, Ref
from mlpviz.tracing.penalties import gradient_code, of_gradient, present
from mlpviz.tracing.slopes import behind, slope, slope_value
from mlpviz.tracing.sums import Item, added, chosen, sum_of


def last_delta(known: Known, quantity: str, layer: int, index: tuple[int, ...]) -> Lines:
    """d[L]_j = dl/da_j f'(z_j) / n; for a loss that is fused with its output (p_j - y_j) / n."""
    left = known.val(quantity, index)
    formula, code = derivative(known, index)
    name, z = known.output, known.val(f"z{layer}", index)
    apart = not known.fused and name != "identity"
    if apart:
        formula = [*formula, " * ", *slope(known, layer, index)]
        code = f"{code} * ({ACTIVATIONS[name].slope})"
    if known.weighted:
        formula, code = [known.val("w", (0,)), " * ", *formula], f"w * {code}"
    if known.n > 1:
        formula, code = [*formula, " / ", Val("n", known.n)], f"{code} / n"
    elif (
        formula[0] == "(" and formula[-1] == ")" and not apart and not known.weighted
    ):  # nothing comes after the brackets
        formula, code = formula[1:-1], code[1:-1]
    line = written(left, formula)
    last = {"a": f"a{layer}", "z": f"z{layer}", "Y": "y"} | ({"w": "w"} if known.weighted else {})
    shape = [shape_part(known, q) for q in (quantity, last["a"], "y")]
    shapes = [shape[0], Part(" = "), shape[1], Part(" - "), shape[2]]
    if apart:
        shapes += [Part(" * "), shape_part(known, last["z"])]
    if known.weighted:
        shapes += [Part(" * "), shape_part(known, "w")]
    return Lines(
        left.ref or Ref(quantity),
        f"{left.symbol}: dL/d{z.symbol}, the delta of output {index[0]}",
        line.symbols,
        line.numbers,
        code_line(known, quantity, code, last),
        tuple(shapes),
        line.shown,
        left.value,
    )


def derivative(known: Known, index: tuple[int, ...]) -> tuple[list[str | Val], str]:
    """The loss's derivative in one output, without 1/n, as a formula and as NumPy."""
    row, last = LOSSES[known.loss].derivative, f"a{known.depth}"
    total = float(known.row("y").sum())
    whole = OUTPUTS[known.output].activation is None and total != 1.0  # targets that are scaled
    factor = "" if row.c == 1.0 else f"{row.c!r} * "
    a, scale = "a", ""
    if whole:
        a, scale = "Y.sum(axis=1, keepdims=True) * a", "sum(Y)"
    code = f"{factor}{row.code.format(a=a, y='Y')}"
    names: dict[str, Val] = {
        "a": known.val(last, index),
        "Y": known.val("y", index),
        "Y.sum(axis=1, keepdims=True)": Val(scale, total, Ref("y", (), known.sample)),
    }
    return expression(code, names), code


def delta(known: Known, quantity: str, layer: int, index: tuple[int, ...]) -> Lines:
    """d[l]_j = (sum_k d[l+1]_k W[l+1]_jk) f'(z[l]_j)."""
    if layer == known.depth:
        return last_delta(known, quantity, layer, index)
    left, above, W = known.val(quantity, index), f"d{layer + 1}", f"W{layer + 1}"
    (unit,) = index

    def item(k: int) -> Item:
        one, weight = known.val(above, (k,)), known.val(W, (unit, k))
        return Item([one, "*", weight], one.value * weight.value, one.ref)

    values = known.row(above).astype(float) * known.arrays[W][unit]
    items, rest = chosen(values, item)
    steep = behind(known, layer, index)
    formula = ["(", *added(items), ") * ", *steep] if steep else added(items)
    line = written(left, formula)
    at = slope_value(known, layer, index)
    if known.dropped:
        at *= known.val(f"m{layer}", index).value
    ways = [i._replace(formula=[*i.formula, *_times(steep)], value=i.value * at) for i in items]
    back = f"{above} @ {W}.T"
    inner = ACTIVATIONS[known.activation(layer)].slope
    factors = [f"m{layer}"] if known.dropped else []
    factors += [f"({inner})"] if slope(known, layer, index) else []
    code = " * ".join([f"({back})", *factors]) if factors else back
    names = {"a": f"a{layer}", "z": f"z{layer}", above: above, W: W}
    names |= {f"m{layer}": f"m{layer}"} if known.dropped else {}
    shapes = [
        shape_part(known, quantity),
        Part(" = "),
        shape_part(known, above),
        shape_part(known, W, transposed=True),
    ]
    for _ in factors:
        shapes += [Part(" * "), shape_part(known, f"a{layer}")]
    return Lines(
        left.ref or Ref(quantity),
        f"{left.symbol}: dL/d{known.val(f'z{layer}', index).symbol}, the delta of unit {unit} of "
        f"layer {layer}",
        line.symbols,
        line.numbers,
        code_line(known, quantity, code, names),
        tuple(shapes),
        line.shown,
        left.value,
        sum_of(left.value, ways, known.digits_known, rest),
    )


def _times(steep: Expression) -> Expression:
    return [" * ", *steep] if steep else []


def weight_gradient(known: Known, quantity: str, layer: int, index: tuple[int, ...]) -> Lines:
    """dW[l]_ij = sum over samples of a[l-1]_i d[l]_j, plus penalties; db[l]_j = sum of d[l]_j."""
    left, items, rest = known.val(quantity, index), *gradient_items(known, quantity, layer, index)
    line = written(left, added(items))
    below, delta, parameter = known.before(layer), f"d{layer}", quantity[1:]
    is_weight = parameter.startswith("W")
    code = f"{below}.T @ {delta}" if is_weight else f"{delta}.sum(axis=0)"
    if is_weight:
        code += gradient_code(known, parameter)
    names = {below: below, delta: delta, parameter: parameter}
    shapes = [shape_part(known, quantity), Part(" = ")]
    if is_weight:
        shapes.append(shape_part(known, below, transposed=True))
    else:
        shapes.append(Part("sum of "))
    shapes.append(shape_part(known, delta))
    if is_weight and present(known):
        shapes += [Part(" + "), shape_part(known, parameter)]
    element = known.val(parameter, index)
    return Lines(
        left.ref or Ref(quantity),
        f"{left.symbol}: dL/d{element.symbol}, the gradient of one "
        + ("weight" if is_weight else "bias"),
        line.symbols,
        line.numbers,
        code_line(known, quantity, code, names),
        tuple(shapes),
        line.shown,
        left.value,
        sum_of(left.value, items, known.digits_known, rest),
    )


def gradient_items(
    known: Known, quantity: str, layer: int, index: tuple[int, ...]
) -> tuple[list[Item], int]:
    """What each sample adds to a gradient, and what a penalty does."""
    below, delta, unit = known.before(layer), f"d{layer}", index[-1]
    values = contributions(known, quantity, layer, index)

    def item(sample: int) -> Item:
        own = known.val(delta, (unit,), sample)
        ref = Ref("x", (), sample)
        if quantity.startswith("db"):
            return Item([own], own.value, ref)
        given = known.val(below, index[:1], sample)
        return Item([given, "*", own], given.value * own.value, ref)

    return chosen(values, item, of_gradient(known, quantity, index))


def contributions(known: Known, quantity: str, layer: int, index: tuple[int, ...]) -> Array:
    """What each sample adds to a gradient [n]: a_i d_j of each, with the 1/n that is in d."""
    deltas = known.arrays[f"d{layer}"][:, index[-1]].astype(float)
    if quantity.startswith("db"):
        return deltas
    shares: Array = known.arrays[known.before(layer)][:, index[0]] * deltas
    return shares
