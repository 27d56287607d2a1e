from dataclasses import fields
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz import RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.workbench.hiding import HIDEABLE
from mlpviz.workbench.lesson import DISPLAY, EPOCHS, LONGEST, Lesson, read, typed_epochs, written
from mlpviz.workbench.links import PARAMETERS
from mlpviz.workbench.speed import SPEEDS

SENTENCES = st.text(max_size=LONGEST).map(lambda text: " ".join(text.split()))
LESSONS = st.builds(
    Lesson,
    hide=st.sets(st.sampled_from([*HIDEABLE])).map(
        lambda names: tuple(name for name in HIDEABLE if name in names)
    ),
    say=SENTENCES,
    guide=st.booleans(),
    play=st.booleans(),
    speed=st.sampled_from([*SPEEDS]),
    epochs=st.none() | st.integers(EPOCHS.minimum, EPOCHS.maximum),
    answers=st.booleans(),
)


def test_every_field_is_a_parameter_that_nothing_else_has():
    assert [*DISPLAY] == [field.name for field in fields(Lesson)]
    taken = {*RunConfig.model_fields, "preset", "v", "embed", "embed_options"}
    for table in PARAMETERS.values():
        taken |= {*table}
    assert not {*DISPLAY} & taken


@given(LESSONS)
def test_what_is_written_is_read(lesson):
    assert read(written(lesson)) == (lesson, [])


def test_the_usual_lesson_is_written_as_nothing():
    assert written(Lesson()) == {}


@given(st.dictionaries(st.sampled_from([*DISPLAY]), st.text(max_size=400)))
def test_any_text_gives_a_lesson_and_listed_faults(query):
    lesson, faults = read(query)
    assert len(lesson.say) <= LONGEST
    assert {fault.field for fault in faults} <= {*query}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("play", "yes", "play = 'yes' must be 0 or 1."),
        ("answers", "", "must be 0 or 1"),
        ("epochs", "0", "too small"),
        ("epochs", "1e3", "must be a whole number"),
        ("epochs", "٣", "must be a whole number"),  # a digit, but of no number that is written here
        ("epochs", "9" * 5000, "must be a whole number"),
        ("say", "x" * 301, "301 characters, and 300 is the most"),
        ("hide", "lerning_rate", "Did you mean 'lr'?"),
    ],
)
def test_what_cannot_be_is_told_and_the_rest_is_taken(name, text, words):
    lesson, (fault,) = read({"guide": "0", name: text})
    assert lesson == Lesson(guide=False)
    assert words in str(fault)
    assert len(str(fault)) < 600


def test_a_sentence_stands_on_one_line():
    assert read({"say": " one\n\n two\u2028three\t"})[0].say == "one two three"


def test_play_rests_once_on_its_way():
    lesson = Lesson(epochs=5)
    assert [lesson.rests(epoch) for epoch in (0, 4, 5, 6)] == [5, 5, inf, inf]
    assert Lesson().rests(0) == inf


def test_an_epoch_is_typed_in_the_usual_ways():
    texts = ["500", " 1,000 ", "1 000", "1_000", "1e3", "", "  "]
    assert [typed_epochs(text) for text in texts] == [500, 1000, 1000, 1000, 1000, None, None]
    for text in ("0", "1.5", "1e99", "soon", "-3", "1e400", "9" * 99):
        with pytest.raises(FaultsError, match="Stop at epoch = "):
            typed_epochs(text)


def test_a_frame_waits_only_while_it_plays_and_no_epoch_is_under_way():
    slow = Lesson(speed="second")
    assert slow.wait(playing=True) == 1000
    assert slow.wait(playing=True, progress=0.3) == slow.wait(playing=False) == 0
    assert {Lesson(speed=name).wait(playing=True) for name in SPEEDS} == {0, 1000}


def test_why_it_rests_is_said_there_alone():
    lesson = Lesson(epochs=5)
    assert "stopped at epoch 5" in lesson.resting(5, busy=False)
    assert [lesson.resting(4, busy=False), lesson.resting(5, busy=True)] == ["", ""]
    assert Lesson().resting(0, busy=False) == ""
