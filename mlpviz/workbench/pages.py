"""The pages of the app: one row each, which navigation, addresses, payloads and JavaScript read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A row of ``PAGES``.

    path : the page's one name: in code, in presets and in its address
    title : what people call it
    icon : stands beside the title, in the row on top and on buttons that lead there
    sidebar : whether it shows the visitor's run, with all choices of it in the sidebar
    first : whether it is the page at the root, whose address is without its path
    lead : what it is for, in a sentence or two below its heading
    way_on : a question that leads to another page, and the path of that page
    """

    path: str
    title: str
    icon: str
    sidebar: bool
    first: bool = False
    lead: str = ""
    way_on: tuple[str, str] | None = None


# By path, in the order of the row on top.
PAGES: dict[str, Page] = {
    row.path: row
    for row in (
        Page("train", "Train", ":material/model_training:", sidebar=True, first=True),
        Page("presets", "Presets", ":material/apps:", sidebar=False),
        Page("compare", "Compare", ":material/sports_score:", sidebar=True),
        Page(
            "gradients",
            "Gradients",
            ":material/rule:",
            sidebar=True,
            lead="Is the gradient right? Every entry that this network's backward pass computes is "
            "held against the same derivative found in other ways, within what rounding allows.",
            way_on=("Is it your own code that fails?", "check-my-code"),
        ),
        Page(
            "bug-lab",
            "Bug lab",
            ":material/bug_report:",
            sidebar=True,
            lead="Classic mistakes of hand-written backprop, put into a twin of your network: what "
            "the curves show of each, and what the gradient check does.",
            way_on=("Is it your own code that fails?", "check-my-code"),
        ),
        Page("check-my-code", "Check my code", ":material/code:", sidebar=False),
    )
}
