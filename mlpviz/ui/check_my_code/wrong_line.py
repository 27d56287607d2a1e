"""The wrong line of a backward pass beside the right one, where the mistake has a name."""

import streamlit as st

from mlpviz.gradcheck.bugs import BUGS
from mlpviz.gradcheck.readings.reading import Reading
from mlpviz.words import SIGNS

MOST = 3  # mistakes that give the same numbers


def wrong_lines(reading: Reading) -> None:
    """Draw the lines of every mistake that the reading names."""
    named = [BUGS[kind] for kind in (reading.kind, *reading.alternatives) if kind in BUGS]
    for i, bug in enumerate(named[:MOST]):
        with st.container(border=True, key=f"check_my_code_lines_{i}", gap="xsmall"):
            st.markdown(f"**{bug.title}**")
            for column, mark, line in zip(
                st.columns(2), (SIGNS["fail"], SIGNS["pass"]), (bug.wrong, bug.right), strict=True
            ):
                column.markdown(rf"{mark} $\displaystyle {line}$")
            st.markdown(bug.lesson)
