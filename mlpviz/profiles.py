"""What this installation allows: two profiles, ``local`` and ``hosted``, and the table ``NUMBERS``.

Every number can be set by an environment variable, whatever the profile.
"""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import NamedTuple

from mlpviz.engine.faults import Fault, FaultsError, show

HOSTED = "MLPVIZ_HOSTED"  # the environment variable that says that strangers use this server
FRAME_ANCESTORS = "MLPVIZ_FRAME_ANCESTORS"  # the one that says who may show the app in a frame
_NO = ("", "0", "false", "no", "off")
_KEYWORDS = ("self", "none")  # which a policy has in quotes
_SOURCE = re.compile(r"\*|[\w.*-]+|[\w+.-]+:(//[\w.*-]+)?(:\d+|:\*)?/?")  # an origin, or a scheme
_PREFIXES = {"": 1.0, "K": 1e3, "M": 1e6, "G": 1e9}


class ProfileError(FaultsError):
    """An environment variable holds what it cannot be set to."""


class Number(NamedTuple):
    """A row of ``NUMBERS``: what it is for, and its value in both profiles."""

    help: str
    local: float
    hosted: float


NUMBERS: dict[str, Number] = {
    "run_bytes": Number("Memory of one run, in bytes.", inf, 64e6),
    "together_bytes": Number(
        "Memory of runs side by side, in bytes: a race, the Bug lab's twins.", 2e9, 128e6
    ),
    "update_seconds": Number("Seconds of a single update, as estimated.", inf, 0.05),
    "samples": Number("Samples of a run, training and test together.", inf, 10_000),
    "epochs": Number("Epochs of a run.", inf, 10_000),
    "variants": Number("Runs of a race.", 6, 6),
    "check_products": Number(
        "Products of a gradient check, in all probes; an activation counts as 100.", inf, 5e9
    ),
    "cures_seconds": Number("Seconds of work of one search for cures.", 60, 10),
    "pins": Number("Pinned runs.", 8, 4),
    "snapshot_bytes": Number("Weights that a run keeps for going back, in bytes.", 2**24, 4e6),
    "upload_bytes": Number("A file that is uploaded, packed and unpacked, in bytes.", 200e6, 10e6),
    "uploads_bytes": Number("Files that are uploaded, of all visitors, in bytes.", 1e9, 1e8),
    "own_rows": Number("Rows of a table of one's own.", 10_000, 10_000),
    "own_columns": Number("Columns of such a table.", 200, 100),
    "own_bytes": Number("Tables of one's own that are kept for a visitor, in bytes.", 1e9, 32e6),
    "download_bytes": Number("A dataset that is downloaded on request, in bytes.", inf, 0),
    "dataset_bytes": Number("Datasets kept in memory for all visitors, in bytes.", 1e9, 2e8),
    "pass_bytes": Number("Layers of one pass through the network, in bytes.", inf, 8e6),
    "pass_operations": Number("Operations of one such pass.", inf, 5e7),
    "log_value": Number("Characters of a value in the log.", 500, 200),
    "log_lines": Number("Lines of the log in a minute, and as many errors.", inf, 200),
    "log_visitor_lines": Number("Lines of the log in a minute for one visitor.", inf, 20),
    "log_file_bytes": Number("A log file, in bytes, before the next one begins.", 10e6, 10e6),
    "sessions": Number("Visitors at a time.", inf, 100),
    "sockets": Number("Open tabs, those that wait for a place too.", inf, 1000),
    "forget_seconds": Number("Seconds after which a visitor who has left is forgotten.", inf, 60),
    "rest_seconds": Number(
        "Seconds after which a tab in which nobody does anything gives its place to one who waits.",
        inf,
        300,
    ),
    "left_bytes": Number(
        "Runs of visitors who have left or rest and are not forgotten yet, in bytes.", inf, 100e6
    ),
    "process_share": Number("Share of the container's memory that the server may take.", 0.6, 0.6),
}


@dataclass(frozen=True)
class Limits:
    """A profile: the rows of ``NUMBERS`` with the values that hold here."""

    run_bytes: float
    together_bytes: float
    update_seconds: float
    samples: float
    epochs: float
    variants: float
    check_products: float
    cures_seconds: float
    pins: float
    snapshot_bytes: float
    upload_bytes: float
    uploads_bytes: float
    own_rows: float
    own_columns: float
    own_bytes: float
    download_bytes: float
    dataset_bytes: float
    pass_bytes: float
    pass_operations: float
    log_value: float
    log_lines: float
    log_visitor_lines: float
    log_file_bytes: float
    sessions: float
    sockets: float
    forget_seconds: float
    rest_seconds: float
    left_bytes: float
    process_share: float


def variable(name: str) -> str:
    """The environment variable that sets a row of ``NUMBERS``: MLPVIZ_RUN_BYTES."""
    return f"MLPVIZ_{name.upper()}"


def hosted() -> bool:
    """Whether strangers use this server: the environment's MLPVIZ_HOSTED is set, and not to no."""
    return os.environ.get(HOSTED, "").strip().lower() not in _NO


def limits() -> Limits:
    """What holds here and now. Raises ProfileError that names each variable that is no number."""
    given = tuple((name, os.environ.get(variable(name), "")) for name in NUMBERS)
    return _limits(hosted(), given)


@lru_cache(maxsize=8)
def _limits(strangers: bool, given: tuple[tuple[str, str], ...]) -> Limits:
    values, faults = {}, []
    for name, text in given:
        row, value = NUMBERS[name], _number(text)
        if text.strip() and value is None:
            message = (
                f"{variable(name)} = {show(text)}: a number of at least 0, such as 64M or 0.5, or "
                f"inf for no limit. {row.help}"
            )
            faults.append(Fault(variable(name), text, message))
        values[name] = (row.hosted if strangers else row.local) if value is None else value
    if faults:
        raise ProfileError(faults)
    return Limits(**values)


def _number(text: str) -> float | None:
    """``64M`` as 64e6; None for what is no number."""
    found = re.fullmatch(r"(\d*\.?\d+(?:e[+-]?\d+)?)([KMG]?)B?", text.strip(), re.IGNORECASE)
    if found is not None:
        return float(found[1]) * _PREFIXES[found[2].upper()]
    return inf if text.strip().lower() == "inf" else None


def frame_ancestors() -> str:
    """Who may show the app in a frame: the value of CSP's ``frame-ancestors``, empty for anyone.

    MLPVIZ_FRAME_ANCESTORS says it: ``*``, ``self``, ``none``, or origins such as
    ``https://school.org``, with spaces between them. Else it is anyone where strangers use the
    server, and only its own pages where not. Raises ProfileError that names what is none of these.
    """
    text = os.environ.get(FRAME_ANCESTORS, "").strip() or ("*" if hosted() else "self")
    sources = [source.strip("'") for source in text.split()]
    wrong = [source for source in sources if not _SOURCE.fullmatch(source)]
    if wrong:
        message = (
            f"{FRAME_ANCESTORS} = {show(text)}: {show(wrong[0])} is no origin such as "
            "https://school.org, and neither self, none nor * for anyone."
        )
        raise ProfileError([Fault(FRAME_ANCESTORS, text, message)])
    if "*" in sources:
        return ""
    return " ".join(f"'{source}'" if source in _KEYWORDS else source for source in sources)
