"""``python -m mlpviz``, and the command ``mlpviz``: see ``mlpviz.cli``."""

import sys

from mlpviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
