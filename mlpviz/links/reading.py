"""Links of any version, read and written: ``RunConfig`` and the app's pages are built on this.

A link of an older version goes through ``MIGRATIONS``, one version at a time, each a pure function
of the parameters. So the next version is one more row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mlpviz.data import DatasetSpec, TextOption
from mlpviz.engine.faults import Fault, FaultsError, show, suggestions
from mlpviz.links import text, version_0
from mlpviz.links.frozen import FIRST, LATER, LATER_OPTIONS, filled
from mlpviz.links.names import CHOICES, DOT, FIELDS, OTHERS, ROWS, SHORT, is_option
from mlpviz.words import listed

# How a link of each version, from 0, becomes one of the next.
MIGRATIONS: tuple[Callable[[dict[str, str]], dict[str, str]], ...] = (version_0.to_version_1,)
NEWEST = len(MIGRATIONS)
SHORTEST_NAME = 3  # letters from which on a name is taken for a misspelt one
FOREIGN = ("utm_", "igsh", "fbclid", "gclid", "msclkid", "mc_")  # what mail programs and others add


@dataclass(frozen=True)
class Link:
    """A link that was read.

    query : its parameters in the newest version's names, as far as it has any
    version : the version that it was written in
    faults : why it cannot be opened, as far as that is known: what contradicts itself in it
    unknown : names that were likely meant to be others; all other unknown names are passed over
    """

    query: dict[str, str] = field(default_factory=dict)
    version: int = NEWEST
    faults: tuple[Fault, ...] = ()
    unknown: tuple[Fault, ...] = ()


def parsed(query: str) -> Link:
    """Read what follows the "?" of a link. Raises FaultsError if it cannot be read at all."""
    return _of(text.decoded(query))


def of_mapping(query: Mapping[str, str | list[str]]) -> Link:
    """Read a link whose parameters are decoded. Raises FaultsError as ``parsed`` does."""
    return _of(text.of_mapping(query))


def choices(
    link: Link, base: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], list[Fault]]:
    """The choices for ``RunConfig`` that a link asks for, and what is wrong with their texts.

    ``base`` is the link of a run for what is left out, as a preset's. A text that cannot be read
    stands among the choices as it is.
    """
    return _read(filled(link.query, base), list(link.faults))


def said(link: Link) -> tuple[dict[str, Any], list[Fault]]:
    """The same, but only of the choices that the link names itself."""
    return _read(link.query, list(link.faults))


def _read(query: Mapping[str, str], faults: list[Fault]) -> tuple[dict[str, Any], list[Fault]]:
    found: dict[str, Any] = {rows.field: {} for rows in ROWS.values()}
    for name, choice in CHOICES.items():
        if name in query:
            found[choice.field] = query[name]
            try:
                found[choice.field] = choice.read(query[name])
            except FaultsError as error:
                faults += error.faults
    for name, given in query.items():
        if is_option(name):
            group, _, option = name.partition(DOT)
            options = ROWS[group].field
            if not option:  # of version 0: no dict
                found[options] = given
            elif isinstance(found[options], dict):
                text = option in _texts(group, query.get(group, ""))
                found[options][option] = given if text else CHOICES["lr"].read(given)
    return found, faults


def in_words_of(link: Link, faults: Iterable[Fault]) -> list[Fault]:
    """``faults`` with the names that the link has for the choices."""
    return [_renamed(fault) if link.version else fault for fault in faults]


def written(config_choices: Mapping[str, Any]) -> dict[str, str]:
    """A link's parameters for the choices of a config: every one, options included.

    But for choices that came later than links, where they are what is left out for good.
    """
    query = {"v": str(NEWEST)}
    for name, choice in CHOICES.items():
        text = choice.write(config_choices[choice.field])
        if name not in LATER or text != FIRST[name]:
            query[name] = text
        if name in ROWS:
            rows = ROWS[name]
            given = config_choices[rows.field]
            unsaid = LATER_OPTIONS.get((name, text), {})
            said = {
                option: CHOICES["lr"].write(given.get(option, row.default))
                for option, row in rows.table[text].options.items()
            }
            said |= {
                option: given.get(option, row.default) for option, row in _texts(name, text).items()
            }
            for option, value in said.items():
                if value != unsaid.get(option):
                    query[f"{name}{DOT}{option}"] = value
    return query


def _texts(group: str, name: str) -> Mapping[str, TextOption]:
    """The options of a row that are texts, such as drawn points."""
    row = ROWS[group].table.get(name)
    return row.texts if isinstance(row, DatasetSpec) else {}


def _of(query: text.Query) -> Link:
    version = _version(query.texts.get("v", "0"))
    unknown = _unknown(query.texts, version)
    texts = query.texts
    for migrate in MIGRATIONS[version:]:
        texts = migrate(texts)
    return Link(texts, version, tuple(query.faults), tuple(unknown))


def _version(given: str) -> int:
    numbers = {str(version): version for version in range(NEWEST + 1)}
    if given in numbers:
        return numbers[given]
    if given.isdecimal():
        message = (
            f"v = {show(given)}: this link comes from a newer version of mlpviz than this one, "
            f"which reads links up to v={NEWEST}. Open it where it was made, or update mlpviz."
        )
    else:
        message = f"v = {show(given)} must be the version of the link: v={NEWEST}."
    raise FaultsError([Fault("v", given, message)])


def _unknown(query: Mapping[str, str], version: int) -> list[Fault]:
    """What was likely meant by names that there are not, where that can be told."""
    legal = [*(CHOICES if version else FIELDS), *OTHERS]
    faults = []
    for name, given in query.items():
        if name in legal or name.startswith(FOREIGN) or (version and is_option(name)):
            continue
        if not version and (name in CHOICES or is_option(name)):
            way = f"It is a name of links with a version: begin with ?v={NEWEST}&"
        elif meant := _meant(name, query, legal):
            way = f"Did you mean {listed(meant, 'or')}?"
        else:
            continue
        message = f"{show(name)} = {show(given)} is no part of a link here. {way}"
        faults.append(Fault(name, given, message))
    return faults


def _meant(name: str, query: Mapping[str, str], legal: list[str]) -> list[str]:
    if name in SHORT and SHORT[name] in legal:
        return [SHORT[name]]
    if len(name) < SHORTEST_NAME:
        return []
    options = [
        f"{group}{DOT}{option}"
        for group, rows in ROWS.items()
        if (row := rows.table.get(query.get(group, ""))) is not None
        for option in (*row.options, *_texts(group, query[group]))
    ]
    same = [option for option in options if option.partition(DOT)[2] == name]
    return same or suggestions(name, [*legal, *options])


def _renamed(fault: Fault) -> Fault:
    name = fault.field.partition(DOT)[0]
    if name not in SHORT or not fault.message.startswith(name):
        return fault
    return replace(fault, message=SHORT[name] + fault.message.removeprefix(name))
