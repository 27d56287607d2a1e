"""The pages of the app: one row each, which navigation, addresses, payloads and JavaScript read."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Page:
    """A row of ``PAGES``.

    path : the page's one name: in code, in presets and in its address
    title : what people call it
    icon : stands beside the title, in the row on top and on buttons that lead there
    sidebar : whether it shows the visitor's run, with all choices of it in the sidebar
    first : whether it is the page at the root, whose address is without its path
    """

    path: str
    title: str
    icon: str
    sidebar: bool
    first: bool = False


# By path, in the order of the row on top.
PAGES: dict[str, Page] = {
    row.path: row
    for row in (
        Page("train", "Train", ":material/model_training:", sidebar=True, first=True),
        Page("trace", "Trace", ":material/account_tree:", sidebar=True),
        Page("predict", "Predict", ":material/draw:", sidebar=True),
        Page("gradients", "Gradients", ":material/rule:", sidebar=True),
        Page("bug-lab", "Bug lab", ":material/bug_report:", sidebar=True),
        Page("compare", "Compare", ":material/sports_score:", sidebar=True),
        Page("presets", "Presets", ":material/apps:", sidebar=False),
        Page("check-my-code", "Check my code", ":material/code:", sidebar=False),
        Page("my-run", "My run", ":material/monitoring:", sidebar=False),
    )
}

TAKE_FILES = ("check-my-code", "my-run")  # pages to which a file may be uploaded, by path


class Heading(NamedTuple):
    """What stands beside a page's name: what it is for, a question, and the page that answers it.

    ``lead`` is one sentence, short enough for one line beside the sidebar of a small screen.
    No part of ``Page``, which the board is told with every frame.
    """

    lead: str
    question: str
    way_on: str


# By the path of the page.
HEADINGS: dict[str, Heading] = {
    "train": Heading(
        "Watch a network learn by hand-written backprop, or see why it does not.",
        "What is worth a look?",
        "presets",
    ),
    "trace": Heading(
        "Every number of backprop, opened up: what it is made of, and what it does.",
        "Is the whole gradient right?",
        "gradients",
    ),
    "predict": Heading(
        "Ask the network: draw, slide or pick an input, and see what it answers and why.",
        "Which run is worth asking?",
        "presets",
    ),
    "presets": Heading(
        "Runs worth looking at, each with a question, what to look at, and every choice open.",
        "A run of your own?",
        "train",
    ),
    "compare": Heading(
        "Several runs side by side that differ in one setting: which one learns best?",
        "What is worth a race?",
        "presets",
    ),
    "gradients": Heading(
        "Every entry of the gradient held against the same derivative, found in other ways.",
        "Is it your own code that fails?",
        "check-my-code",
    ),
    "bug-lab": Heading(
        "Classic mistakes of hand-written backprop: what curves show of them, and what checks do.",
        "Is it your own code that fails?",
        "check-my-code",
    ),
    "check-my-code": Heading(
        "Upload the gradients of your own code, and see which are wrong, where, and by what.",
        "What do classic mistakes look like?",
        "bug-lab",
    ),
    "my-run": Heading(
        "Open a run from a file, of your own loop or mlpviz's: all its charts, and what is wrong.",
        "Are its gradients right?",
        "check-my-code",
    ),
}
