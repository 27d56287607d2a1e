"""The page's choices in its address."""

import numpy as np
import pytest

from mlpviz import RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.links import frozen
from mlpviz.predict.drawing import WORDS
from mlpviz.workbench.links import address, take, written
from mlpviz.workbench.predict.address import IN_LINK, SAID
from mlpviz.workbench.predict.reach import reach
from mlpviz.workbench.predict.session import Predict, Samples
from mlpviz.workbench.session import Session
from tests.workbench.predict.conftest import trained


def visit(dataset):
    trainer = trained(dataset)
    return Session(trainer.config, trainer, trainer.network)


def inked():
    """The bits of a drawing as a hand makes one: two strokes."""
    rng = np.random.default_rng(0)
    words = np.zeros(WORDS, np.uint32)
    words[20:100:2] = np.uint32(0xFF) << np.clip(np.cumsum(rng.integers(-1, 2, 40)) + 10, 0, 24)
    words[61:71:2] = 0x0000FFF0
    return tuple(words.tolist())


def moved(dataset, share):
    low, high = reach(dataset)
    return tuple(np.round(low + share * (high - low), 4).tolist())


CHOSEN = [
    ("iris", Predict(sample=3), {}),
    ("iris", Predict(sample=3, gradient=True), {"saw": "gradient"}),
    ("iris", Predict(samples=Samples(1, None, 9)), {"truth": "1", "taken": "any", "sure": "9"}),
    ("iris", Predict(samples=Samples(None, 2)), {"taken": "2"}),
    ("diabetes", Predict(sample=2, settled=moved(trained("diabetes").dataset, 0.3)), None),
    ("moons", Predict(settled=moved(trained("moons").dataset, 0.7)), None),
    ("one_sample", Predict(settled=moved(trained("one_sample").dataset, 0.7)), None),
    ("breast_cancer", Predict(settled=moved(trained("breast_cancer").dataset, 0.123)), None),
    ("digits", Predict(sample=7, settled=inked()), None),
]


@pytest.mark.parametrize(("dataset", "own", "said"), CHOSEN)
def test_what_is_written_is_read(dataset, own, said):
    current = visit(dataset)
    current.predict = own
    texts = written("predict", current)
    assert said is None or texts == {"sample": str(own.sample)} | said
    assert (said is None) == ("input" in texts)
    assert sum(map(len, address("predict", current).values())) < 2500
    again = visit(dataset)
    assert take("predict", again, texts | {"v": "1"}) == []
    assert again.predict.values == again.predict.settled == own.settled
    assert (again.predict.samples, again.predict.gradient) == (own.samples, own.gradient)


def test_a_single_feature_that_was_moved_is_said_alone():
    current = visit("iris")
    current.predict.sample = 1
    values = trained("iris").dataset.raw_inputs(trained("iris").dataset.X_test)[1].tolist()
    values[2] = 4.75
    current.predict.place(tuple(values), done=False)
    assert "input" not in written("predict", current)  # the stroke goes on
    current.predict.place(tuple(values), done=True)
    assert written("predict", current)["input"] == "2_4.75"


def test_what_is_too_long_for_a_link_is_not_in_it():
    current = visit("digits")
    noise = np.random.default_rng(0).integers(0, 2**32, WORDS)
    current.predict.place(tuple(noise.tolist()), done=True)
    texts = written("predict", current)
    assert len(texts.get("input", "")) <= IN_LINK


def test_a_link_without_an_input_goes_back_to_the_sample():
    current = visit("iris")
    current.predict.place((5.0, 3.0, 4.0, 1.0), done=True)
    assert take("predict", current, {"v": "1", "sample": "4"}) == []
    assert (current.predict.values, current.predict.settled) == (None, None)


@pytest.mark.parametrize(
    ("dataset", "name", "text"),
    [
        ("iris", "input", "x"),
        ("iris", "input", "9_1"),
        ("iris", "input", "-1_1"),
        ("iris", "input", "0_nan"),
        ("iris", "input", "0_1e999"),
        ("iris", "input", "0_1000"),
        ("iris", "input", "0_5~"),
        ("iris", "input", "0_5" * IN_LINK),
        ("digits", "input", "0_5"),
        ("digits", "input", "A"),
        ("digits", "input", "ä"),
        ("digits", "input", "eJwDAAAAAAE"),  # zlib's nothing
        ("iris", "truth", "3"),
        ("iris", "truth", "wrong"),
        ("diabetes", "truth", "0"),
        ("iris", "taken", "setosa"),
        ("iris", "sure", "10"),
        ("iris", "saw", "all"),
    ],
)
def test_what_cannot_be_is_told_and_left_out(dataset, name, text):
    current = visit(dataset)
    (fault,) = take("predict", current, {"v": "1", name: text})
    assert name in str(fault)
    assert written("predict", current) == {"sample": "0"}


def test_a_packed_text_that_grows_without_end_is_not_unpacked():
    import zlib
    from base64 import urlsafe_b64encode

    bomb = urlsafe_b64encode(zlib.compress(bytes(10**6), 9)).decode().rstrip("=")
    own = Predict()
    with pytest.raises(FaultsError, match="input"):
        SAID["input"].read(own, trained("digits").dataset, bomb[:IN_LINK])
    assert own.values is None


def test_every_choice_has_what_a_link_without_it_means():
    assert frozen.PAGES["predict"].keys() == {"sample", *SAID}


def test_a_link_to_other_data_has_its_own_sample():
    current = visit("iris")
    current.predict.follow(trained("iris").dataset)
    config = RunConfig(dataset="digits")
    current.trainer, current.config = trained("digits"), config
    assert take("predict", current, {"v": "1", "sample": "9", "truth": "5"}) == []
    current.predict.follow(current.trainer.dataset)
    assert (current.predict.sample, current.predict.samples.truth) == (9, 5)
