"""Lines of a text that are no rows of its table: Excel's ``sep=;``, comments, titles, rules."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from mlpviz.data.tables.bounds import on
from mlpviz.words import agreeing, counted

LOOKED_AT = 50  # lines
MOST_ABOVE = 20  # lines above the names that are no part of the table
BLOCK = 64_000  # characters, about, that are looked at between two pauses
SEPARATOR = re.compile(r'"?sep=(.|\\t)"?', re.IGNORECASE)
COMMENT = "#"
RULE = re.compile(r"[\s:|-]*")  # below the names of a table in Markdown, with two hyphens in it
BARS = re.compile(r"^[ \t]*\||\|[ \t]*$", re.MULTILINE)  # around a row of such a table
QUOTED = re.compile(r'("[^"\n]*")')
GAP = re.compile(r"[ \t]+")


class Body(NamedTuple):
    """The lines of a table.

    text : names and rows
    above : lines that stood before them
    sign : what the text says that stands between cells; empty if it does not
    comment : the last line of the comments before it, without its sign
    """

    text: str
    above: int
    sign: str
    comment: str


def body_of(text: str) -> Body:
    """A text without the lines at its beginning that say what they are."""
    above, sign, comment = 0, "", ""
    first, _, rest = text.partition("\n")
    if found := SEPARATOR.fullmatch(first.strip()):
        sign, text, above = found[1].replace("\\t", "\t"), rest, 1
    start = 0
    while text.startswith(COMMENT, start) and above < MOST_ABOVE:
        end = end_of_line(text, start)
        comment, above = text[start:end].rstrip("\n").lstrip(f"{COMMENT} "), above + 1
        start = end
    return Body(text[start:], above, sign, comment)


def end_of_line(text: str, start: int) -> int:
    """Where the line after the one at ``start`` begins, or the text ends."""
    return text.find("\n", start) + 1 or len(text)


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text, with their ends; no more than are asked for are copied."""
    start = 0
    while start < len(text):
        end = end_of_line(text, start)
        yield text[start:end]
        start = end


def blocks_of(text: str, pause: Callable[[], object]) -> Iterator[str]:
    """A text in blocks of whole lines, with a pause after each."""
    start = 0
    while start < len(text):
        end = end_of_line(text, start + BLOCK)
        yield text[start:end]
        pause()
        start = end


def rows_of(text: str, sign: str, most: int | None = None) -> Iterator[list[str]]:
    """The rows of a text in cells, up to a cell without an end; blank lines are none."""
    try:
        yield from islice(filter(None, csv.reader(lines_of(text), delimiter=sign)), most)
    except csv.Error:
        return


def width(text: str, sign: str) -> int:
    """How many cells most lines have."""
    counts = Counter(len(row) for row in rows_of(text, sign, LOOKED_AT))
    return counts.most_common(1)[0][0] if counts else 0


def without_titles(body: Body, sign: str) -> Body:
    """The body from the first line on that has about as many cells as most; above are titles.

    A title has one cell that holds something, or none.
    """
    n = width(body.text, sign)
    text, above, start = body.text, body.above, 0
    while above < MOST_ABOVE:
        end = end_of_line(text, start)
        line = text[start:end]
        cells = next(rows_of(line, sign), [])
        if len(cells) >= max(2, n - 1) and sum(map(bool, map(str.strip, cells))) > 1:
            break
        if end == len(text) or '"' in line:
            return body
        start, above = end, above + 1
    return body._replace(text=text[start:], above=above)


def with_names(body: Body, sign: str) -> Body:
    """The body with a name for each cell, where its first line has one fewer.

    So it is where each row ends in a sign and where each begins with a name that has no title. The
    names may be a comment as well.
    """
    n = width(body.text, sign)
    first, *rows = rows_of(body.text, sign, LOOKED_AT) or [[]]
    if len(next(rows_of(body.comment, sign), [])) == n > 1 and not any(map(is_word, first)):
        return body._replace(text=f"{body.comment}\n{body.text}", above=body.above - 1)
    full = [row for row in rows if len(row) == n]
    if len(first) != n - 1 or not full:
        return body
    if not any(row[-1].strip() for row in full):
        line, _, rest = body.text.partition("\n")
        return body._replace(text=f"{line}{sign}\n{rest}")
    names = [row[0].strip() for row in full]
    counts = names == [f"{int(names[0]) + i}" for i in range(len(names))] if _digits(names) else 0
    if counts or (all(map(is_word, names)) and len({*names}) == len(names)):
        return body._replace(text=f"{sign}{body.text}")
    return body


def is_word(cell: str) -> bool:
    """Whether a cell holds something that begins as no number does."""
    return bool(re.match(r"\s*[^\s\d.,+−-]", cell))


def _digits(names: list[str]) -> bool:
    return all(name.isascii() and name.isdecimal() and len(name) < 10 for name in names)


def without_bars(text: str, pause: Callable[[], object] = on) -> str:
    """A table of Markdown without the bars around its rows and the rule below its names."""
    lines = text.split("\n", 2)
    if len(lines) > 1 and "--" in lines[1] and RULE.fullmatch(lines[1]):
        whole = "\n".join([lines[0], *lines[2:]])
        text = "".join(BARS.sub("", block) for block in blocks_of(whole, pause))
    return text


def with_tabs(text: str, pause: Callable[[], object] = on) -> str:
    """A text whose cells stand apart by spaces, with tabs between them."""
    return "".join(_with_tabs(block) for block in blocks_of(text, pause))


def _with_tabs(lines: str) -> str:
    parts = QUOTED.split(lines)
    parts[::2] = [GAP.sub("\t", part) for part in parts[::2]]
    return re.sub(r"^\t|\t$", "", "".join(parts), flags=re.MULTILINE)


def note_above(above: int) -> list[str]:
    """What is said of lines that are passed over."""
    if not above:
        return []
    return [f"{counted(above, 'line')} above the names {agreeing(above, 'is', 'are')} passed over."]
