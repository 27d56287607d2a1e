"""``Writer``: writes a line of a backward pass, right or wrong, in mathematics and as NumPy.

The lines follow the network, its output and its loss, and how the program lays out its arrays:
samples in rows or columns, weights [fan_in, fan_out] or [fan_out, fan_in], and its own names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mlpviz.engine.losses import LOSSES
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.factor import Factor
from mlpviz.gradcheck.mistakes.written import Written
from mlpviz.words import signed


@dataclass(frozen=True)
class Writer:
    """What a line has to follow.

    Attributes
    ----------
    activations, output, loss : of the network
    scale : the loss over the engine's
    out_in, columns : weights are [fan_out, fan_in]; samples are the columns of X
    keepdims : biases have two axes
    names : the program's names of parameters, by the engine's, where they differ
    layer : where the line stands; None: in any layer, of which the code shows the one ``shown``
    kind : the gradient that it makes, "W" or "b", where the line may be either's
    amount : the mistake's own
    factor : by which the loss gradient is off, if by a constant
    """

    activations: tuple[str, ...]
    output: str
    loss: str
    scale: Factor = field(default_factory=Factor)
    out_in: bool = False
    columns: bool = False
    keepdims: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    layer: int | None = None
    shown: int = 1
    kind: str = "W"
    amount: Any = None
    factor: Factor = field(default_factory=Factor)

    @classmethod
    def of(cls, setting: Setting) -> "Writer":
        """For a network of the engine."""
        network = setting.network
        return cls(network.activations, network.output, setting.loss)

    # The lines

    def last_delta(self, y: str = "y", y_code: str = "Y", slope: Written | None = None) -> Written:
        """delta of the last layer; from other targets or with another slope."""
        maths, code, c = LOSSES[self.loss].derivative
        factor = self.scale.times(Factor(c, -1)).times(self.factor)
        told = {"a": self.outputs.maths, "y": y}
        written = {"a": self.outputs.code, "y": y_code}
        slope = self.output_slope() if slope is None else slope
        return self.equation(
            self.last_name,
            Written(
                factor.maths(maths.format(**told)) + (rf" \odot {slope.maths}" * bool(slope.maths)),
                factor.code(code.format(**written)) + f" * {slope.code}" * bool(slope.code),
            ),
        )

    def last(self, maths: str, code: str) -> Written:
        """delta of the last layer in other words, by the number of samples."""
        factor = self.scale.times(Factor(1.0, -1)).times(self.factor)
        written = Written(factor.maths(maths), factor.code(code))
        return self.equation(self.last_name, written)

    def last_in_words(self, maths: str, code: str) -> Written:
        """The right delta of the last layer with something before it, or behind it in code."""
        right = self.last_delta()
        after = right.maths.split(" = ", 1)[1]
        name, written = right.code.split(" = ", 1)
        return Written(f"{self.last_name.maths} = {maths} {after}", f"{name} = ({written}){code}")

    def step(self, back: Written | None = None, slope: Written | None = None) -> Written:
        """delta of a layer from the one above."""
        back = self.back() if back is None else back
        slope = self.slope() if slope is None else slope
        if not slope.code:
            return self.equation(self.delta(), back)
        bare = " @ " not in back.code
        product = Written(
            back.maths if bare else rf"\bigl({back.maths}\bigr)",
            back.code if bare else f"({back.code})",
        )
        return self.equation(
            self.delta(),
            Written(rf"{product.maths} \odot {slope.maths}", f"{product.code} * {slope.code}"),
        )

    def weights(self, product: Written | None = None, penalty: Written | None = None) -> Written:
        """The gradient of a layer's weights."""
        return self._sum(self.gradient("W"), product or self.product(), penalty)

    def biases(self, total: Written | None = None, penalty: Written | None = None) -> Written:
        """The gradient of a layer's biases."""
        return self._sum(self.gradient("b"), total or self.total(), penalty)

    def own(self, penalty: Written | None = None) -> Written:
        """The gradient of a layer's weights or biases, as ``kind`` says."""
        return (self.biases if self.kind == "b" else self.weights)(penalty=penalty)

    def equation(self, left: Written, right: Written) -> Written:
        """left = right."""
        return Written(f"{left.maths} = {right.maths}", f"{left.code} = {right.code}")

    # What they are made of

    @property
    def depth(self) -> int:
        """Number of the last layer."""
        return len(self.activations) + 1

    @property
    def number(self) -> int:
        """A layer for the code."""
        return self.layer or self.shown

    @property
    def above_first(self) -> "Writer":
        """The same for a layer above the first."""
        return self if self.layer else replace(self, shown=max(2, self.shown))

    @property
    def of_biases(self) -> "Writer":
        """The same for the gradient of biases."""
        return replace(self, kind="b")

    @property
    def last_name(self) -> Written:
        """delta of the last layer."""
        return Written(r"\delta^{(L)}", f"delta{self.depth}")

    @property
    def outputs(self) -> Written:
        """The outputs: p if they are made together with the loss, else a."""
        if LOSSES[self.loss].fused:
            return Written("p", "p")
        return Written("a^{(L)}", f"a{self.depth}")

    def delta(self, shift: int = 0) -> Written:
        """delta of the layer, or of the one above it (1)."""
        return Written(rf"\delta^{{({self.index(shift)})}}", f"delta{self.number + shift}")

    def a(self, shift: int = 0) -> Written:
        """The layer's activation, or that of the one below it (-1)."""
        number = self.number + shift
        return Written(f"a^{{({self.index(shift)})}}", f"a{number}" if number else "X")

    def z(self, shift: int = 0) -> Written:
        """The layer's pre-activation, or that of the one below it (-1)."""
        number = self.number + shift
        return Written(f"z^{{({self.index(shift)})}}", f"z{number}" if number else "X")

    def parameter(self, kind: str, shift: int = 0) -> Written:
        """W or b of the layer, or of the one above it (1)."""
        number = self.number + shift
        name = self.names.get(f"{kind}{number}", f"{kind}{number}")
        code = name if name.split("[")[0].isidentifier() else f'params["{name}"]'
        return Written(f"{kind}^{{({self.index(shift)})}}", code)

    def gradient(self, kind: str) -> Written:
        """dW or db of the layer."""
        maths, name = self.parameter(kind)
        held = name.startswith("params[")
        code = f"grads[{name.removeprefix('params[')}" if held else f"d{name}"
        return Written(rf"\partial L / \partial {maths}", code)

    def slope(self, of: Written | None = None, name: str = "") -> Written:
        """The activation's slope, at z unless ``of`` something else, or that of another one."""
        at = of or self.z()
        code = name or self._activation(self.number)
        prime = rf"\mathrm{{{name.replace('_', ' ')}}}'" if name else r"\sigma'"
        return Written(f"{prime}({at.maths})", f"d_{code}({at.code})")

    def output_slope(self, of: str = "z") -> Written:
        """The output function's slope, empty where there is none beside the loss."""
        if LOSSES[self.loss].fused or self.output == "identity":
            return Written("", "")
        at = f"{of}^{{(L)}}"
        return Written(rf"\sigma'({at})", f"d_{self.output}({of}{self.depth})")

    def back(self, transposed: bool = True, W: Written | None = None) -> Written:
        """delta W^T from the layer above, or delta W."""
        above, weights = self.delta(1), W or self.parameter("W", 1)
        turned = transposed != self.out_in
        if self.columns:
            code = f"{weights.code}{'' if turned else '.T'} @ {above.code}"
            maths = f"{weights.maths if turned else _top(weights.maths)} {above.maths}"
        else:
            code = f"{above.code} @ {weights.code}{'.T' if turned else ''}"
            maths = f"{above.maths} {_top(weights.maths) if turned else weights.maths}"
        return Written(maths, code)

    def product(
        self, inputs: Written | None = None, of: Written | None = None, turned: bool = False
    ) -> Written:
        """a_prev^T delta, the weight gradient of one layer, from these inputs and that delta."""
        one, two = inputs or self.a(-1), of or self.delta()
        if self.out_in is not turned:
            one, two = two, one  # delta comes first where weights are [fan_out, fan_in]
        if self.columns:
            return Written(f"{one.maths} {_top(two.maths)}", f"{one.code} @ {two.code}.T")
        return Written(f"{_top(one.maths)} {two.maths}", f"{one.code}.T @ {two.code}")

    def path(self, unit: str) -> Written:
        """What comes back from one unit above alone."""
        (d_maths, d), (W_maths, W) = self.delta(1), self.parameter("W", 1)
        of_W = f"{W}[{unit}]" if self.out_in else f"{W}[:, {unit}]"
        of_d = f"{d}[{unit}]" if self.columns else f"{d}[:, {unit}]"
        code = f"np.outer({of_W}, {of_d})" if self.columns else f"np.outer({of_d}, {of_W})"
        index = {"-1": "k", "0": "1"}[unit]
        return Written(f"{d_maths}_{{i{index}}} {W_maths}_{{j{index}}}", code)

    def sample(self, number: str) -> Written:
        """The gradient of weights or biases of one sample alone."""
        which = f"[:, {number}]" if self.columns else f"[{number}]"
        (a_maths, a), (d_maths, d) = self.a(-1), self.delta()
        index = {"-1": "n", "0": "1"}[number]
        if self.kind == "b":
            return self.biases(Written(f"{d_maths}_{{{index}}}", f"{d}{which}"))
        one, two = (d, a) if self.out_in else (a, d)
        code = f"np.outer({one}{which}, {two}{which})"
        return self.weights(Written(f"{a_maths}_{{{index}}} {d_maths}_{{{index}}}", code))

    def named(self, what: Written, mark: str) -> Written:
        """With a mark at its name."""
        letter, rest = what.maths[:1], what.maths[1:]
        return Written(rf"{letter}_{{\mathrm{{{mark}}}}}{rest}", f"{mark}_{what.code}")

    def applied(self, at: Written) -> Written:
        """The activation of something."""
        return Written(rf"\sigma({at.maths})", f"{self._activation(self.number)}({at.code})")

    def divided(self, line: Written, by: str) -> Written:
        """A whole line over a number."""
        left, right = line.maths.split(" = ", 1)
        return Written(rf"{left} = \tfrac{{1}}{{{by}}} {right}", f"{line.code} / {by}")

    def times(self, line: Written, by: str) -> Written:
        """A number times a whole line."""
        left, right = line.maths.split(" = ", 1)
        name, code = line.code.split(" = ", 1)
        return Written(rf"{left} = {by}\, {right}", f"{name} = {by} * {code}")

    def n_times(self, what: Written) -> Written:
        """n times a product."""
        return Written(rf"n\, {what.maths}", f"n * {what.code}")

    def total(self, over: str = "samples") -> Written:
        """The sum of delta over samples, or (over = "all") over units as well."""
        maths, code = self.delta()
        if over == "all":
            return Written(rf"\sum_{{i,k}} {maths}_{{ik}}", f"np.sum({code})")
        keep = ", keepdims=True" if self.keepdims else ""
        return Written(rf"\sum_i {maths}_{{ik}}", f"{code}.sum(axis={int(self.columns)}{keep})")

    def _sum(self, left: Written, right: Written, penalty: Written | None) -> Written:
        more = penalty or Written("", "")
        return self.equation(left, Written(right.maths + more.maths, right.code + more.code))

    def _activation(self, number: int) -> str:
        return (*self.activations, self.output)[min(number, self.depth) - 1]

    def index(self, shift: int = 0) -> str:
        """The number of the layer, or of one beside it, in an upper index."""
        return str(self.number + shift) if self.layer else f"l{signed(shift)}" if shift else "l"


def _top(maths: str) -> str:
    """The transpose of what ends in an upper index."""
    return maths[:-1] + r"\top}"
