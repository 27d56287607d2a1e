"""How the files are called in which charts are saved."""

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig
from mlpviz.views.file_names import chart_file, of_data, slug


def test_a_name_says_the_run_and_the_epoch():
    assert chart_file(RunConfig(dataset="digits"), 12) == "mlpviz-digits-{}-epoch-12"


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("My Flowers.csv", "my-flowers"),
        ("../../etc/x.csv", "etc-x"),
        ("花.csv", "own"),
        ("", "own"),
    ],
)
def test_own_data_are_called_as_their_file(title, called):
    data = Dataset.from_arrays(np.eye(8)[:, :2], np.arange(8) % 2, title=title)
    assert of_data(RunConfig(dataset=data)) == called
    long = Dataset.from_arrays(np.eye(8)[:, :2], np.arange(8) % 2, title="a" * 99)
    assert of_data(RunConfig(dataset=long)) == "a" * 40


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Learning curves", "learning-curves"), ("two_gaussians", "two-gaussians"), ("../ä/", "")],
)
def test_only_letters_digits_and_hyphens_are_in_it(text, expected):
    assert slug(text) == expected
