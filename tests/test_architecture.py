"""The house keeps its shape: who may import what, and how long a module is."""

import ast
import sys

import pytest

from tests.house import (
    GROUND,
    HOUSE,
    LAZILY,
    MODULES,
    ONE_FILE,
    PACKAGES,
    SOURCES,
    imports,
    module_name,
    unit_of,
)

MAX_LINES = 300


def complaints(module, source):
    """Everything in ``source`` that the house does not allow in ``module``."""
    unit = unit_of(module)
    if unit not in HOUSE:
        return [f"{module}: {unit!r} has no place in HOUSE"]
    allowed = PACKAGES[unit] | ONE_FILE.get(module, {})
    found = []
    for name, level, lazy, line in imports(ast.parse(source)):
        package = name.partition(".")[0]
        where = f"{module}:{line}"
        if level:
            found.append(f"{where}: a relative import")
        elif package == "__import__":
            found.append(f"{where}: a dynamic import")
        elif package in ("mlpviz", "app"):
            other = unit_of(name)
            if other not in HOUSE and package == "mlpviz":
                other = ""  # from mlpviz import RunConfig: the public API
            if other != unit and other not in HOUSE[unit] | GROUND:
                found.append(f"{where}: {unit or 'mlpviz'} may not import {name}")
        elif package not in sys.stdlib_module_names:
            if package not in allowed:
                found.append(f"{where}: {unit or 'mlpviz'} may not import {package}")
            elif allowed[package] is LAZILY and not lazy:
                found.append(f"{where}: {package} belongs inside the function that needs it")
    return found


def test_imports_point_one_way():
    wrong = [
        complaint for name, source in SOURCES.items() for complaint in complaints(name, source)
    ]
    assert wrong == []


def test_modules_are_short():
    lengths = {name: len(source.splitlines()) for name, source in SOURCES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_all_modules_were_found():
    names = {module_name(path) for path in MODULES}
    assert {"app", "mlpviz", "mlpviz.engine.network", "mlpviz.ui", "mlpviz.charts"} <= names
    assert HOUSE.keys() == PACKAGES.keys()


WRONG = [
    ("mlpviz.engine.network", "import scipy", "scipy"),
    ("mlpviz.engine.network", "from scipy.special import erf", "scipy"),
    ("mlpviz.engine.network", "def f():\n    import torch", "torch"),
    ("mlpviz.engine.network", "import numpy, sklearn.metrics", "sklearn"),
    ("mlpviz.engine.trainer", "from mlpviz.data import load_dataset", "mlpviz.data"),
    ("mlpviz.engine.trainer", "from mlpviz import config", "mlpviz.config"),
    ("mlpviz.engine.trainer", "from mlpviz import RunConfig", "mlpviz.RunConfig"),
    ("mlpviz.engine.trainer", "import mlpviz", "mlpviz"),
    ("mlpviz.engine.trainer", "def f():\n    from mlpviz.ui import state", "mlpviz.ui"),
    ("mlpviz.engine.trainer", "from .network import MLP", "relative"),
    ("mlpviz.engine.trainer", "from . import network", "relative"),
    ("mlpviz.engine.trainer", "__import__('streamlit')", "dynamic"),
    ("mlpviz.data.openml", "import importlib\nimportlib.import_module('torch')", "dynamic"),
    ("mlpviz.data.openml", "from sklearn.datasets import fetch_openml", "inside the function"),
    ("mlpviz.data.openml", "if True:\n    import sklearn", "inside the function"),
    ("mlpviz.data.openml", "class A:\n    import sklearn", "inside the function"),
    ("mlpviz.engine.network", "if TYPE_CHECKING:\n    import torch", "torch"),
    ("mlpviz.data.builtin", "from mlpviz.config import RunConfig", "mlpviz.config"),
    ("mlpviz.charts.curves", "from mlpviz.engine.history import History", "mlpviz.engine"),
    ("mlpviz.charts.curves", "from mlpviz.data import Dataset", "mlpviz.data"),
    ("mlpviz.charts.curves", "from mlpviz.ui import state", "mlpviz.ui"),
    ("mlpviz.charts.curves", "import plotly.graph_objects as go", "inside the function"),
    ("mlpviz.gradcheck.missing_torch", "import torch", "inside the function"),
    ("mlpviz.gradcheck.numerical", "def f():\n    import torch", "torch"),
    ("mlpviz.gradcheck.numerical", "def f():\n    import streamlit", "streamlit"),
    ("mlpviz.config", "from mlpviz.run import Trainer", "mlpviz.run"),
    ("mlpviz.run", "import streamlit", "streamlit"),
    ("mlpviz", "from mlpviz.ui import state", "mlpviz.ui"),
    ("mlpviz.ui.state", "import app", "app"),
    ("mlpviz.ui.state", "import torch", "torch"),
    ("app", "from mlpviz.engine.network import MLP", "mlpviz.engine"),
    ("app", "import numpy", "numpy"),
    ("mlpviz.attic.old", "x = 1", "no place"),
]


@pytest.mark.parametrize(("module", "source", "named"), WRONG)
def test_the_check_itself_finds_what_is_wrong(module, source, named):
    (complaint,) = complaints(module, source)
    assert module in complaint
    assert named in complaint


RIGHT = [
    ("mlpviz.engine.network", "import math\nimport numpy as np\nfrom mlpviz.engine import losses"),
    ("mlpviz.data.openml", "def f():\n    from sklearn.datasets import fetch_openml"),
    ("mlpviz.data.openml", "f = lambda: 1\nasync def g():\n    import sklearn"),
    (
        "mlpviz.gradcheck.missing_torch",
        "def f():\n    import torch\n    from torch.nn import functional",
    ),
    ("mlpviz.ui.state", "import streamlit as st\nfrom mlpviz import RunConfig, charts"),
    ("app", "import streamlit\nfrom mlpviz.ui import state"),
]


@pytest.mark.parametrize(("module", "source"), RIGHT)
def test_and_leaves_alone_what_is_right(module, source):
    assert complaints(module, source) == []
