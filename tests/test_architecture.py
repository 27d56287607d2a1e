"""The house keeps its shape: who may import what, how long a module is, what an import loads."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted([*(ROOT / "mlpviz").rglob("*.py"), ROOT / "app.py"])
MAX_LINES = 300

# Each unit of the house: which other units it may import. Whatever is not listed is refused, so
# a new folder has to find its place here first. app -> ui -> workbench -> {the middle} -> engine.
MIDDLE = {"charts", "config", "data", "export", "gradcheck", "limits", "network", "presets"}
MIDDLE |= {"comparison", "diagnosis", "follow", "kinds", "links", "lr_range", "profiles", "rules"}
MIDDLE |= {"cures", "files", "predict", "recorder", "run", "tracing", "trainer", "views"}
HOUSE = {
    "arrays": set(),
    "clock": set(),
    "computed": set(),
    "words": set(),
    "engine": set(),
    "profiles": {"engine"},
    "logs": {"profiles"},
    "data": {"engine", "profiles"},
    "charts": set(),
    "gradcheck": {"charts", "engine"},
    "network": {"engine", "gradcheck"},
    "numpy_code": {"engine"},
    "tracing": {"engine", "gradcheck", "numpy_code"},
    "rules": {"data", "engine"},
    "follow": {"data", "engine", "rules"},
    "kinds": {"data", "engine", "rules"},
    "links": {"data", "engine", "kinds"},
    "config": {"data", "engine", "kinds", "links", "rules"},
    "limits": {"config", "data", "engine", "profiles", "rules"},
    "predict": {"data", "engine"},
    "presets": {"config", "data", "engine"},
    "diagnosis": {"config", "data", "engine"},
    "run": {"config", "data", "diagnosis", "engine", "network"},
    "comparison": {"charts", "config", "data", "diagnosis", "engine", "kinds", "rules", "run"},
    "lr_trials": {"engine", "run"},
    "lr_range": {"charts", "config", "data", "engine", "lr_trials", "run"},
    "cures": {
        "config",
        "data",
        "diagnosis",
        "engine",
        "limits",
        "lr_range",
        "profiles",
        "rules",
        "run",
    },
    "files": {"config", "data", "engine", "run"},
    "describing": {"engine", "run"},
    "progress": {"engine"},
    "trainer": {
        "config",
        "cures",
        "data",
        "describing",
        "diagnosis",
        "engine",
        "export",
        "files",
        "progress",
        "run",
        "views",
    },
    "estimators": {"config", "data", "engine", "network", "trainer"},
    "export": {"config", "engine", "files", "html_run", "numpy_code", "run"},
    "html_run": {"config", "data", "describing", "engine", "run", "views"},
    "recorder": {"charts", "diagnosis", "engine", "files", "gradcheck", "views"},
    "views": {
        "charts",
        "comparison",
        "config",
        "data",
        "diagnosis",
        "engine",
        "gradcheck",
        "profiles",
        "run",
    },
    "workbench": MIDDLE | {"engine"},
    "ui": MIDDLE | {"engine", "logs", "workbench", ""},
    # mlpviz/__init__.py itself
    "": {"estimators", "public"},
    "public": {
        "comparison",
        "config",
        "data",
        "diagnosis",
        "engine",
        "gradcheck",
        "network",
        "predict",
        "presets",
        "recorder",
        "files",
        "lr_range",
        "tracing",
        "trainer",
    },
    "pytest_plugin": {"data", "gradcheck"},
    "cli": {
        "",
        "config",
        "data",
        "describing",
        "engine",
        "export",
        "gradcheck",
        "links",
        "presets",
        "trainer",
        "workbench",
    },
    "__main__": {"cli"},
    "app": {"ui"},
}
GROUND = {"arrays", "clock", "computed", "words"}  # what every unit may import
# Third-party packages: where, and whether only inside a function (not at import time).
ANYWHERE, LAZILY = False, True
PACKAGES = {
    "arrays": {"numpy": ANYWHERE},
    "clock": {},
    "computed": {},
    "words": {},
    "engine": {"numpy": ANYWHERE},
    "data": {"numpy": ANYWHERE, "pandas": LAZILY, "pyarrow": LAZILY},
    "charts": {"numpy": ANYWHERE, "plotly": LAZILY},
    "gradcheck": {"numpy": ANYWHERE, "plotly": LAZILY},
    "network": {"numpy": ANYWHERE},
    "numpy_code": {},
    "tracing": {"numpy": ANYWHERE},
    "config": {"pydantic": ANYWHERE},
    "kinds": {"numpy": ANYWHERE},
    "links": {},
    "rules": {},
    "follow": {},
    "limits": {"numpy": ANYWHERE},
    "profiles": {},
    "logs": {},
    "predict": {"numpy": ANYWHERE, "sklearn": LAZILY},
    "presets": {"numpy": ANYWHERE},
    "diagnosis": {"numpy": ANYWHERE},
    "run": {"numpy": ANYWHERE},
    "comparison": {
        "joblib": LAZILY,
        "numpy": ANYWHERE,
        "plotly": LAZILY,
        "threadpoolctl": LAZILY,
    },
    "lr_trials": {"numpy": ANYWHERE},
    "lr_range": {"numpy": ANYWHERE, "plotly": LAZILY},
    "cures": {"numpy": ANYWHERE},
    "files": {"numpy": ANYWHERE, "safetensors": LAZILY},
    "describing": {},
    "progress": {"tqdm": LAZILY},
    "trainer": {"plotly": LAZILY},
    "cli": {"streamlit": LAZILY},
    "__main__": {},
    "estimators": {"numpy": ANYWHERE, "scipy": ANYWHERE, "sklearn": ANYWHERE},
    "export": {"numpy": ANYWHERE, "onnx": LAZILY, "safetensors": LAZILY},
    "html_run": {},
    "recorder": {"numpy": ANYWHERE, "plotly": LAZILY},
    "views": {"numpy": ANYWHERE, "plotly": LAZILY},
    "workbench": {"cachetools": ANYWHERE, "numpy": ANYWHERE, "segno": LAZILY},
    "ui": {
        "PIL": LAZILY,
        "numpy": ANYWHERE,
        "pandas": LAZILY,
        "starlette": ANYWHERE,
        "streamlit": ANYWHERE,
        "threadpoolctl": ANYWHERE,
        "uvicorn": ANYWHERE,
    },
    "": {},
    "public": {},
    "pytest_plugin": {"pytest": ANYWHERE},
    "app": {"streamlit": ANYWHERE},
}
ONE_FILE = {
    "mlpviz.data.openml": {"sklearn": LAZILY},
    "mlpviz.gradcheck.missing_torch": {"torch": LAZILY},
    "mlpviz.gradcheck.any_code.tensors": {"torch": LAZILY},
}


def module_name(path):
    """``mlpviz/engine/network.py`` -> ``mlpviz.engine.network``; packages by their own name."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {module_name(path): path.read_text(encoding="utf-8") for path in MODULES}


def unit_of(module):
    """The unit of the house: ``mlpviz.engine.network`` -> ``engine``, ``mlpviz`` -> ``""``."""
    root, *rest = module.split(".")
    if root != "mlpviz":
        return root
    return rest[0] if rest else ""


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def for_types_only(node):
    """``if TYPE_CHECKING:``, which never runs."""
    return isinstance(node, ast.If) and getattr(node.test, "id", None) == "TYPE_CHECKING"


def imports(tree):
    """(module or package, level, lazy, line) of every import statement."""

    ahead = [(tree, False)]
    while ahead:
        node, lazy = ahead.pop()
        for child in ast.iter_child_nodes(node):
            ahead.append((child, lazy or isinstance(child, FUNCTIONS) or for_types_only(child)))
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield alias.name, 0, lazy, child.lineno
            elif isinstance(child, ast.ImportFrom):
                names = [child.module or ""]
                if child.module == "mlpviz":  # from mlpviz import engine
                    names = [f"mlpviz.{alias.name}" for alias in child.names]
                for name in names:
                    yield name, child.level, lazy, child.lineno
            elif isinstance(child, ast.Call) and dynamic(child):
                yield "__import__", 0, lazy, child.lineno


def dynamic(call):
    name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
    return name in ("__import__", "import_module")


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


def arrows(modules):
    """Which modules each module imports, by name; ``modules`` are their sources by name.

    Imports inside functions count: they only put a circle off. ``import a.b`` and ``from a.b
    import c`` are arrows to ``a.b.c`` where that is a module, else to ``a.b``.
    """

    def targets(tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    inner = f"{node.module}.{alias.name}"
                    yield inner if inner in modules else node.module

    return {
        name: {t for t in targets(ast.parse(source)) if t in modules} - {name}
        for name, source in modules.items()
    }


def circle(graph):
    """The modules of some circle in ``graph`` and those between circles; empty if there is none."""
    left = {name: set(targets) for name, targets in graph.items()}
    while True:  # whoever imports nothing that is left, or is imported by nobody, is in no circle
        wanted = set().union(*left.values()) if left else set()
        free = {name for name, targets in left.items() if not targets or name not in wanted}
        if not free:
            return sorted(left)
        left = {n: targets - free for n, targets in left.items() if n not in free}


@cache
def house():
    """What imports what in the whole package."""
    return arrows(SOURCES)


def test_no_module_imports_itself_by_way_of_others():
    assert circle(house()) == []


def test_a_circle_would_be_seen_inside_functions_too():
    modules = {
        "mlpviz.a": "from mlpviz import b",
        "mlpviz.b": "def f():\n    from mlpviz.c import x",
        "mlpviz.c": "if TYPE_CHECKING:\n    import mlpviz.a",
        "mlpviz.d": "import mlpviz.a",
        "mlpviz.e": "",
    }
    assert circle(arrows(modules)) == ["mlpviz.a", "mlpviz.b", "mlpviz.c"]
    assert circle(arrows(modules | {"mlpviz.c": "from mlpviz.e import y"})) == []


def reached(name, graph):
    """All modules that importing ``name`` may load, directly or not."""
    found, ahead = set(), [name]
    while ahead:
        targets = graph.get(ahead.pop(), set()) - found
        found |= targets
        ahead += targets
    return found


def test_nothing_in_the_workbench_reaches_streamlit():
    graph = house()
    draws = {name for name, source in SOURCES.items() if imports_streamlit(source)}
    assert "mlpviz.ui.state" in draws
    below = [name for name in SOURCES if unit_of(name) == "workbench"]
    assert below
    assert {
        name: reached(name, graph) & draws for name in below if reached(name, graph) & draws
    } == {}


def imports_streamlit(source):
    """Whether a module imports Streamlit, anywhere in it."""
    return "streamlit" in source and any(
        name.partition(".")[0] == "streamlit" for name, *_ in imports(ast.parse(source))
    )


def folder_of(module):
    """The page whose folder of ``ui`` a module is in: ``mlpviz.ui.train.page`` -> ``train``."""
    root, *rest = module.split(".")
    return rest[1] if root == "mlpviz" and rest[:1] == ["ui"] and len(rest) > 2 else None


def other_pages(graph):
    """Modules of a page's folder in ``ui``, or what they share, that import a page's folder."""
    return sorted(
        f"{name} imports {target}"
        for name, targets in graph.items()
        for target in targets
        if folder_of(target) not in (None, "board", "server", folder_of(name))
        and (folder_of(name) or name != "mlpviz.ui.navigation")
    )


def test_no_page_imports_another_pages_folder_and_only_navigation_imports_pages():
    graph = house()
    assert other_pages(graph) == []
    pages = {folder_of(target) for target in graph["mlpviz.ui.navigation"]} - {None}
    others = {"bug_lab", "check_my_code", "compare", "gradients", "my_run", "predict", "presets"}
    others |= {"trace"}
    assert pages == {"train", *others}
    wrong = graph | {
        "mlpviz.ui.train.page": {"mlpviz.ui.compare.race_callbacks", "mlpviz.ui.board"}
    }
    assert other_pages(wrong) == ["mlpviz.ui.train.page imports mlpviz.ui.compare.race_callbacks"]


def test_the_house_has_no_circles():
    done = set()
    while len(done) < len(HOUSE):
        ready = {unit for unit, others in HOUSE.items() if unit not in done and others <= done}
        assert ready
        done |= ready


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


HEAVY = (
    "streamlit",
    "plotly",
    "torch",
    "sklearn",
    "scipy",
    "pandas",
    "matplotlib",
    "tornado",
    "joblib",
    "mlpviz.charts",
)


def loaded_after(statements, heavy=HEAVY):
    """Which of ``heavy`` a fresh interpreter has loaded after running ``statements``."""
    code = f"{statements}\nimport sys\nprint([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return ast.literal_eval(run.stdout)


def test_import_mlpviz_alone_loads_neither_numpy_nor_pydantic():
    heavy = ("numpy", "pydantic")
    assert loaded_after("import mlpviz; mlpviz.__version__", heavy) == []
    assert loaded_after("import mlpviz; mlpviz.check_gradients", heavy) == ["numpy", "pydantic"]


def test_import_mlpviz_loads_nothing_that_draws_no_torch_no_scikit_learn():
    assert loaded_after("import mlpviz; mlpviz.RunConfig(); mlpviz.MLP([2, 3, 1])") == []


def test_neither_data_nor_training_load_scikit_learn_or_scipy():
    """In a browser both would have to be fetched, and here they take longer than all the rest."""
    everything = """
import mlpviz
from mlpviz.data import DATASETS
from mlpviz.engine.activations import ACTIVATIONS
for name in DATASETS:
    mlpviz.load_dataset(name)
for name in ACTIVATIONS:
    mlpviz.Trainer(mlpviz.RunConfig(activation=name)).step_epoch()
"""
    assert loaded_after(everything) == []


def test_charts_load_no_plotly_and_gradcheck_no_torch():
    assert loaded_after("import mlpviz.charts, mlpviz.gradcheck") == ["mlpviz.charts"]


def test_the_workbench_loads_without_streamlit():
    modules = [name for name in SOURCES if unit_of(name) == "workbench"]
    assert "streamlit" not in loaded_after("import " + ", ".join(modules))


def test_the_fresh_interpreter_would_tell():
    assert loaded_after("import scipy") == ["scipy"]


def test_nothing_rests_on_caches_that_streamlit_clears():
    """Any tab can ask Streamlit to clear them for everybody."""
    cached = re.compile(r"\bcache_(data|resource)\b")
    assert [str(path) for path in MODULES if cached.search(path.read_text("utf-8"))] == []


def test_a_config_is_asked_for_what_is_known_of_its_dataset():
    """It may be no row of ``DATASETS``: ``config.spec`` knows."""
    asked = re.compile(r"DATASETS(\[|\.get\()\w*\.?config\.dataset")
    found = [path.name for path in MODULES if asked.search(path.read_text(encoding="utf-8"))]
    assert found == []
