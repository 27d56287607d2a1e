import pytest

from mlpviz.charts.fit import PLOT, fitted, height, rows_of, short_names, width


def test_wide_letters_are_wide_and_tags_take_no_room():
    assert width("mmmm") > width("nnnn") > width("llll")
    assert width("<b>W1</b> &lt;") == width("W1 <")
    assert width("") == 0


@pytest.mark.parametrize("room", [20, 40, 200])
def test_a_name_is_cut_to_its_room_and_escaped(room):
    for name in ("chicken-and-egg", "W" * 20, "<b>&amp;</b>", "two\nlines %{x}"):
        text = fitted(name, room)
        assert width(text) <= room
        assert "<" not in text
        assert "%{" not in text
    assert fitted("short", 200) == "short"
    assert fitted("a longer name", 40).endswith("…")


def test_a_key_is_broken_between_its_parts():
    parts = ["\u2002● one", "\u2002● two", "", "\u2002● three"]
    assert rows_of(parts, PLOT) == "● one\u2002● two\u2002● three"
    lines = rows_of(parts, 80).split("<br>")
    assert lines == ["● one\u2002● two", "● three"]
    assert rows_of([], 80) == ""
    moved = ["<b>W1</b>", " 8 entries moved", ", one at a time", "\u2002· epoch 0"]
    assert rows_of(moved, 120) == "<b>W1</b> 8 entries moved,<br>one at a time<br>epoch 0"


def test_a_heading_has_the_height_of_its_lines():
    assert height("one") < height("one<br>two") < height("one<br>two<br>three")
    assert height("") < height("one")


def test_names_lose_the_words_that_all_of_them_begin_with():
    assert short_names(["class 0", "class 1"], 100) == ("", ["class 0", "class 1"])
    assert short_names(["class 0", "class 1"], 20) == ("class", ["0", "1"])
    assert short_names(["class", "class 1"], 20)[0] == ""
    assert short_names(["classy", "class"], 20)[0] == ""
    assert short_names(["a long name"], 30) == ("", ["a l…"])
    assert short_names([], 30) == ("", [])
