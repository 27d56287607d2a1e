"""The live board: one Streamlit component that hosts plotly.js and redraws its charts in place."""

from mlpviz.ui.board.component import board

__all__ = ["board"]
