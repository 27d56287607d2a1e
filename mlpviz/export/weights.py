"""The weights of a run for other programs: NPZ, safetensors, ONNX."""

from io import BytesIO
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import LEAK
from mlpviz.run import Trainer

OPSET, IR = 20, 10  # of ONNX: the first with Gelu
# Operators of ONNX, and their attributes, where one is the whole activation.
OPERATORS: dict[str, tuple[str, dict[str, Any]]] = {
    "identity": ("Identity", {}),
    "tanh": ("Tanh", {}),
    "sigmoid": ("Sigmoid", {}),
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": LEAK}),
    "elu": ("Elu", {"alpha": 1.0}),
    "selu": ("Selu", {}),
    "gelu": ("Gelu", {}),
    "softplus": ("Softplus", {}),
    "softsign": ("Softsign", {}),
    "softmax": ("Softmax", {"axis": 1}),
}
GATED = {"silu": "Sigmoid"}  # z times that of z


def npz(trainer: Trainer) -> bytes:
    """W1 [d, h], b1 [h] and so on, and how inputs and targets were scaled."""
    buffer = BytesIO()
    np.savez(buffer, **dict[str, Any](_arrays(trainer)))
    return buffer.getvalue()


def safetensors(trainer: Trainer) -> bytes:
    """The same arrays as a safetensors file."""
    from safetensors.numpy import save

    arrays = {name: np.ascontiguousarray(array) for name, array in _arrays(trainer).items()}
    content: bytes = save(arrays, {"format": "np"})
    return content


def _arrays(trainer: Trainer) -> dict[str, Array]:
    data = trainer.dataset
    told = dict(trainer.network.params) | {"input_shift": data.shift, "input_scale": data.scale}
    if data.is_regression:
        told |= {
            "target_shift": np.atleast_1d(data.target_shift),
            "target_scale": np.atleast_1d(data.target_scale),
        }
    return told


def onnx(trainer: Trainer) -> bytes:
    """The network as an ONNX model of opset 20: raw samples "X" [n, d] to "outputs" [n, k].

    All of it is float32, for which onnxruntime has every operator. Scaling, input features and the
    output function are part of it; predictions of numbers come as the targets were given. Raises
    ImportError, with the command that installs it, without onnx.
    """
    try:
        from onnx import TensorProto, checker, helper, numpy_helper
    except ImportError:
        raise ImportError("ONNX takes the package onnx: pip install 'mlpviz[onnx]'") from None
    network, data = trainer.network, trainer.dataset
    graph = _Graph(helper, numpy_helper)
    graph.scaled(data.shift, data.scale, "Sub", "Div")
    if trainer.config.input_features is not None:
        graph.features(trainer.config.input_features)
    names = (*network.activations, network.output)
    for layer, name in enumerate(names, 1):
        graph.multiplied(network.params[f"W{layer}"], network.params.get(f"b{layer}"))
        graph.activated(name)
    if data.is_regression:
        told = np.atleast_1d(data.target_scale), np.atleast_1d(data.target_shift)
        graph.scaled(*told, "Mul", "Add")
    graph.add("Identity", [graph.at], "outputs")
    kind = TensorProto.FLOAT
    sides = (("X", data.n_features), ("outputs", network.sizes[-1]))
    ends = [helper.make_tensor_value_info(name, kind, ["n", size]) for name, size in sides]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "mlpviz", ends[:1], ends[1:], graph.constants),
        producer_name="mlpviz",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR,
    )
    checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


class _Graph:
    """Nodes of ONNX, one after another; ``at`` is the name of what the latest one gives."""

    def __init__(self, helper: Any, numpy_helper: Any) -> None:
        self._helper, self._numpy = helper, numpy_helper
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.at = "X"

    def add(self, operator: str, inputs: list[str], output: str = "", **more: Any) -> str:
        """A node; returns the name of what it gives."""
        name = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(operator, inputs, [name], **more))
        return name

    def constant(self, values: Array, dtype: Any = np.float32) -> str:
        """The name of an array that is part of the model."""
        name = f"constant_{len(self.constants)}"
        array = np.ascontiguousarray(values, dtype)
        self.constants.append(self._numpy.from_array(array, name))
        return name

    def scaled(self, first: Array, second: Array, *operators: str) -> None:
        """Two operations with an array each."""
        for values, operator in zip((first, second), operators, strict=True):
            self.at = self.add(operator, [self.at, self.constant(values)])

    def multiplied(self, W: Array, b: Array | None) -> None:
        """z = a W + b."""
        self.at = self.add("MatMul", [self.at, self.constant(W)])
        if b is not None:
            self.at = self.add("Add", [self.at, self.constant(b)])

    def activated(self, name: str) -> None:
        """a = f(z)."""
        if name in GATED:
            gate = self.add(GATED[name], [self.at])
            self.at = self.add("Mul", [self.at, gate])
            return
        operator, attributes = OPERATORS[name]
        self.at = self.add(operator, [self.at], **attributes)

    def features(self, names: tuple[str, ...]) -> None:
        """The input features of these names: powers, the product and sines of two columns."""
        columns = [
            self.add("Gather", [self.at, self.constant(np.array([i]), np.int64)], axis=1)
            for i in (0, 1)
        ]
        place = {"x1": columns[0], "x2": columns[1]}
        made = []
        for name in names:
            if name.startswith("sin "):
                made.append(self.add("Sin", [place[name.removeprefix("sin ")]]))
            elif name.endswith("^2"):
                made.append(self.add("Mul", [place[name.removesuffix("^2")]] * 2))
            elif " " in name:
                made.append(self.add("Mul", [place[each] for each in name.split(" ")]))
            else:
                made.append(place[name])
        self.at = self.add("Concat", made, axis=1)
