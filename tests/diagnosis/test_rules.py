"""The rules one by one, on records with single facts replaced."""

import dataclasses
import itertools

import numpy as np
import pytest

from mlpviz import History, NonFiniteError, RunConfig, Trainer
from mlpviz.diagnosis import RULES, DataFacts, diagnose
from mlpviz.diagnosis.report import proposals
from mlpviz.diagnosis.units import identical_layers
from mlpviz.engine.nonfinite import Origin

CONFIG = RunConfig(dataset="iris", preprocessing="standardize", hidden_sizes=(4, 4))
TRAINER = Trainer(CONFIG)
FIRST = TRAINER.history.newest
SECOND = TRAINER.step_epoch()
CLASSES = ("setosa", "versicolor", "virginica")
ONE = np.array([0.0, 1.0, 0.0])
LASTING = range(21)


def found(records, config=CONFIG, **facts):
    return {d.kind: d for d in diagnose(records, config, class_names=CLASSES, **facts)}


def after(config=CONFIG, epoch=5, **newest):
    """Diagnoses by kind when a later record follows the untrained one, some fields replaced."""
    return found([FIRST, dataclasses.replace(SECOND, epoch=epoch, **newest)], config)


def lasting(config=CONFIG, epochs=LASTING, **fields):
    """Diagnoses by kind after epochs that all have the same fields replaced."""
    return found([dataclasses.replace(SECOND, epoch=e, **fields) for e in epochs], config)


def test_a_healthy_record_and_an_untrained_network_have_none():
    assert after() == {}
    assert found([FIRST]) == {}


def test_no_records_are_refused():
    with pytest.raises(ValueError, match=r"history = \[\] must be a History"):
        diagnose([], CONFIG)


def test_initial_weights_that_overflow():
    diagnosis = found([dataclasses.replace(FIRST, train_loss=float("nan"))])["diverged"]
    assert "initial weights is not finite" in diagnosis.sentence


@pytest.mark.parametrize("epoch", [1, 5, 1000])
def test_a_loss_that_has_grown_threefold(epoch):
    diagnosis = after(epoch=epoch, train_loss=3.03 * FIRST.train_loss, lr=7.0)["diverged"]
    assert "now 7" in diagnosis.sentence
    assert f"{FIRST.train_loss:.4g}" in diagnosis.sentence
    assert "diverged" not in after(epoch=epoch, train_loss=2.97 * FIRST.train_loss)


@pytest.mark.parametrize(
    ("batch", "words"),
    [(1, "initial weights or the inputs"), (2, "steps are too long"), (None, "evaluation")],
)
def test_what_stopped_the_training(batch, words):
    error = NonFiniteError(1, batch, Origin("z", 2), 0.5)
    diagnosis = found([FIRST], error=error)["diverged"]
    assert "z of layer 2" in diagnosis.sentence
    assert words in diagnosis.sentence
    assert diagnosis.evidence["batch"] == batch


@pytest.mark.parametrize("params", [True, False])
@pytest.mark.parametrize(
    ("initializer", "options", "value"),
    [("ones", {}, "1"), ("constant", {}, "0.5"), ("constant", {"value": -0.25}, "-0.25")],
)
def test_weights_that_start_alike_stay_alike(initializer, options, value, params):
    config = CONFIG.changed(initializer=initializer, initializer_options=options)
    trainer = Trainer(config)
    records = [*trainer.history, trainer.step_epoch()]
    known = {"params": trainer.network.params} if params else {}
    diagnosis = found(records, config, **known)["symmetric_units"]
    assert f"All weights started at {value}, and that" in diagnosis.sentence
    assert "hidden layers 1 and 2" in diagnosis.sentence
    assert diagnosis.actions[0].changes["initializer"] == "xavier_uniform"


def test_biases_that_differ_tell_units_apart():
    config = CONFIG.changed(initializer="constant", bias_std=0.1)
    trainer = Trainer(config)
    records = [*trainer.history, trainer.step_epoch()]
    for known in ({}, {"params": trainer.network.params}):
        assert "symmetric_units" not in found(records, config, **known)


def test_dead_layers_are_named():
    diagnosis = after(dead_share=(0.5, 1.0))["dead_units"]
    assert "Every unit of hidden layer 2 is dead" in diagnosis.sentence
    assert "dead_units" not in after(dead_share=(0.5, 0.79))
    assert "80.0% of the units" in after(dead_share=(0.5, 0.8))["dead_units"].sentence
    assert "dead_units" not in after(epoch=4, dead_share=(1.0, 1.0))


def test_leaky_relu_is_offered_for_relu_only():
    relu = after(CONFIG.changed(activation="relu"), dead_share=(1.0, 0.0))["dead_units"]
    assert {action.changes.get("activation") for action in relu.actions} == {None, "leaky_relu"}
    mixed = CONFIG.changed(activation=("relu", "tanh"))
    actions = after(mixed, dead_share=(1.0, 0.0))["dead_units"].actions
    assert actions[-1].changes["activation"] == ("leaky_relu", "tanh")
    tanh = after(dead_share=(1.0, 0.0))["dead_units"].actions
    assert not any("activation" in action.changes for action in tanh)


def test_saturated_layers_are_named_with_their_share():
    diagnosis = after(saturated_share=(0.75, 0.0))["saturated_units"]
    assert "75.0% of the units of hidden layer 1" in diagnosis.sentence
    assert "saturated_units" not in after(saturated_share=(0.5, 0.5))
    assert "saturated_units" not in after(epoch=4, saturated_share=(1.0, 1.0))


def test_a_collapse_lasts_20_epochs_and_has_a_loss_to_match():
    loss = np.log(3.0)
    one_class = {"predicted_share_train": ONE, "train_loss": loss}
    diagnosis = lasting(**one_class)["plateau"]
    assert "one class, versicolor" in diagnosis.sentence
    assert "may be a plateau that ends" in diagnosis.sentence
    assert "plateau" not in lasting(epochs=range(20), **one_class)
    assert "plateau" not in lasting(**one_class | {"train_loss": 0.8 * loss})
    true = {"predicted_share_train": ONE, "true_share_train": ONE}
    assert "plateau" not in lasting(**true, train_loss=0.5)


def test_a_collapse_has_its_cause():
    still = dict.fromkeys(SECOND.grad_norm, 0.0)
    one_class = {"predicted_share_train": ONE, "train_loss": np.log(3.0), "grad_norm": still}
    kinds = lasting(**one_class)
    assert "plateau" not in kinds
    assert "Likely causes: a gradient of exactly 0" in kinds["collapsed"].sentence


def test_a_loss_that_stands_still_above_the_best_constant():
    spread = {"predicted_share_train": np.array([0.2, 0.5, 0.3])}
    diagnosis = lasting(**spread, train_loss=1.2 * np.log(3.0))["worse_than_constant"]
    assert "where the best constant output has 1.099" in diagnosis.sentence
    at_it = lasting(**spread, train_loss=np.log(3.0))
    assert at_it["plateau"].title.endswith("loss equals the best constant predictor's")
    assert "worse_than_constant" not in at_it
    assert not {"plateau", "worse_than_constant"} & {
        *lasting(**spread, train_loss=0.95 * np.log(3.0))
    }


def test_overfitting_needs_a_gap_and_a_rise():
    def run(rise, test_accuracy, at_first=SECOND.train_loss):
        risen = {"test_loss": rise * SECOND.test_loss, "test_accuracy": test_accuracy}
        fit = {"train_accuracy": 1.0, "train_loss": 0.2}
        records = [dataclasses.replace(SECOND, epoch=e, train_loss=at_first) for e in range(10)]
        records += [dataclasses.replace(SECOND, epoch=e, **risen, **fit) for e in range(10, 25)]
        return found(records)

    told = run(1.4, 0.8)["overfitting"]
    assert told.evidence["best_epoch"] == 0
    assert "was never below" in told.sentence
    assert "Stop at" not in told.sentence
    assert "overfitting" not in run(1.4, 0.8, at_first=0.15), "it swings"
    assert "overfitting" not in run(1.2, 0.8)
    assert "overfitting" not in run(1.4, 0.9)


def test_overfitting_is_told_with_the_figures_of_the_header():
    fit = {"train_accuracy": 1.0, "train_loss": 0.2}
    risen = {"test_loss": 2.0, "test_accuracy": 0.8}
    records = [dataclasses.replace(SECOND, epoch=0, test_loss=1.1)]
    records += [dataclasses.replace(SECOND, epoch=1, test_loss=0.5, test_accuracy=0.9)]
    records += [dataclasses.replace(SECOND, epoch=e, **risen, **fit) for e in range(2, 25)]
    records += [dataclasses.replace(records[-1], epoch=25, test_loss=1.25)]
    sentence = found(records)["overfitting"].sentence
    assert "lowest, 0.5, at epoch 1 (test accuracy 90.0%), and is 1.25 now" in sentence
    last = dataclasses.replace(records[-1], epoch=26, test_loss=0.55)
    assert "overfitting" not in found([*records, last])


@pytest.mark.parametrize("with_params", [True, False])
def test_zero_weights_are_a_matter_of_symmetry(with_params):
    for choices in (
        {"initializer": "zeros"},
        {"initializer": "normal", "initializer_options": {"std": 0.0}},
    ):
        trainer = Trainer(CONFIG.changed(**choices))
        for _ in trainer.run(5):
            pass
        params = trainer.network.params if with_params else None
        kinds = found(trainer.history, trainer.config, params=params)
        assert next(iter(kinds)) == "symmetric_units"
        assert "dead_units" not in kinds


def test_a_linear_model_may_start_from_zero():
    trainer = Trainer(CONFIG.changed(initializer="zeros", hidden_sizes=()))
    trainer.step_epoch()
    assert found(trainer.history, trainer.config, params=trainer.network.params) == {}


def test_identical_units_are_seen_in_the_weights():
    params = {name: value.copy() for name, value in TRAINER.network.params.items()}
    assert identical_layers(params) == []
    params["W2"][:], params["b2"][:] = params["W2"][:, :1], 0.3
    assert identical_layers(params) == [2]
    params["b2"][0] = 0.31
    assert identical_layers(params) == []


def test_targets_beyond_tanh_are_measured():
    Y = np.array([[-2.0], [0.0], [0.5], [1.5]])
    data = DataFacts.of(np.zeros((4, 2)), Y, "tanh")
    assert data.unreachable == pytest.approx((1.0 + 0.25) / 4 / Y.var())
    assert DataFacts.of(np.zeros((4, 2)), Y, "identity").unreachable == 0.0
    assert DataFacts.of(np.zeros((4, 2)), np.eye(4), "sigmoid").unreachable == 0.0


def test_a_share_of_the_variance_is_at_most_all_of_it():
    config = RunConfig(dataset="sine", output="sigmoid", loss="mse")
    X, Y = np.linspace(-1.0, 1.0, 4), np.array([3.0, 40.0, 70.0, 103.0])
    data = DataFacts.of(X[:, None], Y[:, None], "sigmoid")
    (told,) = diagnose(Trainer(config).history, config, data=data)
    assert told.evidence["unreachable"] == 1.0
    assert f"so R² cannot exceed {1.0 - data.unreachable:.4g}" in told.sentence
    assert "100.0% of the targets' variance" not in told.sentence, "that would leave an R² of 0"


def test_input_scale_is_that_of_the_largest_feature():
    X = np.array([[3.0, 0.0], [-4.0, 1.0]])
    data = DataFacts.of(X, np.zeros((2, 1)), "identity")
    assert data.input_rms == pytest.approx([12.5**0.5, 0.5**0.5])
    assert data.scaled
    assert not DataFacts.of(2.0 * X, np.zeros((2, 1)), "identity").scaled
    assert not DataFacts.of(0.01 * X, np.zeros((2, 1)), "identity").scaled


SICK = {
    "lr": (1e-12, 1e-7, 0.1, 1e9),
    "optimizer": ("sgd", "adam"),
    "activation": ("relu", ("sigmoid", "relu")),
    "dataset": ("iris", "diabetes"),
}


@pytest.mark.parametrize("choices", list(itertools.product(*SICK.values())))
def test_every_action_is_legal_and_changes_something(choices):
    config = RunConfig(**dict(zip(SICK, choices, strict=True)), hidden_sizes=(4, 3))
    trainer = Trainer(config.changed(lr=1e-3))
    first = trainer.history.newest
    worst = dataclasses.replace(
        trainer.step_epoch(), train_loss=10 * first.train_loss,
        dead_share=(1.0, 1.0), saturated_share=(1.0, 1.0),
    )  # fmt: skip
    flat = [dataclasses.replace(worst, epoch=e, train_loss=first.train_loss) for e in range(30)]
    if first.predicted_share_train is not None:
        flat = [dataclasses.replace(r, predicted_share_train=ONE) for r in flat]
    raw = DataFacts.of(100.0 * trainer.train_split.X, 9.0 * trainer.train_split.Y, "tanh")
    wide = config.changed(preprocessing="none", output="tanh", loss="mse")
    actions = [
        (asked, action)
        for records in ([first, dataclasses.replace(worst, epoch=6)], flat)
        for asked, data in ((config, None), (wide, raw))
        for diagnosis in diagnose(records, asked, data=data)
        for action in diagnosis.actions
    ]
    assert len(actions) >= 4
    for asked, action in actions:
        assert action.apply(asked) != asked
        assert action.label[0].isupper()
        assert all(isinstance(name, str) for name in action.changes)


OTHER = RunConfig(
    dataset="moons",
    dataset_options={"n_samples": 200},
    preprocessing="minmax",
    standardize_targets=False,
    input_features=("x1", "x2", "x1^2"),
    test_size=0.3,
    data_seed=1,
    hidden_sizes=(3, 3),
    activation=("relu", "elu"),
    output="tanh",
    loss="huber",
    target_scale=0.5,
    initializer="normal",
    initializer_options={"std": 0.2},
    bias=False,
    bias_std=0.5,
    optimizer="adam",
    optimizer_options={"beta1": 0.5},
    lr=0.5,
    batch_size=None,
    l2=0.5,
    dtype="float32",
    seed=1,
    shuffle=False,
    l1=0.5,
    dropout=0.5,
    schedule="step",
    schedule_options={"every": 5},
    patience=3,
    min_delta=0.5,
)


@pytest.mark.parametrize("field", [name for name in RunConfig.model_fields if name != "own"])
def test_any_choice_can_be_proposed(field):
    """What a new rule proposes need not be known to the words of the present ones."""
    changes = {field: getattr(OTHER, field), "l2": 0.25}
    (action,) = proposals(RunConfig(), changes)
    assert action.changes == changes
    assert "an L2 of 0.25" in action.label


def test_an_action_leaves_out_what_is_so_already():
    (action,) = proposals(CONFIG, {"lr": CONFIG.lr, "l2": 0.01})
    assert (action.label, action.changes) == ("Use an L2 of 0.01", {"l2": 0.01})
    assert proposals(CONFIG, {"lr": CONFIG.lr}) == ()


def test_diagnose_is_pure():
    history = History()
    for record in (FIRST, SECOND):
        history.append(record)
    before = TRAINER.network.flat.copy()
    arguments = {"params": TRAINER.network.params, "class_names": CLASSES}
    first, second = (diagnose(history, CONFIG, **arguments) for _ in range(2))
    assert first == second == ()
    assert len(history) == 2
    assert (TRAINER.network.flat == before).all()


def test_the_table_and_the_kinds_agree():
    records = [dataclasses.replace(SECOND, epoch=e, train_loss=9.0) for e in range(30)]
    kinds = list(found([FIRST, *records[1:]]))
    assert kinds
    assert kinds == [kind for kind in RULES if kind in kinds]
