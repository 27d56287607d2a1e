import pytest

from mlpviz import PRESETS, RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.run import Trainer
from mlpviz.workbench.compare import address
from mlpviz.workbench.compare.plan import GIVEN, chosen, fields
from mlpviz.workbench.compare.session import Compare
from mlpviz.workbench.links import take, written
from mlpviz.workbench.session import Session

CONFIG = RunConfig(dataset="moons", hidden_sizes=(2,))


@pytest.fixture(scope="module")
def visit():
    """A new visitor, always with the same run."""
    trainer = Trainer(CONFIG)
    return lambda: Session(CONFIG, trainer, trainer.network)


@pytest.mark.parametrize("field", fields(CONFIG, ""))
def test_any_setting_with_its_first_values_comes_back(field, visit):
    first, second = visit(), visit()
    texts = chosen(CONFIG, field, None)
    first.compare.varied, first.compare.values[field] = field, texts
    query = written("compare", first)
    assert all(
        part.replace("_", "").replace("-", "").replace(".", "").replace("~", "").isalnum()
        for part in query.values()
    ), "nothing has to be escaped"
    assert take("compare", second, query) == []
    assert second.compare.plan(CONFIG).runs == first.compare.plan(CONFIG).runs
    assert written("compare", second) == query


def test_values_that_nobody_chose_are_left_out(visit):
    current = visit()
    assert written("compare", current) == {"mode": "race", "vary": "optimizer"}
    current.compare.mode = "range"
    assert written("compare", current) == {"mode": "range"}


def test_a_preset_s_own_variants_come_with_the_preset(visit):
    name = next(name for name, preset in PRESETS.items() if preset.variants)
    current = visit()
    assert "vary" in str(*take("compare", current, {"vary": GIVEN}))
    current.preset = name
    assert take("compare", current, {"vary": GIVEN}) == []
    assert [*current.compare.given] == [*PRESETS[name].variants][:6]
    assert written("compare", current)["vary"] == GIVEN


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"mode": "rnage"}, "Did you mean 'range'"),
        ({"vary": "lr_"}, "Did you mean 'lr'"),
        ({"vary": "lr", "values": "fast"}, "fast"),
        ({"vary": "lr", "values": "~".join("1234567")}, "7 values: at most 6"),
    ],
)
def test_what_cannot_be_is_told(query, words, visit):
    current = visit()
    (fault,) = take("compare", current, query)
    assert words in str(fault)


def test_a_flood_of_values_is_refused_by_their_number():
    with pytest.raises(FaultsError, match="100,001 values") as caught:
        address.read_values(Compare(), "~" * 100_000)
    assert len(str(caught.value)) < 200


def test_a_setting_that_the_run_does_not_have_is_told(visit):
    current = visit()
    assert take("compare", current, {"mode": "race", "vary": "momentum"}) == []
    planned = current.compare.plan(CONFIG)
    assert planned.runs == {}
    assert planned.refused == (
        "Momentum cannot be varied: this run, on Moons, has no such choice.",
    )
    assert "momentum" in fields(CONFIG, "momentum")
    assert "momentum" not in fields(CONFIG, "lr")
