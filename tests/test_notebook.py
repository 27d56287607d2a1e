"""The notebook from a CSV file to ONNX and one HTML page runs as it stands."""

import contextlib
import io
import re
import shutil
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import onnxruntime
import pandas as pd
import pytest

from mlpviz.data import load_dataset

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "notebooks"
BOOK = nbformat.read(FOLDER / "from-csv-to-onnx.ipynb", as_version=4)
CELLS = [cell.source for cell in BOOK.cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The names of the notebook, what it printed, and the folder in which it ran."""
    folder = tmp_path_factory.mktemp("notebook")
    shutil.copy(FOLDER / "wine.csv", folder)
    names = {}
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()) as out:
        for number, source in enumerate(CELLS):
            exec(compile(source, f"cell {number}", "exec"), names)
    return names, out.getvalue(), folder


def test_it_is_a_notebook_without_stale_outputs():
    nbformat.validate(BOOK)
    assert all(not cell.get("outputs") for cell in BOOK.cells)


def test_the_classifier_learns_and_its_gradients_are_right(ran):
    names, printed, _ = ran
    assert names["scores"].mean() > 0.9
    assert names["trainer"].history.newest.test_accuracy > 0.9
    assert "pass\n[]" in printed


def test_the_onnx_file_answers_raw_rows_as_the_network_does(ran):
    names, printed, folder = ran
    session = onnxruntime.InferenceSession(folder / "wine.onnx")
    rows = names["X"].to_numpy(np.float32)
    (outputs,) = session.run(None, {session.get_inputs()[0].name: rows})
    np.testing.assert_allclose(outputs, names["ours"], atol=1e-5)
    share = float(re.search(r"right: ([\d.]+)%", printed)[1])
    assert share == pytest.approx(100 * np.mean(names["answers"] == names["y"]), abs=0.05)


def test_the_page_is_one_file_within_its_budget(ran):
    page = ran[2] / "wine.html"
    assert page.stat().st_size < 1.5e6
    assert "<title>" in page.read_text("utf-8")


def test_the_table_has_the_values_of_the_bundled_dataset():
    table, bundled = pd.read_csv(FOLDER / "wine.csv"), load_dataset("wine")
    ours = np.vstack([bundled.X_train, bundled.X_test])
    found = table[[*bundled.feature_names]].to_numpy()
    np.testing.assert_allclose(np.sort(found, axis=0), np.sort(bundled.raw_inputs(ours), axis=0))


def test_the_install_line_names_extras_that_there_are():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (line,) = re.findall(r'pip install "mlpviz\[([\w,]+)\]"', BOOK.cells[0].source)
    assert set(line.split(",")) <= project["optional-dependencies"].keys()
