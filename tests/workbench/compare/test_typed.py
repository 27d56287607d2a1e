import pytest

from mlpviz.workbench.compare.typed import split, taken


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        ("lr", "0.1", ["0.1"]),
        ("lr", "0,1 0,3", ["0,1", "0,3"]),
        ("lr", "0.1, 0.3", ["0.1", "0.3"]),
        ("lr", "0.1,0.3", ["0.1", "0.3"]),
        ("lr", "1e-3,1e-2; 5", ["1e-3", "1e-2", "5"]),
        ("lr", "1,5e-3", ["1,5e-3"]),
        ("hidden_sizes", "8,16", ["8", "16"]),
        ("batch_size", "full, 8", ["full", "8"]),
        ("lr", "  ,; ", []),
    ],
)
def test_values_stand_between_spaces_semicolons_and_commas(field, text, values):
    assert split(field, text) == values


def test_values_are_in_order_and_each_once():
    assert taken("lr", ["5", "0,1", "1e-1", "0.03"]) == (["0.03", "0.1", "5"], None)
    assert taken("batch_size", ["full", "32", "8"]) == (["8", "32", "full"], None)
    assert taken("optimizer", ["sgd", "adam"]) == (["sgd", "adam"], None)


def test_what_can_be_none_is_told_beside_what_is_too_many():
    values, problem = taken("seed", ["x", *map(str, range(8))])
    assert values == list("012345")
    assert "seed = 'x' must be" in problem
    assert "Left out: 6 and 7." in problem
