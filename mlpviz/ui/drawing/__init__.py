"""The panel in which points are drawn: a Streamlit component of its own, in a dialog."""
