"""The pages of the app: one row each."""

from typing import NamedTuple


class Page(NamedTuple):
    """A row of ``PAGES``: the title in the row of pages."""

    title: str


# By path in the address, in the order of the row on top.
PAGES: dict[str, Page] = {
    "train": Page("Train"),
    "presets": Page("Presets"),
    "compare": Page("Compare"),
    "gradients": Page("Gradients"),
    "bug-lab": Page("Bug lab"),
    "check-my-code": Page("Check my code"),
}
