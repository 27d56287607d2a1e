"""``mlpviz view run.mlpviz``: the app with a file open on its page My run."""

import argparse
import os
from pathlib import Path

from mlpviz.cli import app


def arguments(parser: argparse.ArgumentParser) -> None:
    """Those of ``mlpviz view``."""
    parser.add_argument("file", help="what rec.save(path) or trainer.save(path) wrote")
    app.arguments(parser)


def act(asked: argparse.Namespace) -> int:
    """Run the app until it is ended. Raises FaultsError for a file that is none."""
    from mlpviz.workbench.my_run.opened import opened
    from mlpviz.workbench.my_run.viewed import VIEW, content

    path = Path(asked.file).absolute()
    opened(path.name, content(str(path)))  # what cannot be opened is told here
    os.environ[VIEW] = str(path)
    return app.act(asked)
