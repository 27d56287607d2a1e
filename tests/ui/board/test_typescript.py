from dataclasses import dataclass
from typing import Literal

import pytest

from mlpviz.ui.board import typescript


def test_the_types_that_javascript_is_held_to_are_those_of_the_protocol():
    written = typescript.TARGET.read_text(encoding="utf-8")
    assert written == typescript.declarations(), "python -m mlpviz.ui.board.typescript renews them"
    written = typescript.OF_DRAWING.read_text(encoding="utf-8")
    assert written == typescript.of_drawing(), "python -m mlpviz.ui.board.typescript renews them"


@dataclass
class Inner:
    kind: Literal["a", "b"]


@dataclass
class Outer:
    inner: Inner
    names: tuple[str, ...]
    many: list[Inner]
    sizes: dict[str, int]
    on: bool | None = None


def test_what_a_type_becomes():
    found = {}
    typescript._declare(Outer, found)
    assert list(found) == ["Inner", "Outer"]
    assert found["Inner"] == '\nexport interface Inner {\n  kind: "a" | "b";\n}\n'
    assert found["Outer"].splitlines()[2:-1] == [
        "  inner: Inner;",
        "  names: string[];",
        "  many: Inner[];",
        "  sizes: Record<string, number>;",
        "  on?: boolean;",
    ]


def test_a_type_that_json_does_not_know_is_refused():
    with pytest.raises(KeyError):
        typescript._type(complex, {})


def test_every_module_of_the_board_asks_for_its_types_to_be_checked():
    """Without that line the compiler passes a file over."""
    modules = sorted(typescript.TARGET.parent.glob("*.js"))
    unchecked = [path.name for path in modules if not path.read_text().startswith("// @ts-check\n")]
    assert (len(modules) > 10, unchecked) == (True, [])
