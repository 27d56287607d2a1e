"""Files as strangers have them: good ones, and one for each fault, with what is said of it."""

import io
import struct
import zipfile

import numpy as np

ROWS = [(0.5, 1.5, "a"), (1.5, 2.5, "b"), (2.5, 0.5, "a"), (3.5, 1.0, "b")] * 10
NAMES = ("x", "y", "kind")


def csv(rows=ROWS, names=NAMES, sign=",", decimal="."):
    lines = [names, *rows]
    cells = [[str(c).replace(".", decimal) for c in line] for line in lines]
    return "".join(sign.join(line) + "\n" for line in cells).encode()


def column(values, name="kind"):
    """A table of a counter in steps of a half and a column of these values."""
    return csv([(i / 2, value) for i, value in enumerate(values)], ("x", name))


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def packed(member, flags=0, name="X.npy"):
    """A zip with this member."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, member)
    content = bytearray(file.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + place] |= flags
    return bytes(content)


def bomb(size):
    """A zip whose directory says that its member has this size unpacked, in bytes."""
    content = bytearray(packed(bytes(1000)))
    at = content.find(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", size)
    return bytes(content)


def header(shape):
    """A .npy that claims to have this shape."""
    told = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    told += b" " * (63 - (len(told) + 10) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(told)) + told


ARRAYS = {"X": np.ones((5, 3)), "y": np.arange(5)}
CLASSES = [f"k{i}" for i in range(51)] * 2

# By name: the file's name, its bytes, and what is said of it, with the number that broke a limit.
UNREADABLE = {
    "one column": ("a.csv", b"x\n1\n2\n", "It has one column, 'x'"),
    "header only": ("a.csv", b"x,y\n", "2 names in its first line and no row below: 0 samples"),
    "columns": ("a.csv", csv([[1] * 256], [f"c{i}" for i in range(256)]), "256 columns, and 200"),
    "rows": ("a.csv", csv([(1, 2)] * 20_000, "xy"), "20,000 rows, and 10,000 is the most"),
    "far too many": ("a.csv", csv([(1, 2)] * 200_001, "xy"), "200,001 rows, and 10,000 is"),
    "empty": ("a.csv", b"", "It is empty: it has 0 bytes"),
    "blank": ("a.csv", b"\n \n\n", "It is empty"),
    "ragged": ("a.csv", b"x,y\n1,2\n1,2,3\n", "Line 3 has 3 cells, and the lines above have 2"),
    "open quote": ("a.csv", b'x,y\n1,"2\n3,4\n', "A quote that opens in line 2 is never closed"),
    "long cell": ("a.csv", b"x,y\n1," + b"z" * 1001 + b"\n", "1,001 characters, and 1,000"),
    "png": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "It is a picture (PNG), whatever its name"),
    "gzip": ("a.csv", b"\x1f\x8b\x08" + bytes(50), "It is packed by gzip"),
    "pickle": ("a.csv", b"\x80\x04\x95", "It is a pickle, which is a program, and is not run"),
    "binary": ("a.csv", bytes(range(32)) * 9, "It is no text: it holds 234 control characters"),
    "half a letter": ("a.csv", b"\xff\xfea\x00,\x00b", "says that it is UTF-16, and byte 6 is not"),
    "xlsx": ("a.xlsx", packed(b"", name="[Content_Types].xml"), "It is a workbook"),
    "cut zip": ("a.npz", npz(**ARRAYS)[:200], "This .npz cannot be opened: it is damaged"),
    "encrypted": ("a.npz", packed(header((2, 2)), flags=1), "'X' is encrypted"),
    "8 TB": ("a.npz", packed(header((10**6, 10**6))), "takes 8e+12 bytes, and has 0"),
    "bomb": ("a.npz", bomb(300_000_000), "Unpacked, the arrays have 300 MB, and 200 MB"),
    "objects": ("a.npz", npz(X=np.array([{}, {}])), "dtype object. Python objects are stored"),
    "complex": ("a.npz", npz(X=np.ones((2, 2)) + 1j, y=np.ones(2)), "has to hold real numbers"),
    "no X": ("a.npz", npz(W=np.ones((2, 2))), "'W' 2×2: need X [n, d] and y [n]"),
    "other lengths": ("a.npz", npz(X=np.ones((3, 2)), y=np.ones(2)), "X is 3×2 and y is 2"),
    "columns apart": ("a.npz", npz(a=np.ones(3), b=np.ones(2)), "other lengths: 'a' 3 and 'b' 2"),
    "no row": ("a.npz", npz(a=np.ones(0), b=np.ones(0)), "It has 0 rows"),
    "wide": ("a.npz", npz(X=np.ones((2, 2000)), y=np.ones(2)), "2,001 columns, and 1,025"),
    "cut parquet": ("a.parquet", b"PAR1" + bytes(40), "It is damaged or cut off"),
    "hidden parquet": ("a.parquet", b"PARE" + bytes(40), "It is encrypted: write it without a key"),
}
# The same of what can be read and not be learned from: the bytes, and what is said.
UNUSABLE = {
    "no feature": (column(["a", "b"] * 20).replace(b"x,", b"id,"), "0 of 2 columns are features"),
    "one class": (csv([(i, 7, "a") for i in range(9)]), "'kind' has 1 class, 'a'"),
    "51 classes": (csv([(i / 2, i, k) for i, k in enumerate(CLASSES)]), "51 classes, and 50"),
    "a long class": (
        column(["a" * 201, "b"] * 20),
        "a class of 201 characters, and 200 is the most",
    ),
    "a class with one row": (column([*"aaaabbbbc"]), "Class 'c' of 'kind' has 1 row"),
    "text among numbers": (
        csv([*ROWS, ("oops", 1.0, "a")]),
        "'x' has text among numbers in 1 of its 41 rows, first 'oops' in row 41",
    ),
    "infinity": (
        csv([*ROWS, ("-inf", 1.0, "a")]),
        "'x' has a number that is infinite in 1 of its 41 rows, first '-inf' in row 41",
    ),
    "nothing whole": (
        csv([(i, "", "a") if i % 2 else ("", i, "b") for i in range(18)]),
        "0 of 18 rows are left",
    ),
    "three rows": (column([*"aab"]), "It has 3 rows, and 4 are the fewest"),
    "two rows of two": (column([*"aabb"]), "test_size = 0.2 leaves 3 samples for training"),
}
# What is read and told: the bytes, and what is said.
ODD = {
    "a mark": (b"\xef\xbb\xbf" + csv(), "It is written in UTF-8"),
    "UTF-16": (csv().decode().encode("utf-16"), "It is written in UTF-16"),
    "Latin-1": (csv().replace(b"kind", b"gr\xf6\xdfe"), "was read as Latin-1"),
    "semicolons": (csv(sign=";"), "Cells stand apart by a semicolon"),
    "decimal comma": (csv(sign=";", decimal=","), "A comma stands before tenths"),
    "a name twice": (csv(names=("x", "x", "kind")), "2 columns have the name 'x', and 1 can have"),
    "nothing in a cell": (csv([*ROWS, ("NaN", 1.0, "a")]), "41 rows, 3 columns"),
    "dollars": (csv([(f"${x}", y, kind) for x, y, kind in ROWS]), "In 'x' $ is left away"),
}
