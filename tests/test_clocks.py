"""Nothing looks at a clock of its own: what depends on time is handed one, and tests hand theirs.

Otherwise a test passes on one machine and fails on a quicker, a slower or a busier one.
"""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
# Who may ask a clock itself: to tell people how long something took, which decides nothing.
MEASURE = {
    "mlpviz.engine.trainer",
    "mlpviz.gradcheck.structured.check",
    "mlpviz.gradcheck.any_code.without_loss",
    "mlpviz.recorder.recorder",
}
# What waits for something outside: a browser, a server, a container.
OUTSIDE = {"browser", "serving.py", "container.py"}


MENTIONED = re.compile(r"\b(time|timeit)\b")


def nodes(source):
    """All nodes of a source that mentions a clock's module at all."""
    return list(ast.walk(ast.parse(source))) if MENTIONED.search(source) else []


def from_time(nodes):
    """The local names of the module ``time``, and of what is imported from it."""
    modules, names = set(), {}
    for node in nodes:
        if isinstance(node, ast.Import):
            modules |= {a.asname or a.name for a in node.names if a.name in ("time", "timeit")}
        elif isinstance(node, ast.ImportFrom) and node.module in ("time", "timeit"):
            names |= {a.asname or a.name: a.name for a in node.names}
    return modules, names


def looks(source):
    """(clock, line, called) of every mention of a clock that is more than its import."""
    found = nodes(source)
    modules, names = from_time(found)
    called = {id(node.func) for node in found if isinstance(node, ast.Call)}
    for node in found:
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", None) in modules:
            yield node.attr, node.lineno, id(node) in called
        elif isinstance(node, ast.Name) and node.id in names:
            yield names[node.id], node.lineno, id(node) in called


def compared(source):
    """Lines on which a clock's answer is compared at once."""
    found = nodes(source)
    modules, names = from_time(found)
    for node in found:
        if isinstance(node, ast.Compare):
            for part in ast.walk(node):
                func = part.func if isinstance(part, ast.Call) else None
                if getattr(func, "id", None) in names or (
                    isinstance(func, ast.Attribute) and getattr(func.value, "id", "") in modules
                ):
                    yield node.lineno


def complaints(module, source):
    """What a module of the package does with clocks that it should be handed."""
    found = [f"{module}:{line}: compares a clock of its own" for line in compared(source)]
    for clock, line, called in looks(source):
        if clock == "sleep":
            found.append(f"{module}:{line}: sleeps")
        elif called and module not in MEASURE:
            found.append(f"{module}:{line}: asks {clock} itself; take a clock as an argument")
    return found


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


PACKAGE = sorted((ROOT / "mlpviz").rglob("*.py"))


def test_no_module_decides_by_a_clock_of_its_own():
    assert len(PACKAGE) > 100
    found = [
        complaint
        for path in PACKAGE
        for complaint in complaints(name_of(path), path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_whoever_may_measure_still_does():
    for module in MEASURE:
        path = ROOT / (module.replace(".", "/") + ".py")
        assert any(called for *_, called in looks(path.read_text(encoding="utf-8"))), module


def test_tests_neither_sleep_nor_look_at_a_clock():
    tests = [path for path in (ROOT / "tests").rglob("*.py") if not OUTSIDE & set(path.parts)]
    assert len(tests) > 50
    found = [
        f"{path.relative_to(ROOT)}:{line}: {clock}"
        for path in tests
        for clock, line, _ in looks(path.read_text(encoding="utf-8"))
    ]
    assert found == []


WRONG = [
    ("mlpviz.ui.training", "import time\ntime.perf_counter()", "asks perf_counter"),
    ("mlpviz.ui.training", "from time import monotonic as now\nnow()", "asks monotonic"),
    ("mlpviz.ui.training", "import time as t\nt.sleep(1)", "sleeps"),
    (
        "mlpviz.gradcheck.structured.check",
        "from time import time\nwhile time() < 5: pass",
        "compares",
    ),
    ("mlpviz.gradcheck.structured.check", "import time\nx = 1 > time.time() - 3", "compares"),
]


@pytest.mark.parametrize(("module", "source", "named"), WRONG)
def test_the_check_finds_what_is_wrong(module, source, named):
    assert named in complaints(module, source)[0]


def test_and_leaves_alone_what_is_right():
    handed = "from time import perf_counter\ndef f(clock=perf_counter):\n    return clock() < 3"
    assert complaints("mlpviz.ui.training", handed) == []
    measured = "import time\nstarted = time.perf_counter()\ntook = time.perf_counter() - started"
    assert complaints("mlpviz.gradcheck.structured.check", measured) == []
    other = "from mlpviz.ui.train import time_travel\ntime_travel.sleep()\nself.time()"
    assert complaints("mlpviz.ui.training", other) == []


# What a test may set instead of the profile of ``conftest.py``: never what asks a clock.
KEEPS = "suppress_health_check=[*settings.default.suppress_health_check"


def test_hypothesis_asks_no_clock():
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
    found = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = "".join(path.read_text().split()) if path != Path(__file__) else ""
        if "deadline=" in text or "suppress_health_check=" in text.replace(KEEPS, ""):
            found.append(path.name)
    assert found == [], "the profile says it for all"
