"""Numbers as people write them in cells: 1,234.5 and 1.234,5, 12 %, $3, a minus that is longer.

What is found is said: 1,234 may be meant either way.
"""

import re
from typing import Any

import numpy as np

from mlpviz.arrays import Array

MINUS = "−‒–﹣－"  # where others have a hyphen
GAP = "\u00a0\u2007\u2009\u202f '’"  # between thousands
SIGN = "$€£¥₹₽₩¢%‰"  # before or behind a number, which stays as it is: 12 % is 12
COMMAS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)  # 1,234.5
POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?", re.ASCII)  # 1.234,5
TENTHS = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)  # 0,5
GAPS = re.compile(rf"[+-]?[1-9]\d{{0,2}}([{GAP}]\d{{3}})+([.,]\d*)?", re.ASCII)  # 1 234
# The last part begins where a gap does: else each place of a long gap would be tried.
AROUND = rf"^([+-]?)[{SIGN}][{GAP}]*|(?<![{GAP}])[{GAP}]*[{SIGN}]$"
THOUSANDS = "{} stands between thousands"
COMMA_TENTHS = "a comma stands before tenths"


def read_numbers(cells: Any, decimal: str) -> tuple[Array, tuple[str, ...]]:
    """The numbers [n] of cells, NaN for what is none, and how they are written, if not plainly.

    ``cells`` is a series of pandas, of stripped texts, and None where nothing is to be read;
    ``decimal`` is what stands before tenths in most of the file.
    """
    numbers = _parsed(cells)
    odd = np.isnan(numbers) & cells.notna().to_numpy(bool)
    if not odd.any() and decimal == ".":
        return numbers, ()
    told = list[str]()
    rest = cells.str.replace(f"[{MINUS}]", "-", regex=True)
    if (signs := rest.str.extract(rf"([{SIGN}])", expand=False).dropna()).size:
        rest = rest.str.replace(AROUND, r"\1", regex=True)
        told.append(f"{signs.iloc[0]} is left away")
    if (gaps := rest.str.fullmatch(GAPS, na=False)).any():
        rest = rest.mask(gaps, rest.str.replace(f"[{GAP}]", "", regex=True))
        told.append(THOUSANDS.format("a space or an apostrophe"))
    comma, point = (rest[rest.str.contains(sign, regex=False, na=False)] for sign in ",.")
    grouped = decimal == "," or bool(comma.size)
    grouped = grouped and bool(point.size) and bool(point.str.fullmatch(POINTS).all())
    if decimal == "." and comma.size and comma.str.fullmatch(COMMAS).all():
        rest = rest.str.replace(",", "", regex=False)
        told.append(THOUSANDS.format("a comma"))
    elif decimal == "," or (comma.size and (grouped or comma.str.fullmatch(TENTHS).all())):
        if grouped:
            rest = rest.str.replace(".", "", regex=False)
            told.append(THOUSANDS.format("a point"))
        rest = rest.str.replace(",", ".", regex=False)
        told += [COMMA_TENTHS] if decimal == "." else []
    return _parsed(rest), tuple(told)


def _parsed(cells: Any) -> Array:
    from pandas import to_numeric  # only where a table is read

    numbers: Array = to_numeric(cells, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return numbers
