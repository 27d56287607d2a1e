"""The plan of the house: who may import what; and what each module imports."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted([*(ROOT / "mlpviz").rglob("*.py"), ROOT / "app.py"])

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
