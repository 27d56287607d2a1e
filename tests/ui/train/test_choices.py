"""The Train page without a browser: every choice of a new run."""

import numpy as np
import pytest

from mlpviz import DATASETS, RunConfig
from mlpviz.data import PREPROCESSING
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.rules import legal_losses, legal_outputs
from tests.ui.small import SMALL


def options_of(app, key):
    return list(app.widget(key).options)


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
