"""Numbers, percentages, lists and verdicts as text: how each is written."""

import ast
import itertools
import math
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz import words


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.12345, 3, "0.123"),
        (0.0, 3, "0"),
        (-0.0, 3, "0"),
        (0.5, 3, "0.5"),
        (-0.00025, 3, "-0.00025"),
        (1.5e-7, 3, "1.5e-7"),
        (0.0000999, 3, "9.99e-5"),
        (999.6, 3, "1000"),
        (1234.0, 3, "1234"),
        (4341.6, 3, "4342"),
        (9999.7, 3, "1e+4"),
        (43416.0, 3, "4.34e+4"),
        (2.0e9, 3, "2e+9"),
        (1437.0, 2, "1437"),
        (0.0123456, 4, "0.01235"),
        (123456.0, 9, "123456"),
        (2.3e-3, 1, "0.002"),
        (math.nan, 3, "NaN"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "-∞"),
        (np.float32(0.25), 3, "0.25"),
        (np.float64(0.1) + 0.2, 3, "0.3"),
        (np.int64(7), 3, "7"),
    ],
)
def test_numbers(value, digits, text):
    assert words.number(value, digits) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 12))
def test_python_reads_every_number_back_to_its_digits(value, digits):
    read = float(words.number(value, digits))
    # Half a step of the last digit, with a subnormal number's own step.
    assert math.isinf(read) or read == pytest.approx(
        value, rel=0.5001 * 10.0 ** (1 - digits), abs=5e-324
    )


@given(st.floats(1e-300, 1e300))
def test_a_number_has_no_zeros_that_tell_nothing(value):
    mantissa, _, exponent = words.number(value).partition("e")
    assert "." not in mantissa or mantissa[-1] not in "0."
    assert not exponent or (exponent[0] in "+-" and exponent[1] != "0")


def test_changes_have_a_sign():
    assert [words.signed(v) for v in (0.25, -0.25, 1)] == ["+0.25", "-0.25", "+1"]


def test_losses_and_scores():
    assert words.loss_number(0.123456) == words.score_number("R²", 0.123456) == "0.1235"
    assert words.score_number("accuracy", 0.8456) == "84.6%"
    assert words.score_number("accuracy", 1.0) == "100.0%"
    assert words.hover_score("accuracy") == words.D3_PERCENT
    assert words.hover_score("R²") == words.hover_score("loss") == words.D3_NUMBER


def test_all_digits_of_a_number():
    assert words.all_digits(np.float64(0.1) + 0.2) == "0.30000000000000004"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (0.00025, "0.00025"),
        (3e-5, "3e-5"),
        (123456.0, "123456"),
        (1e9, "1e+9"),
        (2.0, "2"),
    ],
)
def test_what_was_chosen_is_shown_as_chosen(value, text):
    assert words.as_chosen(value) == text


def test_rounded_to_the_digits_that_are_shown():
    assert [words.rounded(v, 2) for v in (0.01234, 0.0, 9876.0)] == [0.012, 0.0, 9900.0]


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (0.0, 1, "0.0%"),
        (1.0, 1, "100.0%"),
        (0.973, 1, "97.3%"),
        (0.99999, 1, "99.9%"),
        (1e-9, 1, "0.1%"),
        (0.0, 0, "0%"),
        (1.0, 0, "100%"),
        (0.999, 0, "99%"),
        (0.001, 0, "1%"),
        (3.12, 0, "312%"),
        (math.nan, 1, "NaN"),
        (np.float32(0.5), 1, "50.0%"),
    ],
)
def test_percent_says_all_or_nothing_only_when_it_is(share, decimals, text):
    assert words.percent(share, decimals) == text


def test_whole_numbers_and_what_they_count():
    assert words.whole(1200) == words.whole(np.float64(1200.0)) == "1,200"
    assert [words.counted(n, "epoch") for n in (0, 1, 2000)] == [
        "0 epochs",
        "1 epoch",
        "2,000 epochs",
    ]
    assert words.counted(2, "entry", "entries") == "2 entries"


def test_nouns_and_verbs_agree_with_their_numbers():
    assert [words.agreeing(n, "fails", "fail") for n in (0, 1, 2)] == ["fail", "fails", "fail"]
    assert words.out_of(1, 6, "element", "fails", "fail") == "1 of 6 elements fails"
    assert words.out_of(1, 1, "entry", "is", "are", "entries") == "1 of 1 entry is"
    assert words.out_of(0, 307_328, "element", "fails", "fail") == "0 of 307,328 elements fail"
    assert words.out_of(2, 2000, "point") == "2 of 2,000 points"


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", 3], "a, b and 3")],
)
def test_lists_end_in_and(names, text):
    assert words.listed(names) == words.listed(iter(names)) == text


def test_lists_that_are_too_long_and_lists_of_alternatives():
    assert words.listed("abc", "or") == "a, b or c"
    assert words.listed("abcde", most=2) == "a, b and 3 more"
    assert words.listed("abcde", most=5) == "a, b, c, d and e"


def test_elements_and_shapes():
    assert words.element_name("W1", (3, np.int64(2))) == "W1[3, 2]"
    assert words.element_name("scale", ()) == "scale"
    assert words.shape_text((64, 10)) == "64×10"
    assert words.shape_text(()) == "scalar"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00043, "0.43 ms"),
        (0.0131, "13 ms"),
        (0.1849, "185 ms"),
        (1.44, "1.4 s"),
        (85.2, "85 s"),
        (600.0, "10 min"),
    ],
)
def test_durations(seconds, text):
    assert words.duration(seconds) == text


def test_sizes():
    assert [words.megabytes(size) for size in (2_780, 11_594_722, 170_498_071)] == [
        "0 MB",
        "11.6 MB",
        "170 MB",
    ]


def test_the_template_of_a_hover():
    assert words.d3("y") == "%{y:.4~g}"
    assert words.d3("customdata[0]", words.D3_PERCENT) == "%{customdata[0]:.1%}"


# Nobody else formats for people: no format spec in an f-string or `format`, no sign of a verdict,
# no "and" between joined names, no format of d3's. What is written for machines may.
FOR_MACHINES = {
    "charts/palette.py": {"02x", "g"},  # colours in CSS
    "charts/tensor_plane.py": {".1f"},  # paths in SVG
    "charts/thumbnail.py": {".0f"},
    "ui/report_view.py": {".16e"},  # all digits, one under the other
}
TEMPLATE = re.compile(r"%?\{[^{}]*:[+,]?(\.\d+)?~?[%efgrs,]\}|^[+,]?(\.\d+~?|~)[%efgrs]$")
BETWEEN_NAMES = (" and ", " or ", " × ", "×")


@lru_cache(maxsize=1)
def nodes(source):
    """All nodes of a module's source; one look follows the other at the same module."""
    return list(ast.walk(ast.parse(source)))


def docstrings(nodes):
    """The nodes of all docstrings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


def specs(nodes):
    """The nodes of all format specs of f-strings, which are looked at with their values."""
    values = (n for n in nodes if isinstance(n, ast.FormattedValue) and n.format_spec)
    return {id(part) for value in values for part in ast.walk(value.format_spec)}


def formatting(source, allowed=frozenset()):
    """What in a module's ``source`` writes for people by itself: (line, what)."""
    skipped = docstrings(nodes(source)) | specs(nodes(source))
    found = []
    for node in nodes(source):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = ast.unparse(node.format_spec)[2:-1]
            found += [] if spec in allowed else [(node.lineno, spec)]
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            owner = getattr(getattr(node.func, "value", None), "value", None)
            if name == "format" and isinstance(node.func, ast.Name):
                found.append((node.lineno, "format()"))
            elif name == "join" and owner in BETWEEN_NAMES:
                found.append((node.lineno, f"{owner!r}.join"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) in skipped:
                continue
            if any(sign in node.value for sign in "✓✗✔✘"):
                found.append((node.lineno, "a verdict's sign"))
            elif TEMPLATE.search(node.value):
                found.append((node.lineno, f"the format {node.value}"))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            text = isinstance(getattr(node.left, "value", None), str)
            found += [(node.lineno, "%")] if text else []
    return found


ROOT = Path(__file__).resolve().parents[1] / "mlpviz"
# Whose texts are programs that do without mlpviz, and so without its words.
PROGRAMS = {"export/numpy_script.py", "export/shared.py"}
OTHERS = sorted({*ROOT.rglob("*.py")} - {ROOT / "words.py"})


def test_numbers_verdicts_and_plurals_are_written_by_one_module():
    assert len(OTHERS) > 100
    found = {}
    for path in OTHERS:
        name = path.relative_to(ROOT).as_posix()
        source = path.read_text(encoding="utf-8")
        told = formatting(source, FOR_MACHINES.get(name, frozenset()))
        if name in PROGRAMS:
            told = [(line, what) for line, what in told if not what.startswith("the format ")]
        found[name] = told + uncounted(source)
    assert {name: told for name, told in found.items() if told} == {}


def test_every_exception_is_needed():
    for name in PROGRAMS:
        assert any(
            what.startswith("the format ")
            for _, what in formatting((ROOT / name).read_text(encoding="utf-8"))
        )
    for name, specs in FOR_MACHINES.items():
        used = {what for _, what in formatting((ROOT / name).read_text(encoding="utf-8"))}
        assert specs <= used, name


@pytest.mark.parametrize(
    "source",
    [
        'f"{x:.1%}"',
        'f"{x:,}"',
        'f"{x:.{digits}g}"',
        "format(x, form)",
        '"%.3f" % x',
        '" and ".join(names)',
        '" × ".join(map(str, shape))',
        'MARKS = {"pass": "✓"}',
        'text = "<b>%{y:.3g}</b>"',
        'f"%{{y:.1%}} of {split}"',
        'axis(tickformat=".0%")',
        'axis(tickformat="~g")',
        'text = "{share:.0%} of them"',
    ],
)
def test_the_check_finds_what_writes_by_itself(source):
    assert len(formatting(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'f"{x}"',
        'f"{x!r}"',
        '", ".join(names)',
        '"""✓ passes."""',
        "a % b",
        'text = "84% of them"',
        'form = "d"',
    ],
)
def test_and_leaves_alone_what_is_not_for_it(source):
    assert formatting(source) == []


@pytest.mark.parametrize(
    ("first", "second", "texts"),
    [
        (1.0, 2.0, ("1", "2")),
        (1.0, 1.0 + 1e-12, ("1", "1.000000000001")),
        (0.1, 0.1, ("0.1", "0.1")),
    ],
)
def test_two_numbers_are_told_apart(first, second, texts):
    assert words.told_apart(first, second) == texts


# A number before a noun in the plural is not known to be another one than 1, and a large one lacks
# its separators: `counted` and `out_of` write both. Constants in capitals are known.
VERBS = r"\w*ss|is|was|has|does|as|this|its|plus|times|always|passes|fails"
PLURAL = re.compile(rf"^ (?:[a-z]+ )?(?!(?:{VERBS})\b)[a-z]+s\b")
NUMBER = re.compile(r"\bwhole\(|\blen\(|\.size\b|\.sum\(|count_nonzero|^(n(_\w+)?|count|total)$")
CONSTANT = re.compile(r"^(?:whole|len)\([A-Z_]+\)$")


def uncounted(source):
    """Numbers in f-strings that stand before a plural and are not written by `words`."""
    found = []
    for node in nodes(source):
        parts = node.values if isinstance(node, ast.JoinedStr) else []
        for value, text in itertools.pairwise(parts):
            if not (isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant)):
                continue
            what = ast.unparse(value.value)
            written = getattr(getattr(value.value, "func", None), "id", "") in WRITERS
            if PLURAL.match(text.value) and NUMBER.search(what) and not written:
                found += [] if CONSTANT.match(what) else [(node.lineno, what)]
    return found


WRITERS = {"counted", "out_of", "number", "percent", "listed", "places"}


@pytest.mark.parametrize(
    "source",
    ['f"at {len(x)} epochs, from 0"', 'f"lets {n} wrong ones pass"', 'f"{whole(a.size)} entries"'],
)
def test_the_check_of_plurals_finds_them(source):
    assert len(uncounted(source)) == 1


def test_and_leaves_alone_what_agrees():
    assert not uncounted('f"{counted(n, noun)} pass, {whole(MOST)} runs, {n} class, {name} fails"')


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.0004, "0.0004 of its size"),
        (3e-6, "3e-6 of its size"),
        (0.0312, "0.031 of its size"),
        (0.34, "34% of its size"),
        (0.994, "99% of its size"),
        (1.0, "all of its size"),
        (0.9999, "all of its size"),
        (1.04, "all of its size"),
        (1.5, "1.5 times its size"),
        (12.3, "12 times its size"),
    ],
)
def test_a_change_is_told_by_the_size_of_what_changes(ratio, text):
    assert words.of_its_size(ratio) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(1.0, "as large"), (0.97, "0.97 times as large"), (5.7, "5.7 times as large")],
)
def test_nothing_is_once_as_large(ratio, text):
    assert words.as_large(ratio) == text
