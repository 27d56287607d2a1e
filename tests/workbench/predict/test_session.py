"""What the page keeps, and when it forgets."""

from mlpviz.workbench.predict.session import WRONG, Predict, Samples
from tests.workbench.predict.conftest import trained


def test_other_data_are_another_input():
    own = Predict()
    own.follow(trained("iris").dataset)
    own.values, own.sample, own.samples = (1.0, 2.0, 3.0, 4.0), 7, Samples(1, 2)
    own.follow(trained("iris", epochs=0, seed=3).dataset)  # other weights, the same data
    assert (own.values, own.sample) == ((1.0, 2.0, 3.0, 4.0), 7)
    own.follow(trained("moons").dataset)
    assert (own.values, own.sample, own.samples) == (None, 0, Samples())


def test_the_sample_of_a_link_stays_and_is_one_of_the_test():
    own = Predict(sample=5)
    own.follow(trained("iris").dataset)
    assert own.sample == 5
    own.look_at(10_000)
    own.follow(trained("iris").dataset)
    assert own.sample == len(trained("iris").dataset.X_test) - 1


def test_a_sample_begins_anew():
    own = Predict(values=(1.0,))
    own.look_at(3)
    assert (own.sample, own.values) == (3, None)
    assert own.samples.answer == WRONG


def test_what_was_wanted_of_the_input_before_is_out_of_date_when_it_begins_anew():
    """Also from the same sample: the card says so, and the browser drops what it still wants."""
    own = Predict(sample=3)
    begun = own.begun
    own.place((1.0,), done=False)
    own.place((2.0,), done=True)
    assert (own.values, own.settled, own.begun) == ((2.0,), (2.0,), begun)
    own.look_at(3)
    assert (own.values, own.settled) == (None, None)
    assert own.begun != begun
