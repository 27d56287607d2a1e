"""Back and forward: the run follows the address."""

import pytest

from mlpviz import RunConfig
from mlpviz.ui import address

MOONS = {"v": "1", "data": "moons", "layers": "3"}


@pytest.fixture
def go_to(monkeypatch):
    """Have the browser's history lead to an address."""

    def leads(app, query):
        app.test.query_params.clear()
        app.test.query_params.update(query)
        monkeypatch.setattr(address, "_went_through_history", lambda: True)
        app.redraw()
        monkeypatch.undo()

    return leads


def said(app):
    """What stands in the address."""
    return {
        name: text if isinstance(text, str) else text[-1]
        for name, text in app.test.query_params.items()
    }


def test_back_and_forward_go_through_the_choices(open_app, go_to):
    app = open_app(**MOONS)
    visited = [(said(app), app.config)]
    for key, value in [("seed", 5), ("dataset", "iris"), ("activation", "relu")]:
        app.choose(key, value)
        visited.append((said(app), app.config))
    for place in (2, 1, 0, 1, 3):
        query, config = visited[place]
        go_to(app, query)
        assert app.config == config
        assert app.trainer.config == config
        assert app.trainer.epoch == 0
        assert said(app) == query, "the address that is copied is that run's"
        app.tick(visible=[])
        assert said(app) == query
    app.choose("seed", 9)
    assert said(app)["seed"] == "9"


def test_what_is_chosen_while_it_trains_is_taken_back_without_another_run(open_app, go_to):
    app = open_app(**MOONS, lr="0.1")
    app.press("step")
    first, run = said(app), app.session.run
    app.session.config = app.config.changed(lr=0.3)
    app.trainer.change(lr=0.3)
    app.press("step")
    go_to(app, first)
    assert (app.config.lr, app.trainer.lr) == (0.1, 0.1)
    assert (app.session.run, app.trainer.epoch) == (run, 2)


def test_the_plain_address_is_the_page_as_it_opens(open_app, go_to):
    app = open_app()
    first = app.config
    app.choose("dataset", "moons")
    go_to(app, {})
    assert app.config == first
    assert said(app) == {}


def test_a_page_s_own_choices_its_preset_and_its_lesson_follow_too(open_app, go_to):
    app = open_app("bug-lab", preset="sine", bug="sign", say="Look")
    before = said(app)
    app.choose("bug_lab_bug", "no-db")
    app.session.preset = None
    go_to(app, before)
    assert (app.session.bug_lab.bug, app.session.preset) == ("sign", "sine")
    assert app.session.lesson.say == "Look"
    assert said(app) == before


def test_an_address_that_cannot_be_leaves_the_run_and_says_why(open_app, go_to):
    app = open_app(**MOONS)
    go_to(app, {"v": "9"})
    assert app.config == RunConfig.from_query(MOONS)
    assert "newer version" in app.message["text"]
    go_to(app, MOONS | {"lr": "fast", "seed": "4"})
    assert app.config == RunConfig.from_query(MOONS | {"seed": "4"})
    assert "lr = 'fast'" in app.notice


def test_elsewhere_a_message_with_an_older_address_changes_nothing(open_app):
    app = open_app(**MOONS)
    before = said(app)
    app.choose("seed", 5)
    app.test.query_params.update(before)  # it was on its way before the new one was there
    app.redraw()
    assert app.config.seed == 5
