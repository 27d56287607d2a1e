"""The command line: ``mlpviz run``, ``mlpviz check``, ``mlpviz app``."""

from mlpviz.cli.main import main

__all__ = ["main"]
