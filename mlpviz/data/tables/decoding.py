"""Bytes to text: which encoding a file is in, and what is no text at all."""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from mlpviz.data.tables.bounds import on
from mlpviz.data.tables.failure import failure
from mlpviz.words import counted

# By the first bytes of a file: what it is, and what to do with it.
SIGNATURES: dict[bytes, tuple[str, str]] = {
    b"\x89PNG": ("a picture (PNG)", "Save the table itself as CSV"),
    b"\xff\xd8\xff": ("a picture (JPEG)", "Save the table itself as CSV"),
    b"GIF8": ("a picture (GIF)", "Save the table itself as CSV"),
    b"%PDF": ("a PDF", "Save the table itself as CSV"),
    b"\x1f\x8b": ("packed by gzip", "Unpack it first"),
    b"BZh": ("packed by bzip2", "Unpack it first"),
    b"\xfd7zXZ": ("packed by xz", "Unpack it first"),
    b"7z\xbc\xaf": ("packed by 7-Zip", "Unpack it first"),
    b"\x28\xb5\x2f\xfd": ("packed by zstd", "Unpack it first"),
    b"Rar!": ("packed by RAR", "Unpack it first"),
    b"\xd0\xcf\x11\xe0": ("an old workbook of Excel (.xls)", "Save it there as CSV"),
    b"\x89HDF": ("an HDF5 file", "Save its table as CSV or Parquet"),
    b"SQLite": ("a database of SQLite", "Export a table of it as CSV"),
    b"\x93NUMPY": ("a single array (.npy)", 'Save np.savez("data.npz", X=X, y=y)'),
    b"ARROW1": ("a Feather file", "Save it as Parquet or CSV"),
    b"\x80": ("a pickle, which is a program, and is not run here", "Save the table as CSV"),
    b"\x7fELF": ("a program", "Save a table as CSV"),
    b"MZ": ("a program", "Save a table as CSV"),
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# The same of texts, by their first letters.
LANGUAGES = (
    (re.compile(r"@relation\b", re.IGNORECASE), "an ARFF file of Weka"),
    (re.compile(r"[\[{]\s*[\[{\"]"), "JSON"),
    (re.compile(r"<(!doctype|html|\?xml|table|svg)\b", re.IGNORECASE), "a page of HTML or XML"),
    (re.compile(r"%?\{?\\(documentclass|begin|rtf)"), "a document"),
)
ALLOWED = frozenset("\t\n\r\f\v\x1a\x85")  # controls that texts have; old editors end with \x1a
LOOKED_AT = 2_000  # bytes, where an encoding has no mark
HALF = 0.4  # share of bytes that are zero in UTF-16 of Latin letters


class Decoded(NamedTuple):
    """A text, and what it was written in if that is worth saying; else empty."""

    text: str
    note: str


def signature(content: bytes) -> tuple[str, str] | None:
    """What the first bytes tell that a file is, and the way out; None if they tell nothing."""
    return next((told for start, told in SIGNATURES.items() if content.startswith(start)), None)


def language(text: str) -> str:
    """What the first letters of a text tell that it is, if it is no table; else empty."""
    start = text[:LOOKED_AT].lstrip()
    return next((name for pattern, name in LANGUAGES if pattern.match(start)), "")


def decoded(content: bytes, pause: Callable[[], object] = on) -> Decoded:
    """The text of a file: UTF-8, UTF-16 or UTF-32 with their mark or without, else Latin-1.

    ``pause`` is called between two steps. Raises TableError for what is no text.
    """
    found = _decoded(content)
    pause()
    _require_printable(found.text, pause)
    return found._replace(text=found.text.replace("\x1a", ""))


def _decoded(content: bytes) -> Decoded:
    for mark, encoding, name in MARKS:
        if content.startswith(mark):
            return Decoded(_marked(content, encoding, name), f"It is written in {name}.")
    if encoding := _two_bytes(content[:LOOKED_AT]):
        return Decoded(_marked(content, encoding, "UTF-16"), "It is written in UTF-16.")
    try:
        return Decoded(content.decode("utf-8"), "")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")  # Latin-1 with quotes and the euro sign in it
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return Decoded(text, "It is no UTF-8, and was read as Latin-1 (Windows-1252).")


def _marked(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        message = (
            f"It says that it is {name}, and byte {error.start} is not: it is damaged or cut off. "
            "Save it once more."
        )
        raise failure("encoding", error.start, message) from error


def _two_bytes(start: bytes) -> str:
    """The UTF-16 that a text without a mark is in, empty if it is not."""
    pairs = len(start) // 2
    if pairs < 2:
        return ""
    zeros = {"utf-16-be": start[0::2].count(0), "utf-16-le": start[1::2].count(0)}
    name = max(zeros, key=lambda encoding: zeros[encoding])
    return name if zeros[name] > HALF * pairs and min(zeros.values()) < zeros[name] / 4 else ""


def _require_printable(text: str, pause: Callable[[], object]) -> None:
    """Raise TableError if there is in ``text`` what no text has."""
    n = 0
    for control in map(chr, range(32)):
        if control not in ALLOWED:
            n += text.count(control)
            pause()
    if n:
        message = (
            f"It is no text: it holds {counted(n, 'control character')}, such as a zero byte. Save "
            "the table as CSV, TSV, Parquet or NPZ."
        )
        raise failure("file", n, message)
