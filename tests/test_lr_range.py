"""The learning-rate range test: what it measures, and whether its suggestion is any good."""

import numpy as np
import pytest

import mlpviz
from mlpviz import ConfigError, NonFiniteError, RunConfig, Trainer, learning_rate_range
from mlpviz.lr_range import _suggestion

SMALL = {"dataset_options": {"n_samples": 80}, "hidden_sizes": (6,)}
MOONS = RunConfig(dataset="moons", **SMALL)


def final_loss(config, epochs):
    """Mean training loss over the last fifth of a run; infinite if it diverges."""
    trainer = Trainer(config)
    try:
        losses = [record.train_loss for record in trainer.run(epochs)]
    except NonFiniteError:
        return np.inf
    return float(np.mean(losses[-max(1, epochs // 5) :]))


def test_the_rate_grows_geometrically_and_the_losses_are_those_of_the_batches():
    found = learning_rate_range(MOONS, low=1e-4, high=0.1, steps=20)
    np.testing.assert_allclose(found.lr, 1e-4 * 1000 ** (np.arange(20) / 19), rtol=1e-12)
    trainer, losses = Trainer(MOONS), []
    for lr in found.lr:
        trainer.change(lr=float(lr))
        losses.append(trainer.step_batch())
    assert found.loss.tolist() == losses
    assert found.bounds == (1e-4, 0.1)
    assert found.diverged_at is None


def test_the_average_is_symmetric_and_keeps_straight_lines():
    found = learning_rate_range(MOONS, steps=200)
    x = np.log10(found.lr)
    k = 100
    weights = np.exp(-0.5 * ((x - x[k]) / 0.15) ** 2)
    assert found.smoothed[k] == pytest.approx(np.average(found.loss, weights=weights))


def test_the_same_arguments_give_the_same_bits_and_change_nothing():
    dataset = Trainer(MOONS).dataset
    first = learning_rate_range(MOONS, dataset=dataset)
    second = learning_rate_range(MOONS)
    assert first.loss.tobytes() == second.loss.tobytes()
    assert first.suggested == second.suggested
    assert first.present == MOONS.lr


def test_the_configs_own_rate_plays_no_part():
    first, second = (learning_rate_range(MOONS.changed(lr=lr)) for lr in (1e-3, 1.0))
    assert first.suggested == second.suggested


# Small runs of each kind: the share of the best rate's fall that the suggested one reaches.
GOOD = {
    "moons, Adam": (mlpviz.PRESETS["moons"].config, 40),
    "moons, SGD": (RunConfig(dataset="moons", hidden_sizes=(8,)), 40),
    "plane": (mlpviz.PRESETS["plane"].config, 20),
    "spiral, Adam": (mlpviz.PRESETS["spiral"].config, 60),
    "hills, Adam": (mlpviz.PRESETS["hills"].config, 60),
    "wine, RMSProp": (
        RunConfig(dataset="wine", hidden_sizes=(8,), optimizer="rmsprop", lr=0.01),
        20,
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_the_suggestion_is_near_the_best(name):
    config, epochs = GOOD[name]
    found = learning_rate_range(config)
    start = Trainer(config).history[0].train_loss
    rates = found.suggested * 10.0 ** np.array([-2, -1, -0.5, 0, 0.5, 1])
    losses = [final_loss(config.changed(lr=float(lr)), epochs) for lr in rates]
    reached = (start - losses[3]) / (start - min(losses))
    assert reached > 0.8, dict(zip(rates, losses, strict=True))
    assert losses[3] < losses[0], "a hundredth of it is too small"


def test_a_run_that_diverges_ends_the_test():
    found = learning_rate_range(mlpviz.PRESETS["plane"].config, high=1e3)
    assert len(found.lr) < 200
    assert found.lr[-1] < found.diverged_at < 100
    assert found.suggested < 0.3
    assert np.isfinite(found.loss).all()


def test_a_number_that_is_not_finite_ends_it():
    config = MOONS.changed(activation="relu", dtype="float32")
    found = learning_rate_range(config, low=1.0, high=1e9, steps=20)
    assert np.isfinite(found.loss).all()
    assert found.diverged_at is not None


def test_a_dead_network_gets_no_suggestion():
    dead = RunConfig(
        dataset="moons",
        **SMALL,
        activation="relu",
        bias=False,
        initializer="zeros",
    )
    found = learning_rate_range(dead)
    assert found.suggested is None
    assert found.diverged_at is None
    assert "does not respond" in found.reason
    assert str(found).startswith("No learning rate can be suggested. In 100 steps at each of 8")


FOUR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0]
XOR4 = mlpviz.Dataset.from_arrays(*FOUR, test=FOUR)
SIGMOID = {"activation": "sigmoid", "batch_size": None, "hidden_sizes": (4,)}
PLATEAUS = {
    "sigmoid": {"output": "sigmoid", "loss": "mse", "optimizer": "sgd"},
    "Nesterov": {
        "output": "sigmoid",
        "loss": "mse",
        "optimizer": "nesterov",
        "optimizer_options": {"momentum": 0.11},
    },
}


@pytest.mark.parametrize("name", PLATEAUS)
def test_a_plateau_is_left_by_the_rate_that_was_tried(name):
    config = RunConfig(dataset="xor", preprocessing="none", **SIGMOID, **PLATEAUS[name])
    found = learning_rate_range(config, dataset=XOR4)
    assert "tried by themselves" in found.reason
    trainer = Trainer(config.changed(lr=found.suggested), XOR4)
    assert list(trainer.run(1500))[-1].train_accuracy == 1.0


@pytest.mark.parametrize("name", ["hills", "circles", "xor"])
def test_noise_of_small_batches_is_no_reason(name):
    config = RunConfig(dataset=name)
    found = learning_rate_range(config)
    assert "too large" not in found.reason
    record = list(Trainer(config.changed(lr=found.suggested)).run(60))[-1]
    assert (record.train_r2 if name == "hills" else record.train_accuracy) > 0.7


def test_a_plateau_that_is_not_left_is_told(monkeypatch):
    monkeypatch.setattr("mlpviz.lr_trials.ROUNDS", (100,))
    deep = {**SIGMOID, "hidden_sizes": (4,) * 6}
    config = RunConfig(dataset="xor", dataset_options={"n_samples": 30}, **deep)
    found = learning_rate_range(config)
    assert "Trials of 100 steps at each of 8 rates" in found.reason
    assert "may be a longer plateau" in found.reason


def test_what_would_take_too_long_is_not_tried(monkeypatch):
    monkeypatch.setattr("mlpviz.lr_trials.WORK", 1.0)
    config = RunConfig(dataset="xor", preprocessing="none", **SIGMOID, **PLATEAUS["sigmoid"])
    assert "may leave the plateau sooner" in learning_rate_range(config, dataset=XOR4).reason
    assert "plateau" not in learning_rate_range(MOONS).reason


def test_too_large_from_the_beginning():
    found = learning_rate_range(mlpviz.PRESETS["plane"].config, low=2.0, high=100.0)
    assert found.suggested is None
    assert "Begin lower" in found.reason


def test_inputs_too_large_to_begin_with():
    config = MOONS.changed(initializer="normal", initializer_options={"std": 10.0})
    dataset = Trainer(config).dataset
    huge = mlpviz.Dataset(**{name: getattr(dataset, name) for name in dataset.__dataclass_fields__})
    object.__setattr__(huge, "X_train", dataset.X_train * 1e307)
    found = learning_rate_range(config.changed(activation="identity"), dataset=huge)
    assert found.lr.size == found.loss.size == found.smoothed.size == 0
    assert found.suggested is None
    assert "Training cannot start" in found.reason
    assert found.figure().data


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"low": 0.0}, "low = 0.0 is too small"),
        ({"high": float("inf")}, "high = inf must be a number"),
        ({"low": 1.0, "high": 1.0}, r"high = 1.0 must be above low = 1.0"),
        ({"steps": 5}, "steps = 5 is too small: choose between 20 and 5000"),
    ],
)
def test_what_cannot_be_asked_for(choices, words):
    with pytest.raises(ConfigError, match=words):
        learning_rate_range(MOONS, **choices)


def test_progress_is_told_and_may_end_it():
    shares = []
    learning_rate_range(MOONS, high=0.1, steps=20, progress=shares.append)
    assert shares[:20] == [k / 40 for k in range(1, 21)]
    assert shares == sorted(shares)
    assert shares[-1] <= 1.0

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learning_rate_range(MOONS, progress=stop)


def test_text_html_and_figure_say_the_same():
    found = learning_rate_range(MOONS)
    suggested = f"{found.suggested:.2g}"
    assert str(found).startswith(f"Suggested learning rate: {suggested}. ")
    assert found.reason in str(found)
    assert f"<b>Suggested learning rate: {suggested}.</b>" in found._repr_html_()
    figure = found.figure()
    assert {trace.name for trace in figure.data} >= {"batch", "average", "suggested"}


def valley(noise):
    """Losses that fall from 1 to 0.5 at a rate of 1e-3, rise a little up to 0.1, on either side
    of that by ``noise`` in turn."""
    lr = np.geomspace(1e-6, 10.0, 200)
    fall = np.interp(
        np.log10(lr), [-6.0, -4.5, -4.0, -3.0, -1.0, 1.0], [1.0, 1.0, 0.6, 0.5, 0.7, 2.0]
    )
    loss = fall + noise * np.random.default_rng(0).choice([-1.0, 1.0], 200)
    return lr, loss, fall


def test_where_batches_are_noisy_the_rate_may_lie_as_far_as_the_loss_stays_low():
    suggested = {}
    for noise in (0.0, 0.3):
        lr, loss, smoothed = valley(noise)
        suggested[noise], reason = _suggestion(lr, loss, smoothed, False)
    assert "to which the loss stays as low" in reason
    first = lr[np.argmax(smoothed <= 0.5 + 0.02 * 0.5)]
    assert suggested[0.0] < suggested[0.3] <= 0.5 * first * 1.001


def test_without_noise_the_first_rate_of_the_lowest_loss_counts_however_flat_it_is():
    lr, _, smoothed = valley(0.0)
    flat = np.where((lr > 1e-3) & (lr < 1e-2), 0.505, smoothed)
    assert _suggestion(lr, flat, flat, False) == _suggestion(lr, smoothed, smoothed, False)


def test_sine_is_told_a_rate_that_learns_it():
    config = RunConfig(dataset="sine")
    rate = learning_rate_range(config).suggested
    trainer = Trainer(config.changed(lr=rate))
    assert trainer.train(60).train_r2 > 0.6
