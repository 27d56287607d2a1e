"""``python -m benchmarks [TABLE]``: all tables, or one.

The tables are engine, checks, gradcheck, naming, defaults, compare, exports, recorder, app, and
opening, which is a part of app. Only by name: load and soak, which take long and want the machine
for themselves; faults, which takes long; replicas, which needs nginx.
"""

import argparse
from collections.abc import Callable

parser = argparse.ArgumentParser(prog="python -m benchmarks")
parser.add_argument("--threads", type=int, help="for the engine's table; default: all cores")
parser.add_argument("--quick", action="store_true", help="a short form of load and faults")
parser.add_argument("--visits", type=int, default=200, help="of soak; default: 200")
parser.add_argument("--plain", action="store_true", help="soak without heavy visitors")
parser.add_argument("--traced", action="store_true", help="soak tells who allocates what grows")

Asked = argparse.Namespace


def engine(asked: Asked) -> None:
    """How fast an epoch is."""
    from benchmarks import engine

    engine.main(asked.threads)


def checks(_: Asked) -> None:
    """How fast the gradient check is."""
    from benchmarks import gradient_checks, recognised

    gradient_checks.main()
    recognised.main()


def gradcheck(_: Asked) -> None:
    """What the gradient check catches."""
    from benchmarks import detection

    detection.main()


def naming(_: Asked) -> None:
    """How many mistakes are named."""
    from benchmarks import naming

    naming.main()


def defaults(_: Asked) -> None:
    """Whether the run that is offered for each dataset works."""
    from benchmarks import defaults

    defaults.main()


def compare(_: Asked) -> None:
    """What a second process gains."""
    from benchmarks import comparing

    comparing.main()


def exports(_: Asked) -> None:
    """How large what a run is taken away as is, and how fast its page opens."""
    from benchmarks import exports  # needs Playwright, as opening does

    exports.main()


def recorder(_: Asked) -> None:
    """What a log takes of an epoch of a loop that is not ours."""
    from benchmarks import recorder

    recorder.main()


def replicas(_: Asked) -> None:
    """What becomes of visitors when one of two servers dies."""
    from benchmarks import replicas

    replicas.main()


def opening(_: Asked) -> None:
    """How soon a visitor sees the first chart; a part of the next table."""
    from benchmarks import opening  # needs Playwright, as the next one does

    opening.main()


def app(_: Asked) -> None:
    """How fast the page is."""
    from benchmarks import app  # needs Playwright, which the tables above do not

    app.main()


def load(asked: Asked) -> None:
    """How a hosted server answers many visitors, and one who asks for all that is allowed."""
    from benchmarks import load

    load.main(asked.quick)


def soak(asked: Asked) -> None:
    """What visitors who have left leave behind."""
    from benchmarks import soak

    soak.main(asked.visits, asked.traced, asked.plain)


def faults(asked: Asked) -> None:
    """Whether the diagnosis names what is wrong, and whether its cures work."""
    from benchmarks import faults

    faults.main(asked.quick)


TABLES: dict[str, Callable[[Asked], None]] = {
    "engine": engine,
    "checks": checks,
    "gradcheck": gradcheck,
    "naming": naming,
    "defaults": defaults,
    "compare": compare,
    "exports": exports,
    "recorder": recorder,
    "faults": faults,
    "opening": opening,
    "app": app,
    "load": load,
    "soak": soak,
    "replicas": replicas,
}
BY_NAME = ("opening", "faults", "load", "soak", "replicas")
parser.add_argument("table", nargs="?", choices=TABLES, help="default: those of usual length")


def main() -> None:
    """Print the tables that the command line asks for."""
    asked = parser.parse_args()
    for name in [asked.table] if asked.table else [name for name in TABLES if name not in BY_NAME]:
        TABLES[name](asked)
        print()


if __name__ == "__main__":  # the workers of the tables of times import this module
    main()
