"""What the Predict page shows, without Streamlit."""
