"""``mlpviz export``: train what a preset, a link or choices say, and write it as files."""

import argparse

from mlpviz.cli.train import DIVERGED, USUAL, chosen, require_places
from mlpviz.config import ConfigError
from mlpviz.engine.faults import Fault
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.settings import EPOCHS
from mlpviz.export import EXPORTS, end_of
from mlpviz.words import listed


def arguments(parser: argparse.ArgumentParser) -> None:
    """Those of ``mlpviz export``."""
    parser.add_argument("what", nargs="*", help="as for `mlpviz run`")
    parser.add_argument("--preset", metavar="NAME", help="a preset, as a word does without it")
    parser.add_argument(
        "--epochs", type=int, help=f"by default {USUAL}, and none of a run that was saved"
    )
    parser.add_argument(
        "--html", metavar="FILE", action="append", default=[], help="one page with all charts"
    )
    parser.add_argument(
        "--to",
        metavar="FILE",
        action="append",
        default=[],
        help=f"write it as the end of the name says: {', '.join(EXPORTS)}",
    )


def act(asked: argparse.Namespace) -> int:
    """Train and write; 1 if it diverged. Raises FaultsError for what is asked wrongly."""
    if not asked.html and not asked.to:
        message = "Nothing is to be written: --html run.html, or --to FILE."
        raise ConfigError([Fault("--html", None, message)])
    if asked.epochs is not None and (fault := EPOCHS.fault("--epochs", asked.epochs)):
        raise ConfigError([fault])
    for path in asked.html:
        end_of(path, [".html"])
    require_places(asked.html, asked.to)
    words = [asked.preset, *asked.what] if asked.preset else asked.what
    trainer = chosen(words)
    usual = 0 if trainer.epoch else USUAL
    error = None
    try:
        trainer.train(usual if asked.epochs is None else asked.epochs)
    except NonFiniteError as met:
        error = met
        print(f"{met}\n")
    files = [trainer.export_html(path, error) for path in asked.html]
    for path in asked.to:
        files += trainer.export(path)
    print(f"Written: {listed(files)}.")
    return DIVERGED if error else 0
