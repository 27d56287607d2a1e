"""What the page hands out runs as it stands, and what it writes can be uploaded."""

import json
import re
import subprocess
import sys

import pytest

from mlpviz.gradcheck.any_code.without_loss import judge_values
from mlpviz.profiles import NUMBERS
from mlpviz.workbench.check_my_code.saved import read_saved
from mlpviz.workbench.check_my_code.snippets import FILE, NUMPY, TORCH, notebook, numpy_snippet


def report_of(code, folder):
    """The report of the file that ``code`` writes, run by itself."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    saved = read_saved((folder / FILE).read_bytes(), NUMBERS["upload_bytes"].hosted)
    assert saved.unused == ()
    return judge_values(saved.params, saved.grads, saved.X, saved.Y, saved.loss).report


def notebook_code():
    cells = json.loads(notebook())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("code", [numpy_snippet(), "\n\n".join(notebook_code())])
def test_snippet_and_notebook_write_a_file_whose_mistake_is_named(code, tmp_path):
    report = report_of(code, tmp_path)
    assert report.reading.kind == "slope-at-a"
    assert [row.name for row in report.failing] == ["W1", "b1"]


def test_the_torch_snippet_writes_a_file_that_passes(tmp_path):
    report = report_of(TORCH, tmp_path)
    assert report.passed
    assert [row.name for row in report.rows] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert "4-5-3, tanh, softmax, cross_entropy, mean over samples" in report.notes[0]


@pytest.mark.parametrize("code", [numpy_snippet(), TORCH, notebook_code()[0]])
def test_they_begin_with_what_installs_all_that_they_import(code):
    first, *rest = code.splitlines()
    installed = set(re.fullmatch(r"# pip install (.+)", first)[1].split())
    assert {line.split()[1] for line in rest if line.startswith("import ")} <= installed
    assert "mlpviz" not in "\n".join(rest)


def test_the_notebook_is_one():
    book = json.loads(notebook())
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    kinds = [cell["cell_type"] for cell in book["cells"]]
    assert kinds == ["markdown", "code"] * len(NUMPY)
    ids = [cell["id"] for cell in book["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in book["cells"]:
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        extra = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | extra
