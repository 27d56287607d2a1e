"""The Check my code page."""
