"""What a page is opened with: the run that all behind the "?" of its address asks for."""

from dataclasses import replace
from typing import NamedTuple

from mlpviz.config import RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.limits import LimitError, require_allowed, require_room
from mlpviz.links.reading import Link, parsed
from mlpviz.links.text import decoded
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.linked_run import asked_run
from mlpviz.workbench.links import of_no_run
from mlpviz.workbench.own_data.links import Find


class Opened(NamedTuple):
    """A run, its preset, and the link that asks for it without what is wrong in it.

    ``error`` is why it cannot be at all; the config is then that of the page as it opens.
    """

    config: RunConfig
    preset: str | None = None
    link: Link | None = None
    error: FaultsError | None = None


def opened(text: str, find: Find) -> Opened:
    """What ``text``, all behind the "?" of a link, asks for; nothing is loaded yet.

    ``find`` has the datasets of the visitor's own, by their fingerprints.
    """
    link = None
    try:
        if not text:
            return Opened(FIRST_RUN)
        if of_no_run(names := decoded(text).texts):
            return Opened(FIRST_RUN, link=Link(names))
        link = parsed(text)
        config, preset, faults, kept = asked_run(link, find)
        link = replace(link, query=kept, faults=tuple(faults))
        require_room(config, require_allowed(config).memory)
        return Opened(config, preset, link)
    except LimitError as error:
        return Opened(FIRST_RUN, link=link, error=error)
    except FaultsError as error:
        return Opened(FIRST_RUN, link=Link(faults=error.faults), error=error)
