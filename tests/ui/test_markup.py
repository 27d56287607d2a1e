import pytest

from mlpviz.ui.markup import JOINER, plain


@pytest.mark.parametrize(
    "text",
    ["[a](http://b)", "**bold**", "`code`", "$x^2$", ":red[x]", "<b>", "# x", "| a | b |", "~x~"],
)
def test_nothing_stays_markup(text):
    shown = plain(text)
    assert shown.replace("\\", "").replace(JOINER, "") == text
    for place, sign in enumerate(shown):
        if sign in "`*_[]<>$:~#|&!":
            assert shown[place - 1] == "\\"


ADDRESSES = ["https://a.b", "www.a.b", "WWW.a.b", "a@b.c", "mailto:a@b.c"]
PICTURES = [":material/home:", ":cat:", ":+1:", ":-1:", ":streamlit:"]


@pytest.mark.parametrize("text", [*ADDRESSES, *PICTURES])
def test_bare_addresses_and_names_of_pictures_are_broken(text):
    assert text not in plain(text).replace("\\", "")
    assert JOINER in plain(text)


def test_a_backslash_stays_one():
    assert plain("a\\b") == "a\\\\b"
    assert plain(ValueError("lr = 2, at most 1")) == "lr = 2, at most 1"
