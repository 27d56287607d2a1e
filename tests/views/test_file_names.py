"""How the files are called in which charts are saved."""

import pytest

from mlpviz import RunConfig
from mlpviz.views.file_names import chart_file, slug


def test_a_name_says_the_run_and_the_epoch():
    assert chart_file(RunConfig(dataset="digits"), 12) == "mlpviz-digits-{}-epoch-12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Learning curves", "learning-curves"), ("two_gaussians", "two-gaussians"), ("../ä/", "")],
)
def test_only_letters_digits_and_hyphens_are_in_it(text, expected):
    assert slug(text) == expected
