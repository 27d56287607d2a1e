"""What a page says of what cannot be, where its board does not: above all else on it."""

from collections.abc import Sequence

import streamlit as st

from mlpviz.limits import LimitError, Offer
from mlpviz.ui import state
from mlpviz.ui.markup import plain


def problem(words: str | None, offered: Sequence[Offer] = ()) -> None:
    """Say ``words``, if there are any, and what is ``offered`` instead."""
    if words is not None:
        st.error(plain(words).replace("\n", "\n\n"))
        offers(offered)


def own_problem() -> None:
    """What was asked for and cannot be, on this page or by its link; its place stays.

    Streamlit makes whatever stands in another place anew.
    """
    current = state.session()
    with st.container(key="refusal"):
        problem(current.error, current.offers)


def refusal(error: LimitError) -> None:
    """Say why something is not allowed, and offer what is."""
    problem(str(error), error.offers)


def offers(those: Sequence[Offer]) -> None:
    """A button for each run that is offered instead of one that was refused."""
    with st.container(horizontal=True, gap="small"):
        for offer in those:
            st.button(
                offer.label,
                key=f"offer_{offer.label}",
                on_click=_take,
                args=(those, offer.label),
            )


def _take(those: Sequence[Offer], label: str) -> None:
    """Callback: the run that was offered with this label; on a page that can show it."""
    state.take_offer(those, label)
    current = state.session()
    if current.page is not None and not current.page.sidebar:
        current.go_to("train")
