"""The control of the input features, through the page."""


def test_features_are_chosen_and_stay_one_at_least(open_app):
    app = open_app(v="1", data="xor", layers="none")
    assert app.widget("input_features").value == ["x1", "x2"]
    app.choose("input_features", ["x2", "x1 x2", "x1"])
    assert app.config.input_features == ("x1", "x2", "x1 x2")
    assert app.trainer.network.sizes == (3, 2)
    assert app.test.query_params["features"] == "x1-x2-x1x2"
    run = app.session.run
    app.choose("input_features", [])
    assert app.session.run == run
    assert app.config.input_features == ("x1", "x2", "x1 x2")
    assert sorted(app.widget("input_features").value) == ["x1", "x1 x2", "x2"]
    app.choose("input_features", ["x2", "x1"])
    assert app.config.input_features is None
    assert app.session.run == run + 1


def test_only_data_on_a_plane_have_them(open_app):
    app = open_app(v="1", data="moons", features="x1sq")
    assert app.widget("input_features").value == ["x1^2"]
    assert not open_app(v="1", data="iris").has("input_features")
