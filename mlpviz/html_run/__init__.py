"""A whole run as one HTML file that needs no network: all views over its epochs, to scrub and play."""

from mlpviz.html_run.page import run_page

__all__ = ["run_page"]
