"""The Bug lab."""
