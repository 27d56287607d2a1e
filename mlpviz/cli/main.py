"""``main``: one command, and a table of what it can do."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mlpviz import __version__
from mlpviz.cli import app, check, export, train, view
from mlpviz.engine.faults import FaultsError

REFUSED, INTERRUPTED = 2, 130  # what the command returns, as usual


class Command(NamedTuple):
    """What stands behind a word: its help, its arguments, and what it does; 0 if that went well."""

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    act: Callable[[argparse.Namespace], int]


COMMANDS = {
    "run": Command("train a run and print it", train.arguments, train.act),
    "export": Command("train a run and take it away", export.arguments, export.act),
    "check": Command("check the gradients in a file of yours", check.arguments, check.act),
    "app": Command("open the app in the browser", app.arguments, app.act),
    "view": Command("open a run's file in the app", view.arguments, view.act),
}


def main(given: Sequence[str] | None = None) -> int:
    """Do what the command line asks, by default this program's own; returns its exit status."""
    parser = argparse.ArgumentParser(prog="mlpviz", description="The debugger for backprop.")
    parser.add_argument("--version", action="version", version=f"mlpviz {__version__}")
    words = parser.add_subparsers(dest="command", metavar="|".join(COMMANDS), required=True)
    for name, command in COMMANDS.items():
        command.arguments(words.add_parser(name, help=command.help, description=command.help))
    asked = parser.parse_args(given)
    try:
        return COMMANDS[asked.command].act(asked)
    except FaultsError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
