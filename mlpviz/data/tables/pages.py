"""How large the pages of a Parquet file say that they are, which its directory may not tell.

Each page of a column begins with a header in Thrift's compact protocol, whose first fields are the
page's kind, its size unpacked and its size packed. A reader makes room for what it says there.
https://parquet.apache.org/docs/file-format/ and THRIFT-110.
"""

from collections.abc import Callable, Iterable
from typing import Any

from mlpviz.data.tables.bounds import on

MOST_PAGES = 20_000
AT_A_TIME = 500  # pages that are looked at between two pauses
DEEPEST = 8  # structures within each other
UNPACKED, PACKED = 2, 3  # numbers of the fields
STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(13)


class _Reader:
    """Reads Thrift's compact protocol. Raises ValueError where it is none."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content, self.at = content, at

    def byte(self) -> int:
        if not 0 <= self.at < len(self.content):
            raise ValueError("a page's header is cut off")
        self.at += 1
        return self.content[self.at - 1]

    def varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise ValueError("a number of a page's header has no end")

    def number(self) -> int:
        """A whole number with its sign: 0, -1, 1, -2 are 0, 1, 2, 3."""
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def structure(self, depth: int = 0) -> dict[int, int]:
        """The whole numbers among the fields of a structure, by their numbers."""
        if depth > DEEPEST:
            raise ValueError("a page's header is nested too deeply")
        found: dict[int, int] = {}
        last = 0
        while (head := self.byte()) & 0x0F != STOP:
            kind, step = head & 0x0F, head >> 4
            last = last + step if step else self.number()
            if kind in (I16, I32, I64):
                found[last] = self.number()
            elif kind not in (TRUE, FALSE):  # whose value is their kind
                self.skip(kind, depth)
        return found

    def skip(self, kind: int, depth: int) -> None:
        """Pass over a value."""
        if kind in (TRUE, FALSE, BYTE):
            self.byte()
        elif kind in (I16, I32, I64):
            self.varint()
        elif kind == DOUBLE:
            self.at += 8
        elif kind == BINARY:
            length = self.varint()  # which moves on itself
            self.at += length
        elif kind in (LIST, SET):
            head = self.byte()
            n = head >> 4
            for _ in range(self.varint() if n == 0x0F else n):
                self.skip(head & 0x0F, depth + 1)
        elif kind == STRUCT:
            self.structure(depth + 1)
        else:
            raise ValueError("a page's header holds what none has")


def unpacked_size(content: bytes, chunks: Iterable[Any], pause: Callable[[], object] = on) -> int:
    """Bytes that all pages of these column chunks say they have, unpacked.

    ``chunks`` are pyarrow's, of the file's ``content``; ``pause`` is called now and
    then. Raises ValueError for what is no page.
    """
    total = pages = 0
    for chunk in chunks:
        starts = [chunk.data_page_offset]
        if chunk.has_dictionary_page and chunk.dictionary_page_offset:
            starts.append(chunk.dictionary_page_offset)
        at = min(starts)
        end = at + chunk.total_compressed_size
        while at < end:
            reader = _Reader(content, at)
            header = reader.structure()
            size, packed = header.get(UNPACKED, -1), header.get(PACKED, -1)
            pages += 1
            if pages % AT_A_TIME == 0:
                pause()
            if size < 0 or packed < 0 or pages > MOST_PAGES:
                raise ValueError("a page's header says no size, or there is no end of pages")
            total += size
            at = reader.at + packed
    return total
