"""What of a run is opened up, and how that stands in an address."""

import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import MLP
from mlpviz.workbench.trace.choices import (
    TraceChoices,
    has,
    read_mistake,
    read_of,
    read_tab,
    read_weight,
)

FIRST = TraceChoices()


@pytest.mark.parametrize(
    ("text", "name", "index"), [("W1-0-3", "W1", (0, 3)), ("b12-40", "b12", (40,))]
)
def test_a_weight_is_written_as_it_is_read(text, name, index):
    read = read_weight(FIRST, text)
    assert (read.name, read.index, read.weight) == (name, index, text)


@pytest.mark.parametrize(
    "text", ["", "W1", "w1-0-0", "W0-0-0", "W1-a-0", "W1-0-0-0", "W1--1", "9" * 99]
)
def test_what_is_no_weight_is_refused(text):
    with pytest.raises(FaultsError, match=r"weight = .* must be a parameter"):
        read_weight(FIRST, text)


def test_words_of_an_address():
    assert read_of(FIRST, "mean").mean
    assert read_mistake(FIRST, "sign").mistake == "sign"
    assert read_mistake(FIRST, "sign").tab == "mistake", "what is wrong is looked at"
    assert read_mistake(read_tab(FIRST, "nudge"), "none").tab == "weight"
    assert read_tab(FIRST, "samples").tab == "samples"
    for read in (read_of, read_mistake, read_tab):
        with pytest.raises(FaultsError, match="nothing"):
            read(FIRST, "nothing")


def test_what_a_run_does_not_have_becomes_its_first():
    network = MLP([2, 3, 1])
    chosen = TraceChoices(sample=50, name="W2", index=(2, 0), step=9)
    assert chosen.within(network, 60) == chosen
    assert chosen.within(network, 10).sample == 9
    assert chosen.within(MLP([2, 2, 1]), 60).weight == "W1-0-0"
    assert not has(network, "W1", (0,))
    assert not has(network, "b1", (3,))
    assert not MLP([2, 1], bias=False).params.get("b1")
    assert TraceChoices(name="b1", index=(0,)).within(MLP([2, 1], bias=False), 9).weight == "W1-0-0"
