"""What an import loads, asked of a fresh interpreter; and two ways of writing that are none."""

import ast
import re
import subprocess
import sys

from tests.house import MODULES, ROOT, SOURCES, unit_of

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
