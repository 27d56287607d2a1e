"""The Trace page's choices in its address: each as a text, and read back from one."""

from collections.abc import Callable
from typing import NamedTuple

from mlpviz.workbench.trace.choices import OF, TraceChoices, read_mistake, read_of, read_weight


class Said(NamedTuple):
    """A choice as a text; ``read`` raises FaultsError for a wrong one."""

    write: Callable[[TraceChoices], str]
    read: Callable[[TraceChoices, str], TraceChoices]


WEIGHT = Said(lambda choices: choices.weight, read_weight)
SAMPLES_OF = Said(
    lambda choices: next(word for word, mean in OF.items() if mean == choices.mean), read_of
)
MISTAKE = Said(lambda choices: choices.mistake, read_mistake)
