"""What a page without a message on its board says of a run that is not allowed here."""

from collections.abc import Iterable

import streamlit as st

from mlpviz.limits import LimitError, Offer
from mlpviz.ui import state
from mlpviz.ui.markup import plain


def refusal(error: LimitError) -> None:
    """Say why, and offer what is allowed instead."""
    st.error(plain(error))
    offers(error.offers)


def offers(those: Iterable[Offer]) -> None:
    """A button for each run that is offered instead of one that was refused."""
    with st.container(horizontal=True, gap="small"):
        for offer in those:
            st.button(
                offer.label,
                key=f"offer_{offer.label}",
                on_click=state.rebuild,
                args=(offer.config.model_dump(),),
            )
