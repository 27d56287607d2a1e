"""``python -m benchmarks [engine|app]``: print both tables, or one."""

import sys

from benchmarks import app, engine

TABLES = {"engine": engine.main, "app": app.main}

if __name__ == "__main__":
    names = sys.argv[1:] or list(TABLES)
    if not set(names) <= set(TABLES):
        sys.exit(f"usage: python -m benchmarks [{'|'.join(TABLES)}]")
    for name in names:
        TABLES[name]()
        print()
