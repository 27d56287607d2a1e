"""Every colour of the charts, in one place.

Signed quantities share one diverging scale, orange for negative and blue for positive. Classes use
Petroff's ten colours (M. A. Petroff, "Accessible Color Sequences for Data Visualization", 2021) and
always carry a second cue, a marker symbol or a label. The line colours keep a contrast of at least
3:1 on a white and on a near-black page.
"""

import numpy as np
from numpy.typing import NDArray

NEGATIVE = "#d95f02"
POSITIVE = "#2f7fd0"
NEUTRAL = "#858b96"
TRAIN = "#8a63d2"
TEST = "#1f9e77"
MODEL = "#d1568f"
PASS = "#2e9e62"
FAIL = "#d1382c"
UNRESOLVED = "#858b96"
NOT_A_NUMBER = "#f2c200"

# Marks on coloured cells: light with a dark rim, so that one of the two stands out.
HALO, INK = "#ffffff", "#16181d"

PETROFF_10 = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)

SYMBOLS = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "cross",
    "x",
    "triangle-down",
    "pentagon",
    "star",
    "hexagram",
)

# Opaque, for marks that cover others.
SIGNED_MARKER = [[0.0, NEGATIVE], [0.5, "#b4b8c0"], [1.0, POSITIVE]]

# The size of an error, from exact agreement to entirely wrong: hue, opacity and strength all grow.
_ERROR_STOPS = (
    (0.0, "#7f93a8", 0.14),
    (0.3, "#4f92c0", 0.42),
    (0.55, "#7a62c4", 0.72),
    (0.8, "#c4478f", 0.86),
    (1.0, "#dd3a14", 1.0),
)


def error_scale() -> list[list[float | str]]:
    """The colour scale of error sizes, from mist, nearly the page itself, to a glaring red.

    It leaves the page further and further behind, light or dark, and runs from blue to orange-red,
    so that neither hue nor lightness is needed to tell small from large.
    """
    return [[at, translucent(color, alpha)] for at, color, alpha in _ERROR_STOPS]


def translucent(color: str, alpha: float) -> str:
    """The colour `#rrggbb` as `rgba(r,g,b,alpha)`, alpha in 0..1."""
    red, green, blue = _rgb(color)
    return f"rgba({red},{green},{blue},{alpha:g})"


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def signed_rows(levels: int) -> NDArray[np.uint8]:
    """The diverging scale as image colours [2 * levels + 1, 4] (RGBA), from -1 through 0 to 1.

    The middle is nearly transparent, so that it is the page itself, light or dark.
    """
    strength = np.abs(np.arange(-levels, levels + 1)) / levels
    rows = np.empty((2 * levels + 1, 4), np.uint8)
    rows[:levels, :3] = _rgb(NEGATIVE)
    rows[levels:, :3] = _rgb(POSITIVE)
    rows[:, 3] = np.rint(255 * (0.1 + 0.75 * strength))
    rows[levels, 3] = 0
    return rows


def class_rows(n_classes: int, levels: int) -> NDArray[np.uint8]:
    """Image colours [n_classes * levels, 4] (RGBA): every class from barely to nearly opaque."""
    rows = np.empty((n_classes, levels, 4), np.uint8)
    for k, color in enumerate(class_colors(n_classes)):
        rows[k, :, :3] = _rgb(color)
    rows[:, :, 3] = np.rint(255 * np.linspace(0.1, 0.8, levels))
    return rows.reshape(-1, 4)


def class_colors(n_classes: int) -> list[str]:
    """One colour per class.

    Two classes take the two ends of the diverging scale, because their decision surface is signed:
    class 0 is the negative side. Beyond ten classes the colours repeat, shifted against the symbols
    of `class_symbols`, so that no two of the first hundred classes share both.
    """
    if n_classes <= 2:
        return [NEGATIVE, POSITIVE][:n_classes]
    return [PETROFF_10[(k + k // 10) % 10] for k in range(n_classes)]


def class_symbols(n_classes: int) -> list[str]:
    """One marker symbol per class, repeating after ten."""
    return [SYMBOLS[k % 10] for k in range(n_classes)]
