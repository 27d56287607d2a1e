"""The style sheets: what would make every frame slower."""

import re
from pathlib import Path

import mlpviz

SHEETS = sorted(Path(mlpviz.__file__).parent.rglob("*.css"))
# Of any element, or any div, the browser asks ":has" at each change below it.
UNBOUND = re.compile(r"(?:^|[\s>+~,])(?:div|span|\*|:not\(|:is\()?:has\(")
# What is below an element that is known by a part of its class: at each change of any class, all
# below is looked through, and with "*" styled anew.
PART_OF_CLASS = re.compile(r"\[class[*^$|]?=[^\]]*\][^\s>+~,]*[\s>+~]+\S")
# Of every element the browser asks who is above it, which it knows at once of a class.
ANY = re.compile(r"[^.#]*\s\*")
# The gallery has no charts.
WITHOUT_FRAMES = ("presets.css",)


def selectors(sheet):
    """All selectors of a sheet, one by one."""
    text = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    lists = [" ".join(found.split()) for found in re.findall(r"([^{}@;]+)\{", text)]
    return [each.strip() for found in lists for each in re.split(r",(?![^(]*\))", found)]


def unbound(sheet):
    """All selectors that ask ":has" of elements that nothing else names."""
    return [selector for selector in selectors(sheet) if UNBOUND.search(selector)]


def hanging(sheet):
    """All selectors that one element after the other has to be held against."""

    def hangs(selector):
        named = re.sub(r"\([^()]*\)", "", selector)  # what is one of several is no name
        return PART_OF_CLASS.search(selector) or ANY.fullmatch(named)

    return [selector for selector in selectors(sheet) if hangs(selector)]


def found_in_sheets(look, but=()):
    """What is found, by the sheet that it is in."""
    sheets = [path for path in SHEETS if path.name not in but]
    assert len(sheets) > 10
    found = {str(path): look(path.read_text(encoding="utf-8")) for path in sheets}
    return {name: all_of for name, all_of in found.items() if all_of}


def test_has_is_asked_of_named_elements_alone():
    assert found_in_sheets(unbound) == {}


def test_nothing_hangs_on_every_change_of_a_class():
    """It did: the styles of a Step took 62 ms where they take 12 without such selectors."""
    assert found_in_sheets(hanging, WITHOUT_FRAMES) == {}
    assert hanging('[class*="st-key-of_"] > * {}') == ['[class*="st-key-of_"] > *']
    assert len(hanging('[class*="a_"] button p {} .b :is([class^="c"] button) {}')) == 2
    assert len(hanging(':is(.a, [role="b"]) :is(button, input):disabled * {} div * {}')) == 2
    assert not hanging('.a [class*="b"] {} .a > * {} .a * {} .a button:disabled p, .b > *:hover {}')


def test_and_the_look_finds_those_that_ask_it_of_all():
    assert unbound("a {}\n.b :has(c) { d: e }") == [".b :has(c)"]
    assert unbound("@media (width) { div:has(> .b) {} }") == ["div:has(> .b)"]
    assert len(unbound(".a > :not(:has(.b)) {} .a > :is(:has(.c), .b) {}")) == 2
    assert not unbound("/* :has( */ .a:has(.b), :is(.a > *):has(.b), :is(.a > *):not(:has(.b)) {}")
