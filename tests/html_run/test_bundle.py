"""The board's modules as one script."""

import re

import pytest

from mlpviz.html_run.bundle import bundled, script, style

LEAF = "// a leaf\nexport const one = 1;\nexport function two() {\n  return 2;\n}\n"
MIDDLE = 'import { one, two } from "./leaf.js";\nexport class Three {\n  sum = one + two();\n}\n'
TOP = (
    'import { two } from "../a/leaf.js";\nimport { Three } from "./middle.js";\nuse(two, Three);\n'
)


def test_modules_become_functions_in_the_order_in_which_they_need_each_other():
    text = bundled("top", {"top": TOP, "middle": MIDDLE, "leaf": LEAF, "unused": "export x;"})
    order = re.findall(r"^const module_(\w+) = ", text, re.MULTILINE)
    assert order == ["leaf", "middle", "top"]
    assert "const { one, two } = module_leaf;\nclass Three {" in text
    assert "return { one, two };" in text
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)


@pytest.mark.parametrize(
    "line",
    [
        "export default function () {}",
        "export let x = 1;",
        'import "./leaf.js";',
        'import * as leaf from "./leaf.js";',
        'export { one } from "./leaf.js";',
    ],
)
def test_what_cannot_be_bundled_is_refused(line):
    with pytest.raises(ValueError, match="can be bundled"):
        bundled("top", {"top": f"{line}\n", "leaf": LEAF})


def test_a_circle_is_refused():
    sources = {
        "a": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b": 'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    with pytest.raises(ValueError, match="a imports b imports a"):
        bundled("a", sources)


def test_the_page_has_the_board_without_streamlit_and_its_styles():
    text = script()
    for name in ("board", "grid", "card", "network", "timeline", "host"):
        assert f"const module_{name} = " in text
    assert "sessionStorage" in text  # of the board's own modules, unchanged
    assert "data-testid" not in text.partition("const module_streamlit")[2].partition("})();")[0]
    assert "@import" not in style()
    assert ".mlpviz-card" in style()
    assert ".mlpviz-tip" in style()


def test_no_module_of_it_needs_its_own_address_or_loads_another():
    assert not re.search(r"\bimport\s*\(|\bimport\.meta\b", script())
