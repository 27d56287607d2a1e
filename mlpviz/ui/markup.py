"""Text from outside on a page: what links, files and visitors bring must not become markup."""

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>$:~#|&!])")
# Where Streamlit finds bare addresses, :material/icons: and :emoji:, even escaped ones.
_FOUND = re.compile(r"(//|@|www(?=\.)|:(?=[\w+-]))", re.IGNORECASE)
JOINER = "\u2060"  # an invisible character that breaks no line


def plain(text: object) -> str:
    """``text`` for ``st.error`` and its like, which read Markdown: no links, no formatting."""
    return _FOUND.sub(rf"\1{JOINER}", _MARKUP.sub(r"\\\1", str(text)))
