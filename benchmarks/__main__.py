"""``python -m benchmarks [TABLE] [--threads N]``: all tables, or one.

The tables are engine, checks, gradcheck, naming, compare, app, and opening, which is a part of app.
"""

import argparse
from collections.abc import Callable

parser = argparse.ArgumentParser(prog="python -m benchmarks")
parser.add_argument("--threads", type=int, help="for the engine's table; default: all cores")


def engine(threads: int | None) -> None:
    """How fast an epoch is."""
    from benchmarks import engine

    engine.main(threads)


def checks(threads: int | None) -> None:  # noqa: ARG001 - always one
    """How fast the gradient check is."""
    from benchmarks import gradient_checks

    gradient_checks.main()


def gradcheck(threads: int | None) -> None:  # noqa: ARG001 - always one
    """What the gradient check catches."""
    from benchmarks import detection

    detection.main()


def naming(threads: int | None) -> None:  # noqa: ARG001 - always one
    """How many mistakes are named."""
    from benchmarks import naming

    naming.main()


def compare(threads: int | None) -> None:  # noqa: ARG001 - always one
    """What a second process gains."""
    from benchmarks import comparing

    comparing.main()


def opening(threads: int | None) -> None:  # noqa: ARG001 - the server's own
    """How soon a visitor sees the first chart; a part of the next table."""
    from benchmarks import opening  # needs Playwright, as the next one does

    opening.main()


def app(threads: int | None) -> None:  # noqa: ARG001 - the server's own
    """How fast the page is."""
    from benchmarks import app  # needs Playwright, which the tables above do not

    app.main()


TABLES: dict[str, Callable[[int | None], None]] = {
    "engine": engine,
    "checks": checks,
    "gradcheck": gradcheck,
    "naming": naming,
    "compare": compare,
    "opening": opening,
    "app": app,
}
parser.add_argument("table", nargs="?", choices=TABLES, help="default: all of them")


def main() -> None:
    """Print the tables that the command line asks for."""
    asked = parser.parse_args()
    for name in [asked.table] if asked.table else [name for name in TABLES if name != "opening"]:
        TABLES[name](asked.threads)
        print()


if __name__ == "__main__":  # the workers of the tables of times import this module
    main()
