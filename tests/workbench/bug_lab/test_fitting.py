import pytest

from mlpviz import RunConfig
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.workbench.bug_lab.fitting import difference, fitting, reasons

CONFIGS = {
    "default": RunConfig(),
    "linear": RunConfig(dataset="moons", hidden_sizes=(), output="sigmoid"),
    "regression": RunConfig(dataset="diabetes", bias=False, l2=0.01),
    "mixed": RunConfig(hidden_sizes=(4, 3), activation=("sigmoid", "identity"), target_scale=0.9,
                       output="tanh", loss="mse"),
}  # fmt: skip


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("bug", MISTAKES)
def test_every_bug_can_be_made_to_show(bug, config):
    better = fitting(config, bug)
    assert reasons(better, 100)[bug] is None
    if reasons(config, 100)[bug] is None:
        assert better == config, "then nothing is changed"
    else:
        assert difference(config, better)


WORDS = [
    ("no-l2", "default", "L2 0.001"),
    ("no-l1", "default", "L1 0.001"),
    ("relu-slope-1", "default", "activation relu"),
    ("not-transposed", "default", "hidden layers 16, 16"),
    ("bias-mean", "regression", "biases on"),
    ("square-of-sum", "linear", "dataset digits; output identity; loss mse"),
]


@pytest.mark.parametrize(("bug", "config", "words"), WORDS)
def test_as_little_as_possible_is_changed_and_told(bug, config, words):
    old = CONFIGS[config]
    assert difference(old, fitting(old, bug)) == words


def test_one_sample_cannot_show_a_missing_mean():
    assert reasons(RunConfig(), 1)["no-mean"] == "needs at least two samples"
    assert reasons(RunConfig(), 2)["no-mean"] is None
