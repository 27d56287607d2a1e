"""``TraceChoices``: what of a run the Trace page opens up, and how it stands in an address."""

import re
from dataclasses import dataclass, replace

from mlpviz.engine.faults import Fault, FaultsError, require_known, show
from mlpviz.engine.network import MLP
from mlpviz.engine.options import Option
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.links.names import DASH

MOST_STEPS = 200  # of a trace; the deepest network has fewer
LONGEST = 40  # characters of a weight in an address
SAMPLE = Option("Sample", 0, 0, 10_000_000, 1, "Number of the training sample, from 0")
STEP = Option("Step", 1, 1, MOST_STEPS, 1, "Number of the step, from 1")
NONE = "none"  # no mistake
OF = {"one": False, "mean": True}  # whether it is of the mean, by the word in an address
TABS = ("weight", "nudge", "samples", "mistake")  # what is told beside the network, one at a time
WEIGHT = re.compile(r"[Wb][1-9]\d{0,2}(-\d{1,7}){1,2}", re.ASCII)


@dataclass(frozen=True)
class TraceChoices:
    """What is looked at.

    sample : number of the training sample
    name, index : the weight or bias whose gradient is followed
    mean : of the mean of several samples instead of that one
    mistake : a row of ``MISTAKES``, or ``NONE``
    step : number of the step that is shown, from 1
    tab : one of ``TABS``: what beside the network is open, and so all that is computed of them
    """

    sample: int = 0
    name: str = "W1"
    index: tuple[int, ...] = (0, 0)
    mean: bool = False
    mistake: str = NONE
    step: int = 1
    tab: str = TABS[0]

    @property
    def weight(self) -> str:
        """The weight as it stands in an address: ``W1-0-3``."""
        return DASH.join(map(str, (self.name, *self.index)))

    def within(self, network: MLP, samples: int) -> "TraceChoices":
        """The same as far as this network and so many samples have it, else the first ones."""
        found = replace(self, sample=min(self.sample, samples - 1))
        if self.tab == "mistake" and self.mistake == NONE:
            found = replace(found, tab=TABS[0])
        return (
            found
            if has(network, self.name, self.index)
            else replace(found, name="W1", index=(0, 0))
        )


def opened_with(mistake: str) -> str:
    """The tab that is open where nothing is said of it."""
    return TABS[0] if mistake == NONE else "mistake"


def has(network: MLP, name: str, index: tuple[int, ...]) -> bool:
    """Whether the network has the parameter, and the parameter the entry."""
    shape = network.params[name].shape if name in network.params else ()
    return 0 < len(index) == len(shape) and all(
        0 <= place < side for place, side in zip(index, shape, strict=True)
    )


def read_weight(choices: TraceChoices, text: str) -> TraceChoices:
    """``choices`` with the weight in this text. Raises FaultsError for what can be none."""
    if len(text) > LONGEST or not WEIGHT.fullmatch(text):
        must = "a parameter and its indices, such as W1-0-3 or b2-1"
        raise FaultsError([Fault("weight", text, f"weight = {show(text)} must be {must}.")])
    name, *index = text.split(DASH)
    return replace(choices, name=name, index=tuple(map(int, index)))


def read_of(choices: TraceChoices, text: str) -> TraceChoices:
    """``choices`` for one sample or the mean. Raises FaultsError for another word."""
    require_known(text, OF, "of")
    return replace(choices, mean=OF[text])


def read_mistake(choices: TraceChoices, text: str) -> TraceChoices:
    """``choices`` with this mistake, which is looked at. Raises FaultsError for an unknown one."""
    require_known(text, [NONE, *MISTAKES], "mistake")
    return replace(choices, mistake=text, tab=opened_with(text))


def read_tab(choices: TraceChoices, text: str) -> TraceChoices:
    """``choices`` with this tab open. Raises FaultsError for another word."""
    require_known(text, TABS, "tab")
    return replace(choices, tab=text)
