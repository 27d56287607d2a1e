"""``python -m benchmarks [engine|app] [--threads N]``: print both tables, or one."""

import argparse

parser = argparse.ArgumentParser(prog="python -m benchmarks")
parser.add_argument("table", nargs="?", choices=("engine", "app"), help="default: both")
parser.add_argument("--threads", type=int, help="for the engine's table; default: all cores")


def main() -> None:
    """Print the tables that the command line asks for."""
    asked = parser.parse_args()
    if asked.table != "app":
        from benchmarks import engine

        engine.main(asked.threads)
        print()
    if asked.table != "engine":
        from benchmarks import app  # needs Playwright, which the engine's table does not

        app.main()


if __name__ == "__main__":  # the workers of the engine's table import this module
    main()
