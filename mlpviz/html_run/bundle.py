"""The board's JavaScript as one script: a browser loads no modules from a file's address."""

import re
from collections.abc import Mapping
from pathlib import Path

_HERE = Path(__file__).parent
BOARD = _HERE.parent / "ui" / "board" / "frontend"
HOST = _HERE / "host"  # what stands in place of Streamlit; its files come before the board's
FIRST = "host"
# In the order of the app, which lays out its board for phones and fingers; the page's come last.
STYLES = (
    BOARD / "network.css",
    BOARD / "board.css",
    *(BOARD.parents[1] / f"{name}.css" for name in ("style", "touch", "phone")),
    HOST / "page.css",
)

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "(?:[^"]*/)?(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def script() -> str:
    """The host and all of the board that it needs, as the text of a classic script."""
    return bundled(FIRST, _sources(BOARD) | _sources(HOST))


def style() -> str:
    """All style sheets, in one."""
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    return re.sub(r"^@import .*\n", "", text, flags=re.MULTILINE)


def bundled(first: str, sources: Mapping[str, str]) -> str:
    """The module ``first`` and those that it imports, each as a function that gives its exports.

    ``sources`` are their texts by name. They import each other by names in braces and export
    functions, classes and constants where they are declared. Raises ValueError for anything else,
    and for modules that import each other in a circle.
    """
    done: dict[str, str] = {}
    _visit(first, sources, done, ())
    return '"use strict";\n' + "".join(done.values())


def _visit(
    name: str, sources: Mapping[str, str], done: dict[str, str], above: tuple[str, ...]
) -> None:
    if name in above:
        raise ValueError(f"{' imports '.join((*above, name))}: a circle.")
    if name in done:
        return
    text = sources[name]
    for _, other in _IMPORT.findall(text):
        _visit(other, sources, done, (*above, name))
    names = _EXPORT.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = module_\2;", text))
    if left := _OTHER.search(body):
        raise ValueError(f"{name}.js: {left[0]!r} is no import or export that can be bundled.")
    done[name] = (
        f"const module_{name} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();\n"
    )


def _sources(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}
