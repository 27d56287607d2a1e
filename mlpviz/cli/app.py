"""``mlpviz app``: the browser app, by Streamlit."""

import argparse
import sys
from pathlib import Path

from mlpviz.engine.faults import Fault, FaultsError

_PACKAGE = Path(__file__).resolve().parents[1]
# An installed wheel carries the file inside the package; a checkout has it beside it.
PLACES = (_PACKAGE / "_app" / "app.py", _PACKAGE.parent / "app.py")
LOCAL = ("--server.address", "127.0.0.1")  # unless it is asked for otherwise


def arguments(parser: argparse.ArgumentParser) -> None:
    """Those of ``mlpviz app``."""
    parser.add_argument(
        "options",
        nargs=argparse.REMAINDER,
        help="Streamlit's own, such as --server.port 8502; only this machine sees the app, unless "
        "--server.address says otherwise",
    )


def act(asked: argparse.Namespace) -> int:
    """Run the app until it is ended; its exit status.

    Raises FaultsError without Streamlit, and for an option that it does not know.
    """
    command = streamlit_arguments(asked.options)
    try:
        from streamlit.web import cli
    except ImportError:
        message = "The app takes Streamlit and more: pip install 'mlpviz[app]'."
        raise FaultsError([Fault("streamlit", None, message)]) from None
    sys.argv = ["streamlit", *command]
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except Exception as error:
        told = getattr(
            error, "format_message", None
        )  # what Streamlit reads its options with has it
        if told is None:
            raise
        message = f"Streamlit says: {told()} See streamlit run --help."
        raise FaultsError([Fault("options", asked.options, message)]) from None


def streamlit_arguments(options: list[str]) -> list[str]:
    """What Streamlit's command is given. Raises FaultsError if the app's file is missing."""
    found = [place for place in PLACES if place.is_file()]
    if not found:
        message = "The app's file is missing from this installation: reinstall mlpviz."
        raise FaultsError([Fault("app", None, message)])
    local = () if any("server.address" in option for option in options) else LOCAL
    return ["run", str(found[0]), *local, *options]
