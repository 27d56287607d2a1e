"""A small run, whose frames are quick."""

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}
