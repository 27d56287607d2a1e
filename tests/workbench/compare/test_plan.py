from mlpviz.workbench.compare.plan import plan


def test_a_plan_names_everything_that_cannot_be(config_for):
    made = plan(config_for("iris"), "hidden_sizes", ["4", "0", "99999"], 3)
    assert list(made.runs) == ["hidden 4-4"]
    assert [words.partition(" ")[0] for words in made.refused] == ["0", "99999"]
