"""Data of a visitor's own: what is kept of them, and what is made of a file that was uploaded."""
