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
        Page("presets", "Presets", ":material/apps:", sidebar=False),
        Page("compare", "Compare", ":material/sports_score:", sidebar=True),
        Page("gradients", "Gradients", ":material/rule:", sidebar=True),
        Page("bug-lab", "Bug lab", ":material/bug_report:", sidebar=True),
        Page("check-my-code", "Check my code", ":material/code:", sidebar=False),
    )
}

TAKE_FILES = ("check-my-code",)  # pages to which a file may be uploaded, by path


class Heading(NamedTuple):
    """What stands below a page's name: what it is for, a question, and the page that answers it.

    No part of ``Page``, which the board is told with every frame.
    """

    lead: str
    question: str
    way_on: str


# By the path of the page.
HEADINGS: dict[str, Heading] = {
    "gradients": Heading(
        "Is the gradient right? Every entry that this network's backward pass computes is held "
        "against the same derivative found in other ways, within what rounding allows.",
        "Is it your own code that fails?",
        "check-my-code",
    ),
    "bug-lab": Heading(
        "Classic mistakes of hand-written backprop, put into a twin of your network: what the "
        "curves show of each, and what the gradient check does.",
        "Is it your own code that fails?",
        "check-my-code",
    ),
    "check-my-code": Heading(
        "Upload the gradients that your own backward pass gave, and see which are wrong, where, "
        "and which mistake gives exactly these numbers.",
        "What do classic mistakes look like?",
        "bug-lab",
    ),
}
