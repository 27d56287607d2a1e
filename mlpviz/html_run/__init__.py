"""A whole run as one HTML file that needs no network: all views, to scrub and to play."""

from mlpviz.html_run.page import run_page

__all__ = ["run_page"]
