"""The Train page without a browser: state, controls, links, and what they do to the run."""

import json
import math

import numpy as np
import pytest

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.data import PREPROCESSING
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OF_ALL, OPTIMIZERS
from mlpviz.rules import legal_losses, legal_outputs
from mlpviz.views.table import VIEWS
from mlpviz.workbench import slices
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.train.run_status import EARLIER, NOTHING

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}


@pytest.fixture
def small(open_app):
    """The app on a small problem."""
    return open_app(**SMALL)


def options_of(app, key):
    return list(app.widget(key).options)


# The first visit


def test_the_first_visit(open_app):
    app = open_app()
    assert app.config == FIRST_RUN
    assert app.metrics["Epoch"] == "0"
    assert set(app.metrics) == {
        "Epoch",
        "Train loss",
        "Test loss",
        "Train accuracy",
        "Test accuracy",
    }
    assert app.payload["playing"] is False
    assert app.message["kind"] == "info"
    assert "Press Play" in app.message["text"]
    assert app.widget("play").label == "Play"
    assert app.test.query_params == {}


def test_all_charts_are_in_place_at_once_and_those_of_the_first_screen_are_drawn(app):
    expected = {
        name: view.first for name, view in VIEWS.items() if view.applies(app.trainer.dataset)
    }
    assert {name: bool(figure.get("data")) for name, figure in app.figures.items()} == expected
    assert {"curves", "images", "network", "predictions", "check", "weights", "gradients"} <= set(
        expected
    )


def test_the_payload_is_small(app):
    app.press("step")
    assert len(json.dumps(app.payload)) < 64_000  # some 5,000 of them are what units show


def test_every_control_has_help_of_one_line(app):
    app.choose("activation", "mixed")
    app.choose("optimizer", "adamw")
    app.choose("initializer", "normal")
    controls = [
        node
        for node in app.test._tree
        if getattr(node, "key", None) and hasattr(getattr(node, "proto", None), "help")
    ]
    assert len(controls) > 20
    for node in controls:
        assert node.proto.help.strip(), node.key
        assert "\n" not in node.proto.help, node.key


# Training


def test_step_trains_one_epoch(app):
    before = app.weights
    app.press("step")
    assert app.metrics["Epoch"] == "1"
    assert not np.array_equal(app.weights, before)
    assert app.said == ("info", f"{NOTHING} {EARLIER}")
    expected = Trainer(RunConfig())
    expected.step_epoch()
    np.testing.assert_array_equal(app.weights, expected.network.flat)


def test_step_changes_every_chart(app):
    app.see_all()
    before = app.figures
    app.press("step")
    for name, figure in app.figures.items():
        assert figure != before[name] | {"alt": figure["alt"]}, name
        assert figure["alt"] != before[name]["alt"], name


def test_metrics_are_those_of_the_record(app):
    app.press("step")
    record = app.trainer.history.newest
    assert app.metrics == {
        "Epoch": "1",
        "Train loss": f"{record.train_loss:.4g}",
        "Test loss": f"{record.test_loss:.4g}",
        "Train accuracy": f"{record.train_accuracy:.1%}",
        "Test accuracy": f"{record.test_accuracy:.1%}",
    }


def test_play_and_pause(small):
    small.press("play")
    assert small.widget("play").label == "Pause"
    assert small.payload["playing"] is True
    for epoch in (1, 2, 3):
        small.tick()
        assert small.metrics["Epoch"] == str(epoch)
    small.redraw()
    small.press("play")
    assert small.widget("play").label == "Play"
    assert small.payload["playing"] is False
    assert small.trainer.epoch == 3


def test_a_tick_after_pause_trains_nothing(small):
    small.press("play")
    late = small.session.seq
    small.press("play")
    for seq in (late, small.session.seq):
        small.tick(seq)
        assert small.trainer.epoch == 0


def test_a_tick_for_an_old_frame_trains_nothing(small):
    small.press("play")
    old = small.session.seq
    small.tick(old)
    assert small.trainer.epoch == 1
    for seq in (old, old - 1, old + 100):
        small.tick(seq)
        assert small.trainer.epoch == 1
    small.tick()
    assert small.trainer.epoch == 2


def test_step_while_playing_pauses(small):
    small.press("play")
    small.tick()
    small.redraw()
    small.press("step")
    assert small.trainer.epoch == 2
    assert small.payload["playing"] is False


def test_only_what_is_on_screen_is_sent_while_playing(small):
    small.press("play")
    small.tick(visible=["check", "curves"])
    assert {name for name, figure in small.figures.items() if "data" in figure} == {
        "check",
        "curves",
    }


def test_what_comes_on_screen_is_drawn(small):
    small.press("play")
    small.tick(visible=["curves"])
    small.redraw()
    small.press("play")
    small.send("look", visible=["curves", "weights"])
    assert {name for name, figure in small.figures.items() if "data" in figure} == {
        "curves",
        "weights",
    }
    assert small.trainer.epoch == 1


def test_full_speed_trains_as_many_epochs_as_fit_into_a_frame(small, monkeypatch):
    monkeypatch.setattr(slices, "FRAME_SECONDS", 0.0395)  # that is 39.5 looks at the clock
    small.choose("speed", "full")
    small.press("play")
    small.tick()
    looks = small.trainer.batches_per_epoch + 3  # with every batch; to begin, to end, to go on
    assert small.trainer.epoch == math.ceil(39.5 / looks) > 1


def test_ten_epochs_a_frame_or_what_fits_into_its_patience(small, monkeypatch):
    small.choose("speed", "ten")
    small.press("play")
    small.tick()
    assert small.trainer.epoch == 10
    small.press("step")
    assert small.trainer.epoch == 11
    monkeypatch.setattr(slices, "PATIENCE", 0.0395)
    small.press("play")
    small.tick()
    assert 11 < small.trainer.epoch < 21


def test_one_epoch_a_second_is_asked_for_a_second_apart(small):
    small.choose("speed", "second")
    assert small.payload["wait"] == 0, "nothing plays"
    small.press("play")
    small.tick()
    assert (small.trainer.epoch, small.payload["wait"]) == (1, 1000)
    small.choose("speed", "one")
    assert small.payload["wait"] == 0
    small.choose("speed", "second")
    small.press("play")
    assert small.payload["wait"] == 0


def test_the_speed_is_part_of_the_address(open_app):
    app = open_app(**SMALL, v="1", speed="ten")
    assert app.widget("speed").value == "ten"
    app.choose("speed", "full")
    assert app.test.query_params["speed"] == "full"
    assert "speed = 'fast' is unknown" in open_app(v="1", data="iris", speed="fast").notice


def test_a_run_stops_at_the_epoch_that_is_typed_and_goes_on_if_asked(small):
    small.choose("speed", "ten")
    small.choose("stop", "14")
    assert small.test.query_params["epochs"] == "14"
    small.press("play")
    for _ in range(4):
        small.tick()
    assert (small.trainer.epoch, small.session.playing) == (14, False)
    assert "Play has stopped at epoch 14" in small.message["text"]
    small.press("play")
    small.tick()
    assert small.trainer.epoch == 24
    small.choose("stop", "soon")
    assert small.message["text"].startswith("Stop at epoch = 'soon' must be a whole number")
    assert small.widget("stop").value == "14"
    small.choose("stop", "")
    assert "epochs" not in small.test.query_params
    assert small.message is None or small.message["kind"] != "error"


def test_reset_gives_the_same_weights_back_to_the_bit(small):
    initial = small.weights
    for _ in range(3):
        small.press("step")
    trained = small.weights
    small.press("reset")
    assert small.metrics["Epoch"] == "0"
    np.testing.assert_array_equal(small.weights, initial)
    assert len(small.trainer.history) == 1
    for _ in range(3):
        small.press("step")
    np.testing.assert_array_equal(small.weights, trained)


def test_new_weights_change_the_seed(small):
    initial, seed = small.weights, small.config.seed
    small.press("step")
    small.press("new_weights")
    assert small.metrics["Epoch"] == "0"
    assert small.config.seed == seed + 1
    assert small.widget("seed").value == str(seed + 1)
    assert not np.array_equal(small.weights, initial)
    assert small.test.query_params["seed"] == str(seed + 1)


def test_the_last_seed_is_followed_by_the_first(open_app):
    app = open_app(**SMALL, seed=str(2**32 - 1))
    app.press("new_weights")
    assert app.config.seed == 0


def test_zoom_is_forgotten_with_the_run_only(small):
    first = small.payload["revision"]
    small.press("step")
    assert small.payload["revision"] == first
    small.press("reset")
    second = small.payload["revision"]
    small.choose("activation", "relu")
    assert len({first, second, small.payload["revision"]}) == 3


# Choices that rebuild


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_can_be_chosen_and_trained(dataset, app):
    app.choose("dataset", dataset)
    spec = DATASETS[dataset]
    assert app.config.dataset == dataset
    assert app.config.preprocessing == spec.preprocessing
    assert app.metrics["Epoch"] == "0"
    assert app.trainer.dataset.task == spec.task
    assert options_of(app, "output") == legal_outputs(spec.task)
    app.press("step")
    assert app.metrics["Epoch"] == "1"
    assert ("Train R²" in app.metrics) == (spec.task == "regression")
    assert app.message["kind"] != "error"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation, small):
    small.choose("activation", activation)
    assert small.trainer.network.activations == (activation,)
    small.press("step")
    assert small.trainer.epoch == 1


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("optimizer", OPTIMIZERS),
        ("initializer", INITIALIZERS),
        ("preprocessing", PREPROCESSING),
        ("dtype", ("float64", "float32")),
    ],
)
def test_every_other_choice_of_structure(key, names, small):
    for name in names:
        if name != getattr(small.config, key):
            small.choose(key, name)
        assert getattr(small.config, key) == name
        assert small.metrics["Epoch"] == "0"
        small.press("step")
        assert small.metrics["Epoch"] == "1"


@pytest.mark.parametrize("dataset", ["iris", "sine"])
def test_only_losses_that_go_with_the_output_are_offered(dataset, app):
    app.choose("dataset", dataset)
    task = DATASETS[dataset].task
    for output in options_of(app, "output"):
        if output != app.config.output:
            app.choose("output", output)
        assert options_of(app, "loss") == legal_losses(output, task)
        for loss in options_of(app, "loss"):
            if loss != app.config.loss:
                app.choose("loss", loss)
            assert (app.config.output, app.config.loss) == (output, loss)
            app.press("step")
            assert app.trainer.epoch == 1


def test_a_choice_of_structure_starts_a_new_run_and_says_so(small):
    small.press("step")
    small.choose("activation", "relu")
    assert small.metrics["Epoch"] == "0"
    assert "untrained" in small.message["text"]
    assert sum("all else starts a new run" in caption.value for caption in small.test.caption) == 1


def test_options_of_the_dataset(app):
    app.choose("dataset", "moons")
    app.choose("dataset_options.noise", 0.0)
    app.choose("dataset_options.n_samples", 100)
    assert app.config.dataset_options == {"n_samples": 100, "noise": 0.0}
    dataset = app.trainer.dataset
    assert len(dataset.X_train) + len(dataset.X_test) == 100
    app.choose("dataset_options.shuffle_labels", True)
    assert app.config.dataset_options == {"n_samples": 100, "noise": 0.0, "shuffle_labels": 1}
    app.choose("dataset_options.share", 0.01)
    assert "share = 0.01 leaves 1 sample of 100 to the rarest class" in app.message["text"]
    app.choose("dataset_options.share", 0.1)
    assert app.trainer.history[0].true_share_train[0] == 0.1


@pytest.mark.parametrize("after", ["iris", "circles"])  # with no noise, with a noise of its own
def test_what_a_frame_still_tells_of_the_options_before_starts_no_other_run(open_app, after):
    app = open_app(v="1", data="moons", layers="2")
    app.press("play")
    before = app.widget("dataset_options.noise")
    app.choose("dataset", after)
    run, config = app.session.run, app.config
    late = app.test._tree.get_widget_states()
    state = late.widgets.add(id=before.proto.id)
    state.string_value = "0.4"
    app.test._run(late)
    app.no_exception()
    app.tick()
    assert (app.session.run, app.config) == (run, config)
    assert app.session.playing
    assert app.trainer.epoch == 1
    assert app.message["kind"] != "error"


def test_the_targets_of_numbers_are_standardised_or_not(app):
    assert not app.has("standardize_targets")
    app.choose("dataset", "diabetes")
    assert app.trainer.dataset.target_scale > 50
    app.choose("standardize_targets", False)
    assert app.trainer.dataset.target_scale == 1.0
    assert app.test.query_params["targets"] == "none"
    app.choose("standardize_targets", True)
    assert app.config == RunConfig(dataset="diabetes", hidden_sizes=app.config.hidden_sizes)


def test_split_and_data_seed(app):
    app.choose("dataset", "iris")
    app.choose("test_size", 0.4)
    assert len(app.trainer.dataset.X_test) == 60
    before = app.trainer.dataset.X_test.copy()
    app.choose("data_seed", 5)
    assert not np.array_equal(app.trainer.dataset.X_test, before)


def test_a_fixed_split_offers_no_choice(app):
    app.choose("dataset", "mnist")
    assert not app.has("test_size")
    assert not app.has("data_seed")


def test_layers_are_added_sized_and_removed(small):
    small.press("add_layer")
    assert small.config.hidden_sizes == (4, 4)
    small.choose("hidden_1", 7)
    assert small.trainer.network.sizes == (4, 4, 7, 3)
    small.press("remove_0")
    assert small.config.hidden_sizes == (7,)
    assert small.widget("hidden_0").value == "7"
    small.press("remove_0")
    assert small.config.hidden_sizes == ()
    assert not small.has("activation")
    small.press("step")
    assert small.trainer.epoch == 1
    small.press("add_layer")
    assert small.config.hidden_sizes == (8,)


def test_at_most_sixteen_layers(open_app):
    app = open_app(**SMALL | {"hidden_sizes": str([2] * 15).replace(" ", "")})
    app.press("add_layer")
    assert len(app.config.hidden_sizes) == 16
    assert app.widget("add_layer").proto.disabled


def test_mixed_activations(small):
    small.press("add_layer")
    small.choose("activation", "mixed")
    assert small.config.activation == ("tanh", "tanh")
    small.choose("activation_1", "relu")
    assert small.trainer.network.activations == ("tanh", "relu")
    small.press("add_layer")
    assert small.config.activation == ("tanh", "relu", "relu")
    small.press("remove_0")
    assert small.config.activation == ("relu", "relu")
    assert small.widget("activation").value == "mixed"
    small.choose("activation", "tanh")
    assert small.config.activation == "tanh"
    assert not small.has("activation_0")


def test_biases_can_be_switched_off(small):
    small.choose("bias", False)
    assert set(small.trainer.network.params) == {"W1", "W2"}
    assert not small.has("bias_std")
    small.choose("bias", True)
    small.choose("bias_std", 0.5)
    assert np.abs(small.trainer.network.params["b1"]).min() > 0


def test_an_initializer_with_biases_of_its_own_leaves_no_spread_to_choose(small):
    small.choose("bias_std", 0.5)
    small.choose("initializer", "torch_default")
    assert small.config.bias_std == 0.0
    assert not small.has("bias_std")
    assert np.abs(small.trainer.network.params["b1"]).min() > 0


def test_samples_can_stay_in_their_order(small):
    small.choose("shuffle", False)
    assert not small.trainer.shuffle
    small.press("step")
    assert small.metrics["Epoch"] == "1"


def test_the_target_scale_is_offered_where_it_makes_sense(small):
    assert not small.has("target_scale")
    small.choose("output", "tanh")
    small.choose("loss", "mse")
    small.choose("target_scale", 0.9)
    assert small.trainer.train_split.Y.max() == pytest.approx(0.9)
    small.choose("dataset", "sine")
    assert not small.has("target_scale")


def test_seed_and_initial_weights(small):
    initial = small.weights
    small.choose("seed", 7)
    assert not np.array_equal(small.weights, initial)
    small.choose("seed", 0)
    np.testing.assert_array_equal(small.weights, initial)


# Choices that act while it runs


def test_live_choices_wait_for_the_next_step(small):
    small.press("step")
    trainer = small.trainer
    for key, value in (("lr", 0.5), ("l2", 0.01), ("batch_size", 16)):
        small.set_only(key, value)
    small.press("step")
    assert small.trainer is trainer
    assert small.metrics["Epoch"] == "2"
    assert trainer.history.newest.lr == 0.5
    assert (trainer.l2, trainer.batch_size) == (0.01, 16)
    assert (small.config.lr, small.config.l2, small.config.batch_size) == (0.5, 0.01, 16)


def test_live_choices_act_while_it_plays(small):
    small.press("play")
    small.tick()
    small.redraw()
    trainer = small.trainer
    small.set_only("lr", 0.02)
    small.tick()
    assert small.trainer is trainer
    assert trainer.epoch == 2
    assert trainer.history.newest.lr == 0.02
    assert [record.lr for record in trainer.history] == [0.1, 0.1, 0.02]


def test_the_full_batch(small):
    small.set_only("batch_size", "full")
    small.press("step")
    assert small.trainer.batch_size is None
    assert small.config.batch_size is None
    assert small.widget("batch_size").value == "full"


def test_settings_of_the_optimiser_are_live(small):
    small.choose("optimizer", "adam")
    small.press("step")
    trainer = small.trainer
    small.set_only("adam.beta1", 0.5)
    small.press("step")
    assert small.trainer is trainer
    assert trainer.optimizer.settings["beta1"] == 0.5
    assert small.config.optimizer_options == {"beta1": 0.5}
    assert trainer.epoch == 2


def test_live_choices_survive_a_rebuild_and_new_optimisers_start_afresh(small):
    small.choose("optimizer", "momentum")
    small.set_only("lr", 0.05)
    small.set_only("momentum.momentum", 0.5)
    small.choose("activation", "relu")
    assert (small.config.lr, small.widget("lr").value) == (0.05, "0.05")
    assert small.config.optimizer_options == {"momentum": 0.5}
    small.choose("optimizer", "nesterov")
    assert small.config.optimizer_options == {}
    assert small.trainer.optimizer.settings == {"momentum": 0.9} | dict.fromkeys(OF_ALL, 0.0)


def test_an_output_without_a_scale_control_does_not_keep_the_scale(small):
    small.choose("output", "tanh")
    assert small.config.loss == "mse"
    small.choose("target_scale", 0.8)
    small.choose("output", "softmax")
    assert not small.has("target_scale")
    assert small.config.target_scale == 1.0


@pytest.mark.parametrize(
    ("key", "value"),
    [("activation", "relu"), ("test_size", 0.3), ("hidden_0", 9), ("output", "sigmoid")],
)
def test_a_choice_whose_control_has_left_the_page_changes_nothing(small, key, value):
    small.press("step")
    trainer = small.trainer
    small.session.widget_keys[key] = "left"
    small.choose(key, value)
    assert small.trainer is trainer


@pytest.mark.parametrize(("key", "value"), [("activation", "relu"), ("hidden_0", 9)])
def test_a_choice_that_the_run_has_already_does_not_start_it_over(small, key, value):
    small.press("step")
    trainer, present = small.trainer, small.widget(key).value
    small.session.widget_keys[key] = "other"
    small.test.session_state["other"] = present
    small.choose(key, value)
    assert small.trainer is trainer


def test_step_finishes_a_long_epoch_with_the_ticks_that_follow(small, monkeypatch):
    monkeypatch.setattr(slices, "PATIENCE", 0.0)
    small.press("step")
    assert 0.0 < small.trainer.progress < 1.0
    assert small.payload["playing"]
    for _ in range(small.trainer.batches_per_epoch):
        if not small.payload["playing"]:
            break
        small.send("tick", seq=small.payload["seq"], visible=[])
    assert (small.trainer.epoch, small.trainer.progress) == (1, 0.0)
    assert not small.payload["playing"]


# Links


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


# When it goes wrong


@pytest.fixture
def diverging(open_app):
    """A run that is one step away from overflow."""
    return open_app(
        dataset="diabetes",
        preprocessing="none",
        output="identity",
        loss="mse",
        activation="relu",
        lr="1e9",
    )


def test_divergence_is_told_in_plain_words_and_keeps_the_run(diverging):
    trainer = diverging.trainer
    for _ in range(3):
        diverging.press("step")
        assert np.isfinite(diverging.weights).all()
    assert diverging.trainer is trainer
    assert diverging.message["kind"] == "error"
    assert "not finite" in diverging.message["text"]
    assert [button["title"] for button in diverging.message["buttons"]] == ["Try cures"]
    good = trainer.history.newest
    assert diverging.metrics["Epoch"] == str(good.epoch)


def test_a_lower_learning_rate_goes_on_from_the_last_good_weights(open_app):
    app = open_app(
        dataset="hills",
        preprocessing="none",
        output="identity",
        loss="mse",
        lr="1e9",
        activation="relu",
    )
    trainer = app.trainer
    good = app.weights
    app.press("step")
    assert app.message["kind"] == "error"
    np.testing.assert_array_equal(app.weights, good)
    app.set_only("lr", 1e-3)
    app.press("step")
    assert app.trainer is trainer
    assert app.metrics["Epoch"] == "1"
    assert app.message["kind"] == "info"
    assert trainer.history.newest.train_loss < trainer.history[0].train_loss


def test_divergence_stops_playing(diverging):
    diverging.press("play")
    for _ in range(5):
        diverging.tick()
    diverging.redraw()
    assert diverging.payload["playing"] is False
    assert diverging.widget("play").label == "Play"
    assert diverging.message["kind"] == "error"


def test_numbers_that_have_run_away_still_fit_their_place(diverging):
    diverging.press("step")
    assert all(len(value) <= 12 for value in diverging.metrics.values()), diverging.metrics


def test_a_run_that_is_too_big_is_refused_and_the_old_one_kept(open_app):
    app = open_app(dataset="mnist", hidden_sizes="[4,4096]")
    trainer = app.trainer
    app.choose("hidden_0", 4096)
    assert app.message["kind"] == "error"
    assert "parameters" in app.message["text"]
    assert app.trainer is trainer
    assert app.config.hidden_sizes == (4, 4096)
    assert app.widget("hidden_0").value == "4096", "what was typed stays, with the reason below"
    assert "parameters" in app.session.refusals["hidden_0"].words
    app.press("remove_1")
    assert app.config.hidden_sizes == (4,)
    assert app.message["kind"] == "info"


def test_zero_weights_get_advice_that_helps(open_app):
    app = open_app(**SMALL, initializer="zeros")
    for _ in range(8):
        app.press("step")
    assert app.message["kind"] == "warning"
    assert "leaky_relu" not in app.message["text"]
    assert "random weights" in app.message["text"]
