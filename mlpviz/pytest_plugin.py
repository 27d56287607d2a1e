"""The pytest plugin: a fixture ``gradients``, and a page for every check that fails.

Where mlpviz is installed, pytest imports this at the start of every run. So all that takes time to
import waits until a test uses it.
"""

import os
import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mlpviz.gradcheck import GradientReport

LONGEST = 100  # characters of a test's id in a file's name: file systems allow 255 bytes


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--gradients-report``, ``--gradients-unresolved`` and ``--gradients-limit``."""
    group = parser.getgroup("gradients", "gradient checks (mlpviz)")
    group.addoption(
        "--gradients-report",
        metavar="DIR",
        type=os.path.abspath,  # a test may change the working directory
        help="write an HTML page with heatmaps into DIR for every check of `gradients` that fails",
    )
    group.addoption(
        "--gradients-unresolved",
        action="store_true",
        help="a check of `gradients` that cannot decide fails its test, too",
    )
    group.addoption(
        "--gradients-limit",
        metavar="SECONDS",
        type=_seconds,
        help="time for every check of `gradients` (60); 0 is no limit. Where it is too short for "
        "every entry, random directions judge whole parameters",
    )


def _seconds(text: str) -> float:
    """A time from the command line. Raises ArgumentTypeError if it is none."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds < float("inf"):
        raise ArgumentTypeError(
            f"{text!r} must be a number of seconds, such as 10, or 0 for no limit"
        )
    return seconds


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the reports, or refuse to begin."""
    folder = config.getoption("gradients_report")
    try:
        if folder is not None:
            Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise pytest.UsageError(
            f"--gradients-report {folder}: {error.strerror}; name a folder that can be made"
        ) from None


@pytest.fixture
def gradients(request: pytest.FixtureRequest) -> "Callable[..., GradientReport]":
    """``mlpviz.check_gradients`` that fails the test, with the whole report, if one is wrong.

    It takes the same arguments and returns the report. With ``unresolved=True``, a check that
    cannot decide fails, too; by default, ``--gradients-unresolved`` says whether. The default of
    ``limit`` is that of ``--gradients-limit``.
    """
    folder = request.config.getoption("gradients_report")
    pages = None if folder is None else Pages(Path(folder), request.node.nodeid)
    strict = request.config.getoption("gradients_unresolved")
    limit = request.config.getoption("gradients_limit")
    defaults: dict[str, Any] = {} if limit is None else {"limit": limit or None}

    def check(*args: Any, unresolved: bool = strict, **options: Any) -> "GradientReport":
        __tracebackhide__ = True
        from mlpviz.gradcheck import GradientCheckError, assert_gradients

        try:
            return assert_gradients(*args, unresolved=unresolved, **defaults | options)
        except GradientCheckError as error:
            if pages is not None and error.report is not None:
                error.add_note(pages.write(error.report))
            raise

    return check


class Pages:
    """The pages of one test in ``folder``; those of an earlier run are deleted."""

    def __init__(self, folder: Path, test: str) -> None:
        self.folder, self.test, self.stem = folder, test, file_stem(test)
        self.numbers = count(2)
        self.name = f"{self.stem}.html"
        for old in folder.glob(f"{self.stem}*.html"):
            old.unlink(missing_ok=True)

    def write(self, report: "GradientReport") -> str:
        """Write the next page; returns a line that says where it is, or why there is none."""
        from mlpviz.data.assets import asset_path
        from mlpviz.gradcheck.report_page import report_page

        path = self.folder / self.name
        self.name = f"{self.stem}-{next(self.numbers)}.html"
        plotly_js = asset_path("plotly/plotly-cartesian.min.js").read_text(encoding="utf-8")
        try:
            path.write_text(report_page(report, self.test, plotly_js), encoding="utf-8")
        except OSError as error:  # the gradient is the news, not the disk
            return f"no report at {path}: {error.strerror}"
        return f"report with heatmaps: {path}"


def file_stem(test: str) -> str:
    """A file's name for a test's id, safe on every system, and no other id's.

    Letters, digits, dots and hyphens, and six digits that tell ids apart which only differ in what
    is left out, or in case: ``test_net.py::test_b[W/1]`` -> ``test_net.py-test_b-W-1-472ac9``.
    """
    readable = re.sub(r"[^A-Za-z0-9_.]+", "-", test).strip("-.")[:LONGEST]
    return f"{readable}-{sha256(test.encode(errors='backslashreplace')).hexdigest()[:6]}"
