"""What the documents promise: code that runs, files that exist, versions that agree."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import mlpviz

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PYTHON = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def pins(name):
    """Package -> version of a requirements file, which may pin only with ``==``."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [line.split("#")[0].strip() for line in lines]
    requirements = [Requirement(line) for line in found if line and not line.startswith("-r ")]
    return {r.name: re.fullmatch(r"==([\w.]+)", str(r.specifier)).group(1) for r in requirements}


def test_readme_has_python_and_links():
    assert PYTHON
    assert len(LINK.findall((ROOT / "README.md").read_text("utf-8"))) > 5


@pytest.mark.parametrize("block", PYTHON)
def test_python_in_the_readme_runs(block, tmp_path):
    script = tmp_path / "readme.py"
    script.write_text(block, "utf-8")
    command = [sys.executable, "-W", "error", str(script)]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "pass"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document):
    targets = [t for t in LINK.findall(document.read_text("utf-8")) if "://" not in t]
    assert [t for t in targets if not (document.parent / t.split("#")[0]).exists()] == []


APART = ("dask", "onnx", "progress", "pytest")  # extras that the app runs without


def test_pins_satisfy_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = dict(project["optional-dependencies"])
    others = [Requirement(text) for name in APART for text in extras.pop(name)]
    wanted = [Requirement(text) for text in sum(extras.values(), project["dependencies"])]
    pinned = pins("requirements.txt") | pins("requirements-torch.txt")
    tested = pins("requirements-dev.txt")
    assert {r.name for r in wanted} == set(pinned)
    assert {r.name for r in others} <= set(tested)
    assert all((pinned | tested)[r.name] in r.specifier for r in (*wanted, *others))


def test_development_pins_repeat_nothing():
    lines = (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()
    files = ["requirements.txt", "requirements-torch.txt"]
    assert [line.removeprefix("-r ") for line in lines if line.startswith("-r ")] == files
    names = [name for file in (*files, "requirements-dev.txt") for name in pins(file)]
    assert len(names) == len(set(names))


def test_torch_is_optional():
    assert list(pins("requirements-torch.txt")) == ["torch"]
    app = (ROOT / "Makefile").read_text("utf-8").split("$(VENV)/.app:")[1].split("\n\n")[0]
    assert "install -r requirements.txt -r requirements-torch.txt" in app


def test_changelog_tells_of_this_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## \[(\d\S*)\] - \d{4}-\d\d-\d\d$", text, re.M)
    assert released[0] == mlpviz.__version__
