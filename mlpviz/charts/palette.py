"""Every colour of the charts, in one place.

Signed quantities share one diverging scale, orange for negative and blue for positive. Classes use
Petroff's ten colours (M. A. Petroff, "Accessible Color Sequences for Data Visualization", 2021) and
always carry a second cue, a marker symbol or a label. The line colours keep a contrast of at least
3:1 on a white and on a near-black page.
"""

import numpy as np

from mlpviz.arrays import Array

NEGATIVE = "#d95f02"
POSITIVE = "#2f7fd0"
NEUTRAL = "#858b96"
TRAIN = "#8a63d2"
TEST = "#1f9e77"
MODEL = "#d1568f"
PASS = "#2e9e62"
FAIL = "#d1382c"
UNRESOLVED = "#858b96"
FAINT = {
    "light": "#5f6672",
    "dark": "#a4aab5",
}  # words, by the page: no one grey is legible on both
NOT_A_NUMBER = "#f2c200"

# Marks on coloured cells: light with a dark rim, so that one of the two stands out.
HALO, INK = "#ffffff", "#16181d"

# Runs beside each other, besides TRAIN and TEST; lines of their own contrast, with a name each.
RUNS = (
    "#2f7fd0",
    "#cc6a00",
    "#cf3d4f",
    "#12909a",
    "#9c6b4f",
    "#b0559c",
    "#80861c",
    "#747b88",
)

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

# An order: the first to the last layer, the oldest to the newest epoch. Hue and lightness grow.
_ORDER_STOPS = ("#4a63c8", "#8a55c4", "#c24f95", "#d4604a", "#c98500")

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


def judged_scale(limit: float) -> list[list[float | str]]:
    """The scale of errors over their tolerances: mist up to `limit`, a share of the scale.

    There it leaps to the colours of `error_scale`, which say how far beyond.
    """
    (_, mist, alpha), *beyond = _ERROR_STOPS
    first = beyond[0][0]
    stops = [(0.0, mist, alpha / 2), (limit, mist, alpha * 2)]
    for at, color, alpha in beyond:
        place = limit + (1.0 - limit) * (at - first) / (1.0 - first)
        stops.append((min(place, 1.0), color, alpha))
    return [[at, translucent(color, alpha)] for at, color, alpha in stops]


def order_color(share: float) -> str:
    """The colour at `share`, 0 for the first and 1 for the last, of a scale for things in order.

    It runs from dark blue through purple to light orange, so that neither hue nor lightness alone
    is needed, and every colour of it stands out as a line on a white and on a near-black page.
    """
    place = min(max(share, 0.0), 1.0) * (len(_ORDER_STOPS) - 1)
    below = min(int(place), len(_ORDER_STOPS) - 2)
    return mixed(_ORDER_STOPS[below], _ORDER_STOPS[below + 1], place - below)


def order_colors(count: int) -> list[str]:
    """`count` colours of the same scale, from its first to its last."""
    return [order_color(k / max(count - 1, 1)) for k in range(count)]


def mixed(color: str, other: str, share: float) -> str:
    """The colour `#rrggbb` with a `share` of another one in it, 0..1."""
    pairs = zip(_rgb(color), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def translucent(color: str, alpha: float) -> str:
    """The colour `#rrggbb` as `rgba(r,g,b,alpha)`, alpha in 0..1."""
    red, green, blue = _rgb(color)
    return f"rgba({red},{green},{blue},{alpha:g})"


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def readable_on(color: str) -> str:
    """Black or white, whichever stands out more from the opaque colour `#rrggbb`: by 4.5 or more.

    Anything lighter than black would not reach that on all colours.
    """
    # Luminance as in the Web Content Accessibility Guidelines, with 2.2 for the exact curve.
    red, green, blue = ((channel / 255) ** 2.2 for channel in _rgb(color))
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"


def signed_rows(levels: int) -> Array:
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


def class_rows(n_classes: int, levels: int) -> Array:
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
