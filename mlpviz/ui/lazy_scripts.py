"""Streamlit's own scripts that a browser learns of only as it draws what needs them.

Streamlit loads its page first, each kind of widget when the first of that kind is drawn, and the
host of components last: a trip to the server each, one after the other. Announced with the page,
they all are there by then.
"""

import re
from pathlib import Path

import streamlit as st

# The kinds of elements on the pages with a sidebar, as Streamlit calls what draws them.
KINDS = (
    "Selectbox",
    "TextInput",
    "Checkbox",
    "Slider",
    "Html",
    "PageLink",
    "purify.es",
    "rehype-katex",
    "BidiComponent",
    "Button",
    "ButtonGroup",
)
STATIC = Path(st.__file__).parent / "static"  # all that Streamlit has for the browser
_SCRIPTS = STATIC / "static" / "js"
_NAME = re.compile(r"static/js/([\w.-]+\.js)")  # in the page
_IMPORT = re.compile(r'\b(?:from|import)"\./([\w.-]+\.js)"')  # at the head of a script


def lazy_scripts() -> list[str]:
    """The scripts of ``KINDS`` and what they import, but for what the page itself asks for.

    Addresses relative to the place where the app is served. A kind that an installed Streamlit has
    under another name is left out: its script then comes when it is needed, as ever.
    """
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    known = set(_NAME.findall(page))
    waiting = [path.name for kind in KINDS for path in _SCRIPTS.glob(f"{kind}.*.js")]
    found = []
    while waiting:
        name = waiting.pop(0)
        if name in known:
            continue
        known.add(name)
        found.append(f"static/js/{name}")
        waiting += _IMPORT.findall((_SCRIPTS / name).read_text(encoding="utf-8"))
    return found
