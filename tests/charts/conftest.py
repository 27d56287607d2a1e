import base64
import itertools
import json

import numpy as np
import pytest

from mlpviz.charts import to_figure


@pytest.fixture
def decode():
    """The array behind a typed array, with nothing of the package's own code."""

    def decoded(encoded):
        array = np.frombuffer(base64.b64decode(encoded["bdata"]), "<" + encoded["dtype"])
        shape = encoded.get("shape")
        return array.reshape([int(side) for side in shape.split(",")]) if shape else array

    return decoded


@pytest.fixture
def check():
    """Plotly accepts the figure, and it goes through strict JSON as it is."""

    def checked(figure):
        to_figure(figure)
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure
        return figure

    return checked


@pytest.fixture
def named():
    """The traces of a figure by name."""
    return lambda figure: {trace["name"]: trace for trace in figure["data"]}


@pytest.fixture
def notes():
    """What is written above and in the plots of a figure."""
    return lambda figure: [entry["text"] for entry in figure["layout"]["annotations"]]


@pytest.fixture
def network():
    """Weights and biases of a network of the given sizes, and both as the params dict."""

    def build(sizes, seed=0, scale=1.0):
        rng = np.random.default_rng(seed)
        pairs = list(itertools.pairwise(sizes))
        weights = [scale * rng.normal(size=pair) / np.sqrt(pair[0]) for pair in pairs]
        biases = [0.1 * scale * rng.normal(size=k) for _, k in pairs]
        params = {}
        for layer, (W, b) in enumerate(zip(weights, biases, strict=True), 1):
            params[f"W{layer}"], params[f"b{layer}"] = W, b
        return weights, biases, params

    return build
