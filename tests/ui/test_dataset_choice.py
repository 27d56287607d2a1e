"""The sidebar's datasets: a visitor's own tables and drawing are among them."""

import numpy as np

from mlpviz.data import Dataset, encode_points
from mlpviz.workbench.own_data.kept import everybodys


def test_tables_of_ones_own_are_a_click_away_as_ours_are(open_app):
    everybodys.clear()  # what other tests have left
    app = open_app(v=1, data="moons", layers="4")
    rng = np.random.default_rng(0)
    for title in ("tea.csv", "cups *new*.csv"):
        X = rng.normal(size=(30, 2))
        table = Dataset.from_arrays(X, X[:, 0] * 1000, title=title)
        app.session.your_data.kept.keep(table)
    app.open_datasets()
    own = [button for button in app.test.button if "pick_own_" in (button.key or "")]
    assert [button.label for button in own] == ["cups \\*new\\*.csv", "tea.csv"]
    app.press(own[1].key)
    assert app.config.own.title == "tea.csv"
    assert app.session.trainer.dataset.title == "tea.csv"
    run = app.session.run
    app.open_datasets()
    app.press(own[1].key)
    assert app.session.run == run, "it is on that already"
    app.choose_dataset("moons")
    assert app.config.own is None
    app.open_datasets()
    assert app.has(own[1].key), "and the way back stays"


def test_drawn_points_are_there_again_after_other_data(open_app):
    X = np.array([[0.0, 0.0], [0.5, 0.5]]).repeat(20, axis=0)
    points = encode_points(X, np.arange(40) % 2)
    app = open_app(v=1, data="drawn", layers="4", **{"data.points": points})
    app.choose_dataset("moons")
    app.choose_dataset("drawn")
    assert app.config.dataset_options["points"] == points
