"""The pages of the app, and how one leads to another."""

import streamlit as st

from mlpviz.ui import state


def pages() -> dict[str, st.Page]:
    """The pages by path, in the order of the row on top."""
    # Here, not at the top: the pages lead to one another through this module.
    from mlpviz.ui.pages import bug_lab, check_my_code, compare, gradients, presets, train

    rows = {
        "train": (train.page, "Train"),
        "presets": (presets.page, "Presets"),
        "compare": (compare.page, "Compare"),
        "gradients": (gradients.page, "Gradients"),
        "bug-lab": (bug_lab.page, "Bug lab"),
        "check-my-code": (check_my_code.page, "Check my code"),
    }
    return {
        path: st.Page(draw, title=title, url_path=path, default=path == "train")
        for path, (draw, title) in rows.items()
    }


def go_to(path: str) -> None:
    """For callbacks: open another page as soon as this run draws the page as a whole.

    Streamlit lets no callback switch pages. And a button's return value is lost when a second click
    ends the run that would have looked at it; this is kept until a page has been opened for it.
    """
    current = state.session()
    current.destination = path
    current.page += 1


def run() -> None:
    """Draw the row of pages and the one that is open, or open the one that was asked for."""
    table = pages()
    chosen = st.navigation(list(table.values()), position="top")
    current = state.session()
    if current.destination is not None:
        path, current.destination = current.destination, None
        if table[path] is not chosen:
            st.switch_page(table[path])
    chosen.run()
