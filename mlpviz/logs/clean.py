"""What others have written, as it may stand in a log: cut, on one line, without addresses."""

import re
from ipaddress import ip_address

from mlpviz.logs.who import pseudonym

TIMES = 5  # a line may have as many values as this

# Control characters, line and paragraph separators, and what turns the direction of writing:
# with them a value could look like a line of its own, or hide what follows.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")  # no text in UTF-8 has one
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\[?[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?\]?"
    r"|\d{1,3}(?:\.\d{1,3}){3})(?![\w.])"
)
_SECRET = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)


def cut(text: str, most: float) -> str:
    """``text``, at most ``most`` characters of it, and how many have gone."""
    if len(text) <= most:
        return text
    return f"{text[: int(most)]}... ({len(text) - int(most)} more)"


def clean(text: str) -> str:
    r"""``text`` on one line: what is not to be seen is written as in Python, ``\n`` or ``\x1b``.

    Addresses in the internet are left out, but for those of this machine, and a session's id is
    written as its `pseudonym`.
    """
    text = _CONTROL.sub(_escaped, _SURROGATE.sub(_escaped, text))
    return _SECRET.sub(_short, _ADDRESS.sub(_foreign, text))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "backslashreplace").decode("ascii")


def _short(found: re.Match[str]) -> str:
    return pseudonym(found[0])


def _foreign(found: re.Match[str]) -> str:
    try:
        address = ip_address(found[0].strip("[]"))
    except ValueError:  # a time of day, say
        return found[0]
    return found[0] if address.is_loopback or address.is_unspecified else "(address)"
