"""The buttons of a surface, through the page."""


def switches(app):
    return {b["argument"]: b["pressed"] for b in app.figures["decision"]["switches"]}


def test_buttons_change_how_the_surface_is_looked_at_and_the_address(open_app):
    app = open_app(v="1", data="moons", layers="2")
    weights, config = app.weights, app.config
    assert switches(app) == {"flat": False, "train": True}
    assert "surface" not in app.test.query_params
    app.act("look", "flat")
    app.act("look", "flat")  # the second of two clicks
    app.act("look", "train")
    assert switches(app) == {"smooth": True, "all": False}
    assert app.test.query_params["surface"] == "flat"
    assert app.test.query_params["points"] == "train"
    assert (app.weights == weights).all()
    assert app.config == config
    app.press("step")
    assert switches(app) == {"smooth": True, "all": False}


def test_a_link_says_how_it_is_looked_at_and_what_it_cannot_say_is_told(open_app):
    app = open_app(v="1", data="sine", points="train")
    (button,) = app.figures["fit"]["switches"]
    assert (button["argument"], button["pressed"]) == ("all", False)
    assert "surface = 'round' is unknown" in open_app(v="1", data="moons", surface="round").notice
