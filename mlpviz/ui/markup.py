"""Text from outside on a page: what links, files and visitors bring must not become markup."""

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>$:~#|&!])")
# Where Markdown finds bare addresses, even escaped ones.
_ADDRESS = re.compile(r"(//|@|www(?=\.))", re.IGNORECASE)
JOINER = "\u2060"  # an invisible character that breaks no line


def plain(text: object) -> str:
    """``text`` for ``st.error`` and its like, which read Markdown: no links, no formatting."""
    return _ADDRESS.sub(rf"\1{JOINER}", _MARKUP.sub(r"\\\1", str(text)))
