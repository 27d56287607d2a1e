"""The pytest plugin, in pytests of their own: their folders know nothing of this repository."""

import re
import shutil
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

import mlpviz
from mlpviz import pytest_plugin
from mlpviz.pytest_plugin import file_stem

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[1]
POINTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]

SUBJECT = """
import numpy as np

W = np.array([[1.0, -2.0], [0.5, 3.0]])
tiny = np.array([1e-9])

def loss():
    return np.sum(W**2)

def large_loss():
    return 1e6 + np.sum(tiny**2)
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """``run(test, *arguments)``: pytest on a file with this code, and with the plugin alone."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(subject=SUBJECT)

    def start(code, *arguments):
        pytester.makepyfile(test_net=f"import os\nimport pytest\nfrom subject import *\n{code}")
        options = ("-p", "mlpviz.pytest_plugin", "-W", "error", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*options, *arguments)

    return start


RIGHT = """
def test_right(gradients):
    assert gradients(loss, {"W": W}, {"W": 2 * W}).passed
"""
WRONG = """
def test_wrong(gradients):
    gradients(loss, {"W": W}, {"W": W})
"""
VAGUE = """
def test_vague(gradients):
    assert gradients(large_loss, {"w": tiny}, {"w": 2 * tiny}).verdict == "unresolved"
"""


def reading():
    """What the report says of the gradient in ``WRONG``."""
    W = np.array([[1.0, -2.0], [0.5, 3.0]])
    return mlpviz.check_gradients(lambda: np.sum(W**2), {"W": W}, {"W": W}).reading.sentence


PAGE = "test_net.py-test_wrong-*.html"


def test_a_right_gradient_passes_and_a_wrong_one_fails(run):
    run(RIGHT + WRONG).assert_outcomes(passed=1, failed=1)


def test_a_failing_test_prints_the_report_and_its_reading_and_no_code_of_ours(run):
    result = run(WRONG)
    result.stdout.fnmatch_lines(
        [
            "> *gradients(loss, {?W?: W}, {?W?: W})",
            "E * mlpviz.GradientCheckError: gradient check: FAIL *",
            "E * Parameter *Verdict*",
            "E * W * 2×2 * fail *",
            "E * W[[]*]: analytic *",
            "test_net.py:*: GradientCheckError",
        ]
    )
    assert reading() in result.stdout.str()
    result.stdout.no_fnmatch_line("*assertion.py*")
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")
    result.stdout.no_fnmatch_line("*heatmaps*")


def test_unresolved_fails_only_where_asked(run):
    run(VAGUE).assert_outcomes(passed=1)
    result = run(VAGUE, "--gradients-unresolved")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * gradient check: UNRESOLVED *"])
    own = "large_loss, {'w': tiny}, {'w': 2 * tiny}"
    code = "def test_{0}(gradients):\n    gradients({1}, unresolved={0})\n"
    both = code.format(True, own) + code.format(False, own)
    run(both).assert_outcomes(passed=1, failed=1)
    run(both, "--gradients-unresolved").assert_outcomes(passed=1, failed=1)


def test_what_cannot_be_compared_is_an_error_with_the_way_out(run):
    result = run("def test_blind(gradients):\n    gradients(lambda: 1.0, [W], [W], h=0.01)\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *GradientCheckInputError: *loss_fn does not see them*"])


def test_every_failing_check_has_a_page_where_the_option_says(run, pytester):
    twice = """
    for _ in range(2):
        with pytest.raises(AssertionError):
            gradients(loss, [W], [W])
"""
    code = RIGHT + "def test_wrong(gradients):" + twice + WRONG.replace("wrong", "other")
    run(code, "--gradients-report", "a/reports").assert_outcomes(passed=2, failed=1)
    names = sorted(path.name for path in (pytester.path / "a" / "reports").iterdir())
    stem, other = (file_stem(f"test_net.py::test_{name}") for name in ("wrong", "other"))
    assert names == sorted([f"{other}.html", f"{stem}.html", f"{stem}-2.html"])


def test_the_page_is_the_report_and_the_message_says_where_it_is(run, pytester):
    moved = WRONG.replace("gradients(loss", "os.chdir('/')\n    gradients(loss")
    result = run(moved, "--gradients-report", "reports")
    (path,) = (pytester.path / "reports").iterdir()
    result.stdout.fnmatch_lines([f"E * report with heatmaps: {path}"])
    text = path.read_text(encoding="utf-8")
    assert "<h1>test_net.py::test_wrong</h1>" in text
    assert text.count("Gradient check: <strong") == 1
    assert reading() in text
    assert text.count('Plotly.newPlot("heatmap-') == 1
    plotly = (ROOT / "assets" / "plotly" / "plotly-cartesian.min.js").read_text("utf-8")
    assert text.count(plotly) == 1


def test_a_test_that_passes_again_leaves_no_page_of_its_failure(run, pytester):
    run(WRONG + VAGUE, "--gradients-report", "reports", "--gradients-unresolved")
    assert len([*(pytester.path / "reports").iterdir()]) == 2
    mended = WRONG.replace('{"W": W})', '{"W": 2 * W})')
    result = run(mended, "--gradients-report", "reports")
    result.assert_outcomes(passed=1)
    (left,) = (pytester.path / "reports").iterdir()
    assert "test_vague" in left.name


def test_a_folder_that_cannot_be_made_is_refused_at_the_start(run, pytester):
    (pytester.path / "taken").write_text("a file")
    result = run(RIGHT, "--gradients-report", "taken")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--gradients-report */taken: *; name a folder that can be made"])


def test_a_page_that_cannot_be_written_hides_no_gradient(run, pytester):
    gone = WRONG.replace(
        "gradients(loss", "import shutil; shutil.rmtree('gone')\n    gradients(loss"
    )
    result = run(gone, "--gradients-report", "gone")
    result.stdout.fnmatch_lines(["E * gradient check: FAIL *", "E * no report at *gone*"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("test_a.py::test_b[W/1]", "test_a.py::test_b[W-1]"),
        ("test_a.py::test_b", "test_a.py::Test_b"),
        ("test_a.py::test_b[" + "x" * 500 + "]", "test_a.py::test_b[" + "x" * 501 + "]"),
        ("../../etc/passwd", 'a\\b:c*?"<>|\n\0é\ud800'),
    ],
)
def test_file_names_are_safe_and_tell_tests_apart(one, other):
    names = [file_stem(one), file_stem(other)]
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{1,110}", name) for name in names)
    assert len({name.lower() for name in names}) == 2


def test_a_page_has_the_same_name_in_every_run():
    assert file_stem("test_net.py::test_b[W/1]") == "test_net.py-test_b-W-1-472ac9"


def test_pytest_does_not_wait_for_numpy(pytester, run):
    code = "import sys\nwanted = {'numpy', 'pydantic', 'mlpviz.public'} & {*sys.modules}\n"
    pytester.makepyfile(test_bare=f"{code}def test_bare():\n    assert wanted == set()\n")
    run("", "test_bare.py").assert_outcomes(passed=1)


def test_the_entry_point_is_this_plugin():
    assert [*POINTS] == ["pytest11"]
    (point,) = (EntryPoint(*pair, "pytest11") for pair in POINTS["pytest11"].items())
    assert point.load() is pytest_plugin


def test_where_mlpviz_is_installed_pytest_finds_it_by_itself(pytester, monkeypatch):
    """A folder on the path with what ``pip install`` would write there about the entry points."""
    site = pytester.mkdir("site")
    shutil.copytree(ROOT / "mlpviz", site / "mlpviz", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "assets" / "plotly", site / "mlpviz" / "_assets" / "plotly")
    about = site / f"mlpviz-{mlpviz.__version__}.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text(f"Name: mlpviz\nVersion: {mlpviz.__version__}\n")
    lines = [f"{name} = {place}" for name, place in POINTS["pytest11"].items()]
    about.joinpath("entry_points.txt").write_text("\n".join(["[pytest11]", *lines, ""]))
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
    pytester.makepyfile(subject=SUBJECT, test_net=f"from subject import *\n{RIGHT}{WRONG}")
    result = pytester.runpytest_subprocess("--gradients-report", "reports")
    result.assert_outcomes(passed=1, failed=1)
    assert len([*pytester.path.glob(f"reports/{PAGE}")]) == 1
    named = pytester.runpytest_subprocess("-p", "mlpviz.pytest_plugin")
    named.assert_outcomes(passed=1, failed=1)
    off = pytester.runpytest_subprocess("-p", "no:mlpviz.pytest_plugin")
    off.assert_outcomes(errors=2)


def test_the_time_for_a_check_is_an_option(run):
    code = """
big, now = np.arange(1.0, 201.0), [0.0]

def slow():
    now[0] += 0.05  # 200 entries take a minute and more
    return np.sum(big**2)

def test_partial(gradients):
    assert gradients(slow, [big], [2 * big], clock=lambda: now[0]).partial

def test_whole(gradients):
    assert not gradients(slow, [big], [2 * big], clock=lambda: now[0], limit=None).partial
"""
    run(code, "--gradients-limit", "20").assert_outcomes(passed=2)
    run(code, "--gradients-limit=0").assert_outcomes(passed=1, failed=1)
    refused = run(code, "--gradients-limit=soon")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["*'soon' must be a number of seconds, such as 10*"])
