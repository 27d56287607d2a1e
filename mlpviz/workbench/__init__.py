"""What a visitor has and what the pages show, without Streamlit: it can be tested by itself."""
