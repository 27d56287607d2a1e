"""The Trace page without Streamlit: what is chosen, and what the board is told of it."""
