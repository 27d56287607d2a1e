"""The wrong line of a backward pass beside the right one, where the mistake has a name."""

import streamlit as st

from mlpviz.gradcheck.reading import Reading
from mlpviz.words import SIGNS


def wrong_lines(reading: Reading) -> None:
    """Draw the lines of every mistake that the reading names."""
    for i, (title, wrong, right, lesson) in enumerate(reading.lines):
        with st.container(border=True, key=f"check_my_code_lines_{i}", gap="xsmall"):
            st.markdown(f"**{title}**")
            for column, mark, line in zip(
                st.columns(2), (SIGNS["fail"], SIGNS["pass"]), (wrong, right), strict=True
            ):
                column.markdown(rf"{mark} $\displaystyle {line.maths}$")
                column.code(line.code, language="python", wrap_lines=True)
            if lesson:
                st.markdown(lesson)
