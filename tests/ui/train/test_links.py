"""The Train page without a browser: what a link opens, and what it says of a damaged one."""

import json

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.workbench.first_run import FIRST_RUN
from tests.ui.small import SMALL


def test_a_link_restores_the_run(open_app):
    config = RunConfig(
        dataset="moons",
        dataset_options={"noise": 0.1},
        preprocessing="standardize",
        hidden_sizes=(3, 5),
        activation=("relu", "tanh"),
        output="sigmoid",
        loss="mse",
        target_scale=0.9,
        initializer="normal",
        initializer_options={"std": 0.2},
        optimizer="adam",
        optimizer_options={"beta1": 0.8},
        lr=0.0123,
        batch_size=None,
        l2=0.002,
        dtype="float32",
        bias_std=0.1,
        seed=11,
        data_seed=4,
        test_size=0.3,
    )
    app = open_app(**config.to_query())
    assert app.config == config
    assert app.test.query_params == config.to_query()
    np.testing.assert_array_equal(app.weights, Trainer(config).network.flat)
    assert app.widget("lr").value == "0.0123"
    assert app.widget("batch_size").value == "full"
    assert app.widget("hidden_1").value == "5"
    app.press("step")
    assert app.config == config, "a step must not change what the link said"


def test_the_address_follows_the_choices(small):
    small.choose("activation", "relu")
    small.press("add_layer")
    small.set_only("lr", 0.5)
    small.press("step")
    assert RunConfig.from_query(small.test.query_params) == small.config
    assert small.test.query_params["act"] == "relu"
    assert small.test.query_params["lr"] == "0.5"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"dataset": "nope"}, ["dataset = 'nope'", "digits"]),
        ({"lr": "fast"}, ["lr = 'fast'"]),
        ({"lr": "-1", "hidden_sizes": "[0]"}, ["lr", "hidden_sizes: layer 1 = 0"]),
        ({"lr": "NaN"}, ["lr"]),
        ({"hidden_sizes": "[4096,4096,4096]"}, ["parameters"]),
        ({"hidden_sizes": "[" * 900}, ["hidden_sizes"]),
        ({"hidden_sizes": "[" * 5000}, ["15,013 bytes", "4,096"]),
        ({"v": "2", "data": "moons"}, ["v = '2'", "newer version", "v=1"]),
        ({"seed": "<script>alert(1)</script>"}, ["seed"]),
    ],
)
def test_a_damaged_link_says_what_is_wrong(query, named, open_app):
    app = open_app(**query)
    unread = "bytes" in named[0] or "v = '2'" in named
    assert app.config == (FIRST_RUN if unread else RunConfig.from_link("?v=1"))
    assert "This link " in app.notice
    for words in named:
        assert words in app.notice
    app.press("step")
    assert app.metrics["Epoch"] == "1"
    assert app.notice, "what has just been clicked does not slide away"
    app.press("link_notice_close")
    assert not app.notice


def test_one_bad_parameter_is_named_and_all_good_ones_are_kept(open_app):
    link = {"v": "1", "data": "moons", "layers": "4-0-3", "lr": "0.3", "seed": "7", "l2": "tiny"}
    app = open_app(**link)
    assert app.config == RunConfig.from_link("?v=1&data=moons&lr=0.3&seed=7")
    assert "This link asks for what there is not" in app.notice
    assert "layers: layer 2 = 0 is too small" in app.notice
    assert "l2 = 'tiny'" in app.notice
    assert "hidden_sizes" not in app.notice
    app.press("step")
    assert app.test.query_params["layers"] == "4-0-3", "it stays, so that it can be corrected"


def test_parameters_that_others_add_to_a_link_are_passed_over(open_app):
    app = open_app(dataset="moons", fbclid="abc")
    assert app.config == RunConfig(dataset="moons", batch_size=32)
    assert not app.notice


def test_what_is_wrong_with_a_link_goes_with_no_frame_and_ends_with_a_choice(open_app):
    app = open_app(v="1", data="moons", layers="4", **{f"data.{n}{n}": "1" for n in range(22)})
    assert app.notice.count("is unknown") == 10
    assert "And 12 more." in app.notice
    assert app.message["kind"] == "info"
    assert "unknown" not in json.dumps(app.payload)
    assert app.test.query_params["data"] == "moons", "it stays, until a choice is made"
    app.choose("activation", "relu")
    assert app.test.query_params["act"] == "relu"
    assert not app.notice


def test_a_misspelt_name_is_told_and_the_rest_opened(open_app):
    app = open_app(v="1", data="moons", layer="4", noise="0.3")
    assert app.config == RunConfig(dataset="moons", batch_size=32)
    assert "'layer' = '4' is no part of a link here. Did you mean layers?" in app.notice
    assert "Did you mean data.noise?" in app.notice


def test_at_most_ten_faults_are_told_of_run_and_names_together(open_app):
    app = open_app(**dict.fromkeys(["v", "lrr"], "1"), **{f"data.x{i}": "1" for i in range(12)})
    assert app.notice.count("\n- ") == 11
    assert app.notice.endswith("And 3 more.")


def test_a_link_that_is_too_long_is_not_kept(open_app):
    app = open_app(dataset="moons", note="x" * 5000)
    assert "5,019 bytes" in app.notice
    assert app.test.query_params == {}
    app.redraw()
    assert "5,019 bytes" in app.notice, "until a choice is made"
    app.choose("activation", "relu")
    assert not app.notice


def test_visitors_do_not_share_a_run(open_app):
    first, second = open_app(**SMALL), open_app(**SMALL)
    first.press("step")
    second.redraw()
    assert first.trainer is not second.trainer
    assert (first.metrics["Epoch"], second.metrics["Epoch"]) == ("1", "0")
