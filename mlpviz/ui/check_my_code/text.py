"""How to check one's own code in Python: the docs page ``docs/check-my-code.md``."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import streamlit as st

TEXT = Path(__file__).parents[3] / "docs" / "check-my-code.md"
WIDTH = 760  # px, for lines that read well
OUTPUT = "text"  # language of the blocks that show what code prints
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+ )", re.MULTILINE)
# To a page beside this one, which the server does not have.
LINK = re.compile(r"\[([^\]]+)\]\(([\w-]+\.md)\)")

MISSING = (
    "The text of this page comes with mlpviz's source code, which is not installed here. In a "
    "notebook, `help(mlpviz.check_gradients)` tells how to check your own gradients."
)


def text() -> None:
    """Draw the text without its title; its code comes with buttons that copy it."""
    with st.container(width=WIDTH, key="check_my_code_text"):
        try:
            _, _, body = readable(TEXT.read_text(encoding="utf-8")).partition("\n")
        except OSError:
            st.warning(MISSING)
            return
        for language, block in blocks(body):
            if language is None:
                st.markdown(HEADING.sub(r"#\1", block))  # below the page's own
            elif language == OUTPUT:  # tables, which must scroll and not wrap, by keyboard too
                st.html(f'<pre class="mlpviz-output" tabindex="0">{escape(block)}</pre>')
            else:
                st.code(block, language=language, wrap_lines=True)


def readable(text: str) -> str:
    """Markdown whose links to other files of docs/ are their names."""
    return LINK.sub(r"\1 (`docs/\2`)", text)


def blocks(text: str) -> Iterator[tuple[str | None, str]]:
    """Markdown in parts: fenced blocks with their language, and what is between them with None."""
    end = 0
    for match in BLOCK.finditer(text):
        if before := text[end : match.start()].strip():
            yield None, before
        yield match[1], match[2].rstrip("\n")
        end = match.end()
    if rest := text[end:].strip():
        yield None, rest
