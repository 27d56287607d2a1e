"""What this installation allows."""

import os

HOSTED = "MLPVIZ_HOSTED"  # the environment variable that says so
_NO = ("", "0", "false", "no", "off")


def hosted() -> bool:
    """Whether strangers use this server: the environment's MLPVIZ_HOSTED is set, and not to no.

    A hosted server keeps nothing for its visitors, so it downloads no datasets.
    """
    return os.environ.get(HOSTED, "").strip().lower() not in _NO
