"""CONTRIBUTING keeps its word: a new row of each kind goes through all that reads the tables.

Engine, config, data, diagnosis, comparison, gradient check, bug lab and pages. Nothing is added but
the rows, and the checker's own versions of what it checks.
"""

import json

import numpy as np
import pytest

from mlpviz import (
    MLP,
    PRESETS,
    NonFiniteError,
    RunConfig,
    Trainer,
    compare,
    load_dataset,
    run,
    variants,
)
from mlpviz.charts import Note
from mlpviz.comparison import VARIED
from mlpviz.config import ConfigError
from mlpviz.data import DATASETS, PREPROCESSING
from mlpviz.data.preprocessing import Preprocessing
from mlpviz.data.spec import DatasetSpec
from mlpviz.diagnosis import RULES, best_constant_loss
from mlpviz.diagnosis.rules import Rule
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS, Initializer
from mlpviz.engine.losses import LOSSES, OUTPUTS, Loss, elementwise
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import Option
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.checked import check_bug
from mlpviz.gradcheck.mistakes.conditions import biases, has_biases
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.structured import autograd, complex_step
from mlpviz.gradcheck.structured.references import MissingReferenceError
from mlpviz.gradcheck.structured.sample_losses import SAMPLE_LOSSES, SampleLoss
from mlpviz.presets import PLAYGROUND
from mlpviz.views.table import VIEWS
from mlpviz.views.view import View
from mlpviz.workbench.bug_lab.challenge import candidates
from mlpviz.workbench.bug_lab.fitting import reasons
from tests.ui.new_rows import (
    PRESET,
    SignSGD,
    always,
    doubled,
    fit_largest,
    half_uniform,
    log_cosh,
    log_cosh_of_constant,
    mish,
    stripes,
    torch_log_cosh,
)

ALL = ("autograd", "central", "complex_step")


CONFIG = {
    "dataset": "stripes",
    "preprocessing": "largest",
    "hidden_sizes": (6, 5),
    "activation": "mish",
    "output": "softsign",
    "loss": "log_cosh",
    "initializer": "half",
    "optimizer": "sign",
    "lr": 0.01,
}


@pytest.fixture
def references(monkeypatch):
    """The checker's own versions, as CONTRIBUTING asks for them."""
    example = mish()
    monkeypatch.setitem(autograd.TORCH_ACTIVATIONS, "mish", example.torch)
    monkeypatch.setitem(complex_step.COMPLEX_ACTIVATIONS, "mish", example.complex)
    monkeypatch.setitem(autograd.TORCH_LOSSES, "log_cosh", torch_log_cosh)
    own = SampleLoss(lambda a, Y: np.log(np.cosh(a - Y)).sum(axis=0))
    monkeypatch.setitem(SAMPLE_LOSSES, "log_cosh", own)


@pytest.fixture
def rows(monkeypatch):
    """One row more in every table."""
    add = monkeypatch.setitem
    add(ACTIVATIONS, "mish", mish().row)
    facts = {"range": (-1.0, 1.0), "one_unit": (-1.0, 1.0)}
    logit = {"logit": lambda a: a / (1.0 - abs(a))}
    add(OUTPUTS, "softsign", elementwise("softsign", **facts, **logit))
    outputs = ("identity", "tanh", "softsign")
    words = r"\log\cosh(a-y)", "like huber, smooth everywhere"
    add(LOSSES, "log_cosh", Loss(log_cosh, outputs, False, "any", *words, log_cosh_of_constant))
    add(LOSSES, "mse", LOSSES["mse"]._replace(outputs=(*LOSSES["mse"].outputs, "softsign")))
    width = {"width": Option("Width", 0.5, 0.0, 2.0, 0.1, "Of the interval.")}
    add(INITIALIZERS, "half", Initializer(half_uniform, r"U(0, w)", "never negative", width))
    add(OPTIMIZERS, "sign", SignSGD)
    add(
        PREPROCESSING,
        "largest",
        Preprocessing("Largest", "Each is at most 1.", fit_largest, "bring them to 1"),
    )
    spec = DatasetSpec(
        title="Stripes",
        help="Vertical stripes.",
        task="classification",
        group="2-D classification",
        n_features=2,
        n_classes=2,
        load=stripes,
        source="Made up",
        options={
            "n_samples": Option("Samples", 60, 30, 500, 10, "How many points."),
            "width": Option("Width", 1.5, 0.5, 3.0, 0.1, "Of a stripe."),
        },
        preprocessing="largest",
    )
    add(DATASETS, "stripes", spec)
    bug = Mistake(
        title="Bias gradient twice",
        help="The sum over samples is taken twice.",
        lesson="Only biases fail.",
        steps=Steps(bias_gradient=doubled),
        wrong=lambda w: w.times(w.biases(), "2"),
        right=Writer.biases,
        needs=(has_biases,),
        reach=biases,
    )
    add(MISTAKES, "bias-twice", bug)
    add(RULES, "hunch", Rule(always, "always found"))
    add(VIEWS, "nothing", View("Nothing", "An empty card.", lambda _: Note("Nothing to see.")))
    for table in (PRESETS, PLAYGROUND):
        add(table, "stripes", PRESET)


@pytest.fixture
def config(rows, references):
    return RunConfig(**CONFIG)


def test_config_and_link(config):
    assert RunConfig.from_query(config.to_query()) == config
    assert RunConfig(dataset="stripes").preprocessing == "largest"
    options = {"dataset_options": {"width": 1.5}, "optimizer_options": {"floor": 0.0}}
    assert config.changed(**options, initializer_options={"width": 0.5}) == config
    with pytest.raises(ConfigError, match=r"'Mish' is unknown\. Did you mean 'mish'"):
        config.changed(activation="Mish")
    with pytest.raises(ConfigError, match="does not go with output 'softsign'"):
        config.changed(loss="huber")


def test_engine_and_data(config):
    trainer = Trainer(config)
    first = trainer.history.newest
    records = list(trainer.run(40))
    assert records[-1].train_loss < first.train_loss
    assert records[-1].train_accuracy > 0.8
    assert np.abs(trainer.train_split.X).max() == 1.0
    assert set(np.unique(trainer.train_split.Y)) == {-1.0, 1.0}
    assert load_dataset("stripes", width=0.5).class_names == ("odd", "even")
    trainer.rewind(0)
    assert trainer.step_epoch().train_loss == records[0].train_loss
    trainer.change(floor=0.5)
    single = MLP([2, 1], output="softsign").predict(np.ones((1, 2)))
    assert single.shape == (1, 1)  # outputs, since they are no probabilities


def test_gradient_check(config):
    trainer = Trainer(config)
    X, Y = trainer.train_split.X[:9], trainer.train_split.Y[:9]
    report = trainer.network.check_gradients(X, Y, config.loss, sources=ALL)
    assert report.passed, str(report)
    wrong = inject(trainer.network, "bias-twice")
    assert MISTAKES["bias-twice"].corrupts(wrong, config.loss) == {"b1", "b2", "b3"}
    found = check_bug(wrong, X, Y, loss=config.loss)
    assert {row.name for row in found.rows if row.verdict == "fail"} == {"b1", "b2", "b3"}
    assert found.reading.kind == "bias-twice"
    wrong_line, right_line = found.reading.lines[0][1:3]
    assert (wrong_line.code, right_line.code) == (
        "db1 = 2 * delta1.sum(axis=0)",
        "db1 = delta1.sum(axis=0)",
    )
    assert "bias-twice" in candidates(reasons(config, len(X)))
    for name in MISTAKES:  # the other mistakes, on this network
        if MISTAKES[name].applies(trainer.network, config.loss, 0.0, len(X)) is None:
            assert check_bug(inject(trainer.network, name), X, Y, loss=config.loss).rows


@pytest.mark.parametrize(
    ("choices", "file"),
    [
        ({"loss": "mse", "output": "tanh"}, "complex_step.py"),
        ({"activation": "tanh"}, "sample_losses.py"),
    ],
)
def test_without_its_reference_the_check_says_where_one_belongs(rows, choices, file):
    config = RunConfig(**(CONFIG | choices))
    trainer = Trainer(config)
    with pytest.raises(MissingReferenceError, match=f"mlpviz/gradcheck/structured/{file}"):
        trainer.network.check_gradients(trainer.train_split.X, trainer.train_split.Y, config.loss)


@pytest.mark.parametrize(
    ("choices", "kind"),
    [
        ({}, "hunch"),
        ({"lr": 1e3}, "dead_units"),
        ({"activation": "tanh", "output": "identity", "lr": 1e3}, "exploding_gradients"),
        ({"initializer_options": {"width": 1e-3}, "lr": 1e-9}, "collapsed"),
        ({"initializer": "zeros", "lr": 1e-9}, "symmetric_units"),
        ({"lr": 0.5}, "hunch"),
    ],
)
def test_diagnosis(config, choices, kind):
    """Every rule looks at the run, and every proposal can be made."""
    config = config.changed(**choices)
    trainer = run.Trainer(config)  # whose actions are the proposals, tried or not
    error = None
    try:
        list(trainer.run(25))
    except NonFiniteError as caught:
        error = caught
    found = trainer.diagnose(error=error)
    assert kind in [diagnosis.kind for diagnosis in found]
    for diagnosis in found:
        for action in diagnosis.actions:
            assert action.label
            assert action.apply(config) != config
    (hunch,) = [diagnosis for diagnosis in found if diagnosis.kind == "hunch"]
    assert "batches of 7" in hunch.actions[0].label
    share = trainer.history[0].true_share_train
    constant = np.linspace(-1.0, 1.0, 2001)[:, None]
    by_hand = share @ np.log(np.cosh(constant - np.array([-1.0, 1.0]))).T
    assert best_constant_loss(config, share) == pytest.approx(by_hand.min(), abs=1e-6)


def test_comparison(config):
    new = {
        "optimizer": "sign",
        "optimizer_lr": "sign",
        "activation": "mish",
        "initializer": "half",
    }
    for field, row in VARIED.items():
        if not row.applies(config):
            continue
        values = list(row.first(config))[:1]
        if field in new:
            assert new[field] in row.offered(config)
            values = [new[field], *values]
        runs = variants(config, field, list(dict.fromkeys(values)))
        assert compare(runs, 1).runs
    usual = variants(config, "optimizer_lr", ["sign"])
    assert [run.lr for run in usual.values()] == [0.002]
    assert len(variants(config, "optimizer_lr")) == 4


def test_the_train_page(config, open_app):
    app = open_app(**config.to_query())
    assert app.config == config
    app.open_datasets()
    assert app.widget("pick_stripes").label == "Stripes"
    assert "Largest" in app.widget("preprocessing").options
    for name in ("activation", "initializer", "optimizer", "output", "loss"):
        assert getattr(config, name) in app.widget(name).options
        assert app.widget(name).value == getattr(config, name)
    assert [app.widget(f"dataset_options.{name}").value for name in ("n_samples", "width")] == [
        "60",
        "1.5",
    ]
    assert app.widget("sign.floor").value == "0"
    captions = " ".join(node.value for node in app.test.caption)
    captions += app.widget("activation").help  # of which there is no room for a caption
    for words in ("smooth ReLU with a dip", "only the sign", "never negative", "smooth everywhere"):
        assert words in captions
    app.tick(visible=list(VIEWS))
    assert set(VIEWS) >= set(app.figures) >= {"nothing", "decision", "check", "curves"}
    assert app.figures["nothing"]["alt"] == "Nothing to see."
    app.redraw()
    app.press("step")
    assert "batch size is 32" in json.dumps(app.message)


def test_choosing_the_rows_one_after_another(rows, references, open_app):
    app = open_app(dataset="moons", hidden_sizes="[4]", output="tanh", loss="mse")
    for name in ("activation", "initializer", "optimizer", "preprocessing"):
        app.choose(name, CONFIG[name])
        app.press("step")
    app.choose("output", "softsign")
    assert app.config.loss == "mse"
    app.choose("loss", "log_cosh")
    app.press("step")
    app.choose("dataset", "stripes")
    app.choose("dataset_options.width", 2.0)
    app.press("step")
    assert {name: getattr(app.config, name) for name in ("dataset", "activation", "loss")} == {
        "dataset": "stripes",
        "activation": "mish",
        "loss": "log_cosh",
    }
    assert app.config.dataset_options == {"width": 2.0}


@pytest.mark.parametrize("page", ["gradients", "bug-lab", "compare"])
def test_the_other_pages(config, open_app, page):
    app = open_app(page=page, **config.to_query())
    if page == "bug-lab":
        app.choose("bug_lab_bug", "bias-twice")
        assert app.session.bug_lab.bug == "bias-twice"
    if page == "compare":
        app.choose("compare_race_field", "optimizer_lr")
        app.choose("compare_race_values_optimizer_lr", ["sgd", "sign"])
        runs = {run.label: run.trainer.config.lr for run in app.session.compare.race.runners}
        assert runs == {"SGD, lr 0.1": 0.1, "SignSGD, lr 0.002": 0.002}
    assert app.payload["figures"]
    assert not app.test.error


def test_the_preset(rows, open_app):
    gallery = open_app(page="presets")
    assert any("How many units does it take?" in node.body for node in gallery.test.get("html"))
    app = open_app(preset="stripes")
    assert app.session.preset == "stripes"
