"""The My run page."""
