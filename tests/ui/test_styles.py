"""The style sheets: what would make every frame slower."""

import re
from pathlib import Path

import mlpviz

SHEETS = sorted(Path(mlpviz.__file__).parent.rglob("*.css"))
# Of any element, or any div, the browser asks ":has" at each change below it.
UNBOUND = re.compile(r"(?:^|[\s>+~,])(?:div|span|\*|:not\(|:is\()?:has\(")


def unbound(sheet):
    """All selectors that ask ":has" of elements that nothing else names."""
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    selectors = [" ".join(found.split()) for found in re.findall(r"([^{}@;]+)\{", text)]
    return [selector for selector in selectors if UNBOUND.search(selector)]


def test_has_is_asked_of_named_elements_alone():
    found = {str(path): unbound(path.read_text(encoding="utf-8")) for path in SHEETS}
    assert len(found) > 10
    assert {name: all_of for name, all_of in found.items() if all_of} == {}


def test_and_the_look_finds_those_that_ask_it_of_all():
    assert unbound("a {}\n.b :has(c) { d: e }") == [".b :has(c)"]
    assert unbound("@media (width) { div:has(> .b) {} }") == ["div:has(> .b)"]
    assert len(unbound(".a > :not(:has(.b)) {} .a > :is(:has(.c), .b) {}")) == 2
    assert not unbound("/* :has( */ .a:has(.b), :is(.a > *):has(.b), :is(.a > *):not(:has(.b)) {}")
