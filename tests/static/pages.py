"""All pages of the app in the present folder, in the state that WebAssembly has.

Run by test_pages.py in a process of its own, in a folder with the site's archive unpacked, with the
names of the packages that the site brings along besides Streamlit.
"""

import sys
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path.cwd()), str(ROOT)]

# Streamlit, what it imports and what tests with it may have what they like.
import pandas  # noqa: E402, F401
import pytest  # noqa: E402, F401
import streamlit.testing.v1  # noqa: E402, F401

from tests.static import wasm  # noqa: E402

# Threads of Streamlit's own are tasks of the browser's loop there: the script, and a spinner.
wasm.enter(
    "mlpviz.ui.navigation",
    {*sys.argv[1:], "streamlit", "starlette"},
    lambda thread: isinstance(thread, Timer) or thread.name == "ScriptRunner.scriptThread",
)

import mlpviz  # noqa: E402
from mlpviz.config import RunConfig  # noqa: E402
from mlpviz.data import DATASETS  # noqa: E402
from mlpviz.engine.activations import ACTIVATIONS  # noqa: E402
from mlpviz.gradcheck import check_network  # noqa: E402
from mlpviz.workbench.datasets import shared_dataset  # noqa: E402
from mlpviz.workbench.gradients.choices import CheckChoices  # noqa: E402
from mlpviz.workbench.new_runs import new_run  # noqa: E402
from mlpviz.workbench.pages import PAGES  # noqa: E402
from tests.data.tables.files import csv  # noqa: E402
from tests.ui import test_check_my_code_page, test_gate  # noqa: E402
from tests.ui.conftest import App  # noqa: E402

App.file = Path("app.py").resolve()
SMALL = {"dataset": "moons", "hidden_sizes": "[4]", "batch_size": "64"}


def check_my_code(app):
    file = test_check_my_code_page.content(test_check_my_code_page.Numbers(bug="no-slope"))
    test_check_my_code_page.upload(app, file)
    assert "“σ' forgotten”" in test_check_my_code_page.verdict(app)


def gradients(app):
    test_gate.gradients(app)
    app.choose("gradients.sources", ["autograd"])
    assert "autograd is missing" in " ".join(node.value for node in app.test.info)
    assert app.session.gradients.check.report.verdict == "pass"


def train(app):
    test_gate.train(app)
    app.session.your_data.take("mine.csv", csv())
    app.press("your_data")
    app.press("your_data_begin")
    assert app.session.config.spec.title == "mine.csv"
    app.session.your_data.take("mine.parquet", b"PAR1")
    assert "read by pyarrow, which is not installed here" in app.session.your_data.refused


def my_run(app):
    app.press("my_run_example")
    assert "dead" in app.said[1]
    app.scrub(3)


USES = {
    "train": train,
    "trace": test_gate.trace,
    "predict": test_gate.predict,
    "presets": test_gate.presets,
    "compare": test_gate.compare,
    "gradients": gradients,
    "bug-lab": test_gate.bug_lab,
    "check-my-code": check_my_code,
    "my-run": my_run,
}


def data_and_activations():
    """Every dataset and activation: an epoch of training, and a gradient check."""
    for dataset, spec in DATASETS.items():
        task = {"loss": "mse", "output": "identity"} if spec.task == "regression" else {}
        for activation in ACTIVATIONS if dataset == "moons" else ("gelu",):
            config = RunConfig(dataset=dataset, activation=activation, hidden_sizes=[3], **task)
            trainer = new_run(config, shared_dataset(config))[0]
            trainer.step_epoch()
            choices = CheckChoices()
            X, Y = choices.batch(trainer)
            check = check_network(choices.network(trainer), X, Y, loss=trainer.loss)
            assert check.verdict == "pass", (dataset, activation)


if __name__ == "__main__":
    assert Path(mlpviz.__file__).is_relative_to(Path.cwd())
    assert USES.keys() == PAGES.keys()
    for path, use in USES.items():
        app = App("" if path in ("train", "presets") else path, **SMALL)
        assert not app.has("downloads")
        use(app)
    data_and_activations()
    print("All pages were there.")
