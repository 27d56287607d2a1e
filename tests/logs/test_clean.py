import json
import unicodedata
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.logs.clean import clean, cut
from mlpviz.logs.who import pseudonym


def test_what_is_long_is_cut_and_says_so():
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcdef... (1 more)"
    assert cut("x" * 5_000_000, 200) == "x" * 200 + "... (4999800 more)"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("a\u2028b\u202egp", r"a\u2028b\u202egp"),
        ("\ud800", r"\ud800"),
        ("ΔW¹ = 0.5 · ∂", "ΔW¹ = 0.5 · ∂"),
    ],
)
def test_a_line_stays_a_line(text, line):
    assert clean(text) == line


@given(st.text(st.characters()))
def test_nothing_forges_a_line(text):
    line = clean(text)
    assert len(line.splitlines()) <= 1
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in line)
    assert json.loads(json.dumps(line)) == line
    line.encode()


@pytest.mark.parametrize(
    "address",
    ["203.0.113.9", "203.0.113.9:61234", "2001:db8::1", "[2001:db8::1]:80", "::ffff:203.0.113.9"],
)
def test_addresses_of_others_are_left_out(address):
    line = clean(f'{address} - "GET /" 200')
    assert "203" not in line
    assert "db8" not in line
    assert line.startswith("(address)")
    assert line.endswith(' - "GET /" 200')


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8501",
        "http://0.0.0.0:8501",
        "12:03:04",
        "std::vector",
        "1.67.0",
        "h = 1e-5",
    ],
)
def test_what_is_nobodys_address_stays(text):
    assert clean(text) == text


def test_a_sessions_id_is_written_as_its_pseudonym():
    secret = str(uuid.uuid4())
    assert clean(f"session {secret} ends") == f"session {pseudonym(secret)} ends"
    assert len(pseudonym(secret)) == 6
    assert pseudonym(secret) not in (secret[:6], pseudonym(str(uuid.uuid4())))
