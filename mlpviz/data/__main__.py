"""``python -m mlpviz.data mnist_full``: download a dataset into the data folder."""

import argparse
import json
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

from mlpviz.data.download import download_dataset
from mlpviz.data.errors import DataError
from mlpviz.data.on_disk import ON_DISK, downloadable
from mlpviz.words import megabytes

PATIENCE = 60  # seconds without an answer after which the server counts as out of reach


def main(arguments: list[str] | None = None) -> int:
    """Download what the command line names; 0 if that went well."""
    parser = argparse.ArgumentParser(prog="python -m mlpviz.data", description=__doc__)
    parser.add_argument("dataset", choices=list(downloadable()))
    parser.add_argument("--lines", action="store_true", help="report in lines of JSON")
    asked = parser.parse_args(arguments)
    report = _line if asked.lines else _words(asked.dataset)
    signal.signal(signal.SIGTERM, _end)
    socket.setdefaulttimeout(PATIENCE)
    try:
        path = download_dataset(asked.dataset, lambda arrived: report(**arrived._asdict()))
    except DataError as error:
        report(error=str(error))
        return 1
    report(file=str(path))
    return 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End as at Ctrl-C: temporary files are removed."""
    raise KeyboardInterrupt


def _line(**facts: object) -> None:
    """One line for the program that started this one."""
    print(json.dumps(facts), flush=True)


def _words(name: str) -> Callable[..., None]:
    """A line that counts, for people."""
    title, expected = ON_DISK[name].title, downloadable()[name].size

    def report(size: int = 0, complete: bool = False, error: str = "", file: str = "") -> None:
        if error or file:
            print(f"\n{error or file}", file=sys.stderr if error else sys.stdout)
            return
        then = "; reading" if complete else ""
        text = f"\r{title}: {megabytes(size)} of about {megabytes(expected)}{then}"
        print(text, end="", flush=True)

    return report


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
