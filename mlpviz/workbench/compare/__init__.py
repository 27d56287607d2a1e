"""The Compare page without its controls: what is raced, and what is told of it."""
