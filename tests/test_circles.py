"""Nothing imports itself by way of others; no page another, and the workbench no Streamlit."""

import ast
from functools import cache

from tests.house import HOUSE, SOURCES, imports, unit_of


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
