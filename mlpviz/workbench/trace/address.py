"""The Trace page's choices in its address: each as a text, and read back from one."""

from collections.abc import Callable
from typing import NamedTuple

from mlpviz.workbench.trace.choices import (
    OF,
    TraceChoices,
    opened_with,
    read_mistake,
    read_of,
    read_tab,
    read_weight,
)


class Said(NamedTuple):
    """A choice as a text, None to say nothing; ``read`` raises FaultsError for a wrong one."""

    write: Callable[[TraceChoices], str | None]
    read: Callable[[TraceChoices, str], TraceChoices]


WEIGHT = Said(lambda choices: choices.weight, read_weight)
SAMPLES_OF = Said(
    lambda choices: next(word for word, mean in OF.items() if mean == choices.mean), read_of
)
MISTAKE = Said(lambda choices: choices.mistake, read_mistake)
# read behind the mistake, which opens its own
TAB = Said(
    lambda choices: None if choices.tab == opened_with(choices.mistake) else choices.tab, read_tab
)
