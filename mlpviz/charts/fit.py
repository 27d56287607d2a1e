"""Texts that fit into the smallest card: how wide a line is, names made short, lines broken."""

import html
import re
from collections.abc import Iterable, Sequence

FONT = 12  # px, of all text in charts
LINE = 16  # px from one line of text to the next
PLOT = 284  # px, the width of the drawing in the smallest card

# Widths in ems, a little more than those of the app's font, Source Sans.
_NARROW = frozenset(" \u2002\u2009!',.:;|()[]{}-/Ifijlrt")
_WIDE = frozenset("mwMW%@…▒★✖◯")
_GAP = "\u2002"  # between the parts of a key
_BETWEEN = f"{_GAP} ,·"
_TAG = re.compile(r"<[^>]*>")


def width(text: str) -> float:
    """Pixels that a line of Plotly's HTML takes, about; tags take none."""
    return plain_width(html.unescape(_TAG.sub("", text)))


def plain_width(text: str) -> float:
    """Pixels that a line of plain text takes, about."""
    return FONT * sum(map(_em, text))


def _em(sign: str) -> float:
    if sign in _NARROW:
        return 0.34
    if sign in _WIDE:
        return 0.93
    return 0.63 if sign.isupper() or ord(sign) > 0x2010 else 0.53


def fitted(text: object, room: float) -> str:
    """Text from data in at most `room` pixels, cut if it has to be, and escaped as in `label`."""
    raw = " ".join(str(text).split())
    if plain_width(raw) > room:
        while raw and plain_width(raw + "…") > room:
            raw = raw[:-1]
        raw = raw.rstrip() + "…"
    return escaped(raw)


def escaped(text: object) -> str:
    """Text from data made harmless: Plotly renders HTML, and expands %{...} in hover templates."""
    return html.escape(" ".join(str(text).split())).replace("%{", "%&#123;")


def rows_of(parts: Iterable[str], room: float) -> str:
    """Parts of a line, such as those of a key, in as many lines as they need.

    What stands between two parts stays behind: no line begins with a comma or a dot.
    """
    lines: list[str] = []
    for part in filter(None, parts):
        if lines and width(lines[-1] + part) <= room:
            lines[-1] += part
            continue
        if lines and part.startswith(","):
            lines[-1] += ","
        lines.append(part.lstrip(_BETWEEN))
    return "<br>".join(lines)


def height(text: str) -> int:
    """Pixels above a plot that its heading needs."""
    return 4 + LINE * (1 + text.count("<br>")) if text else 6


def short_names(names: Sequence[object], room: float) -> tuple[str, list[str]]:
    """What all names begin with, in whole words, and each without it in at most `room` pixels.

    `class 0` and `class 1` are `0` and `1`, and both a `class`. Names that fit keep their words.
    """
    texts = [" ".join(str(name).split()) for name in names]
    if all(plain_width(text) <= room for text in texts):
        return "", [escaped(text) for text in texts]
    shared, rest = shared_words(texts)
    return escaped(shared), [fitted(text, room) for text in rest]


def shared_words(names: Sequence[str]) -> tuple[str, list[str]]:
    """The words that several names begin with, and each without them; one word stays of each."""
    words = [name.split() for name in names]
    most = min(map(len, words)) - 1 if len(words) > 1 else 0
    shared = next((k for k in range(most) if len({each[k] for each in words}) > 1), most)
    return " ".join(words[0][:shared]) if words else "", [" ".join(each[shared:]) for each in words]
