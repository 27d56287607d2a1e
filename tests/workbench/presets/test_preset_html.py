"""What cards and guide say."""

from dataclasses import replace

import pytest

from mlpviz.presets import PRESETS
from mlpviz.workbench.presets.preset_html import answer, facts, note, paragraph, words

DIGITS = PRESETS["digits-collapse"]


def test_facts_are_data_network_and_epochs():
    assert facts(DIGITS) == "Digits 8 x 8 · 64-50-10, tanh · 500 epochs"
    assert facts(PRESETS["mnist-tanh"]).endswith("784-50-10, tanh · 1,000 epochs")
    assert facts(PRESETS["two-gaussians"]) == "Two Gaussians · 2-2 · 20 epochs"
    mixed = DIGITS.offline.changed(hidden_sizes=(5, 4, 3), activation=("relu", "tanh", "relu"))
    assert "64-5-4-3-10, relu, tanh ·" in facts(replace(DIGITS, offline=mixed))


@pytest.mark.parametrize("build", [paragraph, note])
def test_text_is_no_markup(build):
    assert "a &lt;b&gt; &amp; c" in build("a <b> & c")


def test_a_card_has_question_facts_and_picture():
    text = words(replace(DIGITS, question="<i>?"), "data:image/png;base64,AA")
    for part in ("&lt;i&gt;?", facts(DIGITS), 'src="data:image/png;base64,AA" alt=""'):
        assert part in text
    assert "<img" not in words(DIGITS, "")


def test_an_answer_is_folded():
    text = answer(replace(DIGITS, answer="It is <i>."))
    assert text.startswith("<details ")
    assert " open" not in text
    assert "It is &lt;i&gt;." in text


def test_no_note_of_nothing():
    assert note("") == ""
