"""The groups of presets, in the order in which they are offered: small problems first."""

from collections import ChainMap
from collections.abc import Mapping
from typing import NamedTuple

from mlpviz.presets import EXPERIMENTS, LESSONS, PLAYGROUND, TROUBLE, Preset


class Group(NamedTuple):
    """A row of ``GROUPS``: its title, a sentence on what is in it, and its presets by name."""

    title: str
    lead: str
    presets: Mapping[str, Preset]


GROUPS: dict[str, Group] = {
    "small": Group(
        "Small problems",
        "In one and two dimensions, trained in seconds. Each asks something that you find out by "
        "changing the network.",
        ChainMap(LESSONS, PLAYGROUND),  # which begins with the latter
    ),
    "trouble": Group(
        "Trouble",
        "Runs that do not learn, each for a reason of its own. Find it in the views before the "
        "message says it, then see what Try cures finds.",
        TROUBLE,
    ),
    "experiments": Group(
        "Experiments",
        "From course notebooks in which students wrote backprop by hand, run the way they were "
        "meant. Their authors' mistakes are worth as much as the experiments.",
        EXPERIMENTS,
    ),
}
FIRST = next(iter(GROUPS))  # what the page opens with
