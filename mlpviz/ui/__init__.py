"""The Streamlit app: state, pages and the live board. The only package that imports streamlit."""
