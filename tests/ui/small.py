"""A small run, for tests of pages."""

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}
