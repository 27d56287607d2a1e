"""A link as text: bounded before it is decoded, and decoded once."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from mlpviz.engine.arguments import wrong
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.links.names import CHOICES, FIELDS, OTHERS, is_option
from mlpviz.words import counted, whole

LONGEST = 4096  # bytes of a link after its "?", escapes included
MOST_PARAMETERS = 100


class Query(NamedTuple):
    """The parameters of a link as they stand in it, and which of ours contradict themselves."""

    texts: dict[str, str]
    faults: list[Fault]


def query_of(link: str) -> str:
    """What follows the "?" of a link; all of it where it is nothing but that."""
    head, asks, rest = link.partition("?")
    alone = not asks or ("=" in head and "://" not in head)
    return (link if alone else rest).partition("#")[0]


def decoded(query: str) -> Query:
    """The parameters of a link, from what follows its "?".

    Raises FaultsError, without a look at what is in it, if it is too long.
    """
    _require_short(len(query) if len(query) > LONGEST else _size(query))
    _require_few(query.count("&") + 1)
    return _single(parse_qsl(query, keep_blank_values=True))


def of_mapping(query: Mapping[str, str | list[str]]) -> Query:
    """The parameters of a link that are decoded already; a list where one is repeated.

    Raises FaultsError as ``decoded`` does, and for what is neither text nor a list of texts.
    """
    _require_few(len(query))
    pairs: list[tuple[str, str]] = []
    for name, given in query.items():
        texts = given if isinstance(given, list) else [given]
        _require_few(len(texts))
        if wrong_kinds := [text for text in (name, *texts) if not isinstance(text, str)]:
            raise FaultsError([wrong(show(name), wrong_kinds[0], "text, as it is in a link")])
        pairs += [(name, text) for text in texts]
    _require_few(len(pairs))
    _require_short(sum(len(name) + len(text) + 1 for name, text in pairs))
    return _single(pairs)


def encoded(query: Mapping[str, str]) -> str:
    """The text of a link's parameters, with its "?". Raises FaultsError if it is too long."""
    text = urlencode(query)
    _require_short(len(text))
    return f"?{text}"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _require_short(size: int) -> None:
    if size > LONGEST:
        message = (
            f"This link has {counted(size, 'byte')}, and {whole(LONGEST)} are the most. Choose "
            "the run on the page and copy the link that it gives."
        )
        raise FaultsError([Fault("link", size, message)])


def _require_few(n: int) -> None:
    if n > MOST_PARAMETERS:
        message = (
            f"This link has {counted(n, 'parameter')}, and {whole(MOST_PARAMETERS)} are the most. "
            "Choose the run on the page and copy the link that it gives."
        )
        raise FaultsError([Fault("link", n, message)])


def _single(pairs: Iterable[tuple[str, str]]) -> Query:
    """One text for each name, the last; those of ours that have several are faults."""
    texts: dict[str, str] = {}
    several: dict[str, set[str]] = {}
    for name, text in pairs:
        texts[name] = text
        several.setdefault(name, set()).add(text)
    faults = [
        Fault(name, text, f"This link has {counted(len(own), 'value')} for {show(name)}: keep one.")
        for name, text in texts.items()
        if len(own := several[name]) > 1 and _is_ours(name)
    ]
    return Query(texts, faults)


def _is_ours(name: str) -> bool:
    return name in CHOICES or name in OTHERS or name in FIELDS or is_option(name)
