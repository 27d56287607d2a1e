"""The run that a link asks for. What is wrong in it is left out and told, all else is kept."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import NamedTuple

from mlpviz.config import ConfigError, RunConfig, linked_config
from mlpviz.engine.faults import Fault, FaultsError, require_known, show
from mlpviz.links.frozen import filled, is_whole
from mlpviz.links.names import CHOICES, DOT, SHORT, is_option
from mlpviz.links.reading import Link
from mlpviz.presets import PRESETS
from mlpviz.workbench.own_data import links as own_links

PRESET = "preset"  # the name of a preset: its guide is shown, and it has what a link leaves out
MOST_TRIED = 3  # parameters that are found by trying, as no fault names them


class Asked(NamedTuple):
    """What a link asks for.

    config : its run
    preset : the name of the preset that it comes from, or None
    faults : what is wrong with it
    query : its parameters without those that had to be left out
    """

    config: RunConfig
    preset: str | None
    faults: list[Fault]
    query: dict[str, str]


def asked_run(link: Link, find: own_links.Find = own_links.nothing) -> Asked:
    """The run that a link asks for, without those of its parameters that are wrong.

    A preset has what the link leaves out. Its guide is about its own data: with other data it is
    passed over. Data of somebody's own are what ``find`` has for their fingerprint; without them
    the run is on data of ours, and that is told.
    """
    which = own_links.which(link.query)
    if which is not None:
        return _asked_own(link, which, find)
    name, faults = link.query.get(PRESET), list[Fault]()
    try:
        if name is not None:
            require_known(name, PRESETS, PRESET)
    except FaultsError as error:
        faults, name = [*error.faults], None
    base = None if name is None else PRESETS[name].config
    if base is not None and link.query.get("data", base.dataset) != base.dataset:
        base = name = None
    config, wrong, kept = _nearest(link, base)
    query = {name: text for name, text in link.query.items() if name in kept}
    return Asked(config, name, faults + wrong, query)


def _asked_own(link: Link, which: own_links.Which, find: own_links.Find) -> Asked:
    """What a link asks for that is about data of somebody's own."""
    query = {own_links.DATA: which.stand_in}
    query = {n: t for n, t in link.query.items() if n not in (own_links.WHICH, PRESET)} | query
    config, faults, kept = _nearest(replace(link, query=query), None)
    named = {name: text for name, text in link.query.items() if name in (*kept, own_links.WHICH)}
    dataset = find(which.fingerprint)
    try:
        if dataset is not None:
            return Asked(own_links.on_own(dict(config), dataset), None, faults, named)
    except FaultsError as error:
        return Asked(config, None, [*faults, *error.faults], query)
    return Asked(config, None, [own_links.missing(which), *faults], query)


def _nearest(link: Link, base: RunConfig | None) -> tuple[RunConfig, list[Fault], Collection[str]]:
    """The config of a link without what is wrong in it, that, and the parameters that are kept.

    What is wrong only because something else was left out, such as an option of an unknown dataset,
    goes too, and that is said of it.
    """
    if is_whole(link.query):  # and stays so, whatever is left out
        link = replace(link, query=filled(link.query))
    told: list[Fault] = []
    tried = 0
    while True:
        try:
            return linked_config(link, base), told, link.query
        except ConfigError as error:
            faults = error.faults
        names: Collection[str] = _named(faults, link.query)
        if told:
            told += [_dragged(name, link.query[name]) for name in names]
        else:
            told += faults
        if not names:
            tried += 1
            names = _tried(link, base) if tried <= MOST_TRIED else _said(link)
        link = _without(link, names)


def _named(faults: Iterable[Fault], query: Collection[str]) -> dict[str, None]:
    """The parameters that ``faults`` are of, in order, without those that the link leaves out."""
    found: dict[str, None] = {}
    for fault in faults:
        field = fault.field.partition(DOT)[0]
        option = field.rpartition(" ")[2]  # that of an optimiser: "optimizer beta1"
        if option == "option":  # an unknown one
            option = str(fault.value)
        own = {name for name in query if is_option(name) and name.partition(DOT)[2] == option}
        own |= {fault.field, SHORT.get(field, "")} & {*query}
        found |= dict.fromkeys(sorted(own))
    return found


def _tried(link: Link, base: RunConfig | None) -> Collection[str]:
    """The parameter without which the fewest faults are left, where none names one."""

    def left(name: str) -> int:
        try:
            linked_config(_without(link, [name]), base)
        except ConfigError as error:
            return len(error.faults)
        return 0

    return {min(_said(link), key=left, default="")}


def _said(link: Link) -> list[str]:
    """The choices of a run that a link says."""
    return [name for name in link.query if name in CHOICES or is_option(name)]


def _without(link: Link, names: Collection[str]) -> Link:
    """``link`` without these parameters, and without what was wrong with them."""
    query = {name: text for name, text in link.query.items() if name not in names}
    return replace(link, query=query, faults=())


def _dragged(name: str, text: str) -> Fault:
    message = f"{name} = {show(text)} goes with what is left out, and is left out as well."
    return Fault(name, text, message)
