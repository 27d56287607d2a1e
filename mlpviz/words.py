"""How numbers, percentages, lists and verdicts are written, for people: in one place, in one style.

- A number has as many significant digits as it deserves, without zeros that tell nothing: three,
  losses and R² four, rough measures one or two. Below 0.0001 and from 10,000 on it is written
  `1.5e-7`, `1.2e+4`, which Python reads back. The minus is ASCII's, for the same reason.
- A share is a percentage with one decimal: `84.6%`. Accuracy is always a percentage, R² never.
  `0.0%` and `100.0%` are exact: a single wrong element in a million is `0.1%`. Whole percents are
  for what is rough by nature: progress and the cost in time.
- Epochs, samples and parameters are whole numbers with separators: `epoch 1,200`. Nouns and verbs
  agree with their number: `1 of 6 elements fails`, `0 epochs`.
- A list ends in "and". Legal names after a colon, and facts in a row, have commas only.
- What a user chose is shown as chosen: a learning rate of 0.00025 keeps all its digits.

Plotly formats the numbers of hovers in the browser, with d3: `D3_...` come as near as d3 does
(it writes up to six zeros after the point, and does not hold 100.0% back).
"""

import math
from collections.abc import Iterable, Sequence
from typing import SupportsFloat

SIGNS = {"pass": "✓", "unresolved": "?", "fail": "✗"}  # of a verdict

D3_NUMBER = ".4~g"
D3_COMPARED = ".12~g"  # numbers that are looked at side by side
D3_ERROR = ".3~g"  # errors, tolerances, ratios
D3_PERCENT = ".1%"
D3_WHOLE = ","
D3_SHORT = "~s"  # of large whole numbers along an axis: 20k, 1M
D3_ONE_DECIMAL = ".1f"  # of powers of ten, and of shares that Plotly itself makes percents
D3_WHOLE_PERCENT = ".0%"  # ticks stand at whole percents


def d3(value: str, form: str = D3_NUMBER) -> str:
    """A value in a hover's template, which Plotly fills in: `%{y:.4~g}`."""
    return f"%{{{value}:{form}}}"


def number(value: SupportsFloat, digits: int = 3) -> str:
    """A number with `digits` significant digits: `0.123`, `4155`, `1.5e-7`, `NaN`, `∞`.

    Whole numbers below 10,000 keep all their digits.
    """
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == 0.0:
        return "0"
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = int(power)
    if -4 <= exponent < max(digits, 4):
        return _trimmed(f"{value:.{max(digits - 1 - exponent, 0)}f}")
    return f"{_trimmed(mantissa)}e{exponent:+d}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_steps(steps: int, places: int, exponent: int = 0) -> str:
    """That many steps of 10^-places, every one of which is shown: `-0.0220`, `-2.20e-7`.

    For numbers that stand in a sum, whose last digits stand one under the other; `exponent` is that
    of the power of ten behind it, none where it is 0.
    """
    decimals = places + exponent
    digits = str(abs(steps)) + "0" * max(-decimals, 0)
    if decimals > 0:
        digits = digits.rjust(decimals + 1, "0")
        digits = f"{digits[:-decimals]}.{digits[-decimals:]}"
    sign = "-" if steps < 0 else ""
    return f"{sign}{digits}{f'e{exponent:+d}' if exponent else ''}"


def signed(value: SupportsFloat, digits: int = 3) -> str:
    """A change: `+0.12`, `-3`; a number with its sign."""
    text = number(value, digits)
    return text if text.startswith("-") else f"+{text}"


def loss_number(value: SupportsFloat) -> str:
    """A loss: four significant digits."""
    return number(value, 4)


def score_number(score: str, value: SupportsFloat) -> str:
    """A score by its name: "accuracy" as a percentage, "R²" with four significant digits."""
    return percent(value) if score == "accuracy" else number(value, 4)


def hover_score(score: str) -> str:
    """d3's format for `score_number`, and for a loss."""
    return D3_PERCENT if score == "accuracy" else D3_NUMBER


def all_digits(value: SupportsFloat) -> str:
    """A number with every digit that it takes to tell it from its neighbours."""
    mantissa, _, power = repr(float(value)).removesuffix(".0").partition("e")
    return f"{mantissa}e{int(power):+d}" if power else mantissa


def told_apart(first: SupportsFloat, second: SupportsFloat, digits: int = 9) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ, at least `digits`."""
    texts = [(number(first, more), number(second, more)) for more in range(digits, 18)]
    return next((pair for pair in texts if pair[0] != pair[1]), texts[0])


def as_chosen(value: SupportsFloat) -> str:
    """A number that somebody has chosen: as many digits as it takes, up to twelve."""
    for digits in range(6, 13):
        text = number(value, digits)
        if math.isfinite(value) and float(text) == float(value):
            break
    return text


def rounded(value: float, digits: int) -> float:
    """`value` with only the digits that are shown, so that what is shown is what is used."""
    return float(f"{value:.{digits - 1}e}")


def percent(share: SupportsFloat, decimals: int = 1) -> str:
    """A share of 0..1 as `97.3%`; `100.0%` and `0.0%` only when they are exact."""
    share = float(share)
    if not math.isfinite(share):
        return "NaN"
    if 0.0 < share < 1.0:
        least = 10.0 ** -(decimals + 2)
        share = min(max(share, least), 1.0 - least)
    return f"{share:.{decimals}%}"


def of_its_size(ratio: SupportsFloat) -> str:
    """By how much something changes: `0.0004 of its size`, `34% of its size`, `12 times its size`.

    `all of its size` for what rounds to 1. NaN and infinity have no words here.
    """
    ratio = float(ratio)
    if ratio < 0.1:
        return f"{number(ratio, 2)} of its size"
    if ratio < 0.995:
        return f"{percent(ratio, 0)} of its size"
    return "all of its size" if number(ratio, 2) == "1" else f"{number(ratio, 2)} times its size"


def as_large(ratio: SupportsFloat) -> str:
    """`as large` for a ratio that rounds to 1, else `5.7 times as large`."""
    times = number(ratio, 2)
    return "as large" if times == "1" else f"{times} times as large"


def whole(value: SupportsFloat) -> str:
    """A whole number: `1,200`."""
    return f"{float(value):,.0f}"


def counted(n: int, noun: str, nouns: str = "") -> str:
    """`1 sample`, `2,000 samples`; `nouns` where the plural is not just one s more."""
    return f"{whole(n)} {agreeing(n, noun, nouns or f'{noun}s')}"


def agreeing(n: int, one: str, several: str) -> str:
    """What goes with `n` things: `fails` with one, `fail` with any other number, 0 included."""
    return one if n == 1 else several


def out_of(n: int, total: int, noun: str, one: str = "", several: str = "", nouns: str = "") -> str:
    """`1 of 6 elements fails`, `0 of 2,000 elements fail`: the verb goes with the first number."""
    some = f"{whole(n)} of {counted(total, noun, nouns)}"
    return f"{some} {agreeing(n, one, several)}".rstrip()


def listed(names: Iterable[object], last: str = "and", most: int | None = None) -> str:
    """`a, b and c`; beyond `most` names `a, b and 3 more`. Nothing for no names."""
    texts = [str(name) for name in names]
    if most is not None and len(texts) > most:
        texts = [*texts[:most], f"{whole(len(texts) - most)} more"]
    return f" {last} ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def element_name(name: str, index: Sequence[int]) -> str:
    """One element of a parameter: `W1[3, 2]`; of a scalar just its name."""
    return f"{name}[{', '.join(str(int(i)) for i in index)}]" if len(index) else name


def shape_text(shape: Sequence[int]) -> str:
    """`64×10`, `10`, `scalar`."""
    return "×".join(map(str, shape)) or "scalar"


def duration(seconds: float) -> str:
    """A time that was measured or guessed: `3.1 ms`, `185 ms`, `1.4 s`, `12 min`."""
    if seconds < 1.0:
        return f"{number(1e3 * seconds, 2)} ms"
    return f"{number(seconds, 2)} s" if seconds < 90.0 else f"{number(seconds / 60.0, 2)} min"


def megabytes(size: float) -> str:
    """A size in bytes, of a download: `0 MB`, `11.6 MB`, `170 MB`, `40,000 MB`."""
    return f"{number(round(size / 1e6, 1), 4) if size < 1e8 else whole(size / 1e6)} MB"
