import re
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from threadpoolctl import threadpool_info, threadpool_limits

import mlpviz
from mlpviz import PRESETS, RunConfig, Trainer, compare, load_dataset, variants
from mlpviz.comparison import CompareError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "compare.md"


@pytest.fixture
def runs(tiny):
    """Runs that take different paths: batches, an optimiser with state, one that diverges.

    One is wide enough for BLAS to use several threads, if it may.
    """
    return {
        "wide": RunConfig(
            dataset="mnist",
            dataset_options={"n_train": 400, "n_test": 10},
            hidden_sizes=(300,),
            batch_size=None,
        ),
        "sgd": tiny,
        "adam": tiny.changed(optimizer="adam", batch_size=8),
        "full": tiny.changed(batch_size=None, dtype="float32"),
        "diverges": tiny.changed(lr=1e9, loss="mse", output="identity", activation="relu"),
    }


@pytest.fixture(scope="module")
def dask_client(tmp_path_factory):
    """A cluster on this machine: two worker processes that listen on the loopback device only."""
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=2,
            host="127.0.0.1",
            dashboard_address=None,
            local_directory=tmp_path_factory.mktemp("dask"),
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_two_processes_give_the_same_bits_as_one(runs, same):
    same(compare(runs, 3), compare(runs, 3, n_jobs=2))


def test_threads_give_the_same_bits_too(runs, same):
    with joblib.parallel_config(backend="threading", n_jobs=4):
        same(compare(runs, 3), compare(runs, 3, n_jobs=1))


def test_a_dask_cluster_gives_the_same_bits(runs, same, dask_client):
    alone = compare(runs, 3)
    with joblib.parallel_config(backend="dask"):
        same(alone, compare(runs, 3))
    ran = dask_client.run(lambda: "mlpviz.comparison" in __import__("sys").modules)
    assert any(ran.values())  # on the cluster, not beside it


def test_the_page_on_comparing_says_how_a_cluster_is_used(same, dask_client, monkeypatch):
    blocks = re.findall(r"^```py(?:thon)?\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    base, cluster = blocks[0], next(block for block in blocks if "dask" in block)
    address = dask_client.scheduler.address
    cluster = cluster.replace("tcp://scheduler:8786", address).replace("epochs=500", "epochs=2")
    here = {}
    exec(compile(base, PAGE.name, "exec"), here)
    exec(compile(cluster, PAGE.name, "exec"), here)
    assert address in cluster
    same(compare(variants(here["base"], "seed"), 2), here["result"])


def test_the_number_of_blas_threads_is_put_back(tiny):
    with threadpool_limits(2, user_api="blas"):
        compare([tiny], 1)
        libraries = [lib for lib in threadpool_info() if lib["user_api"] == "blas"]
        assert {lib["num_threads"] for lib in libraries} == {2}


def test_a_run_is_what_a_trainer_makes_of_its_config(tiny, one_thread):
    trainer = Trainer(tiny)
    list(trainer.run(5))
    (run,) = compare([tiny], 5).runs
    np.testing.assert_array_equal(run.epoch, np.arange(6))
    for column, field in [
        ("train_loss", "train_loss"),
        ("test_loss", "test_loss"),
        ("train_score", "train_accuracy"),
        ("test_score", "test_accuracy"),
    ]:
        np.testing.assert_array_equal(getattr(run, column), trainer.history.column(field))
    assert run.error is None
    assert run.best_epoch == int(np.argmin(trainer.history.column("test_loss")))


def test_a_run_that_diverges_ends_and_says_why(runs):
    result = compare(runs, 3)
    run = result["diverges"]
    assert "lower the learning rate" in run.error
    assert run.epoch[-1] < 3
    assert np.isfinite(run.train_loss).all()
    assert result.best is not run
    assert "diverged in epoch" in str(result)
    assert result["adam"].error is None


def test_your_own_data_go_to_every_run(tiny, same):
    dataset = load_dataset("moons", n_samples=80, noise=0.05, seed=5)
    there, here = compare([tiny], 3, n_jobs=2, dataset=dataset), compare([tiny], 3, dataset=dataset)
    same(there, here)
    assert compare([tiny], 3).runs[0].train_loss[-1] != here.runs[0].train_loss[-1]


@pytest.mark.parametrize(
    ("changes", "alike"),
    [
        ({"optimizer": "adam"}, True),
        ({"lr": 0.3}, True),
        ({"activation": "relu"}, True),
        ({"batch_size": None}, True),
        ({"l2": 0.1}, True),
        ({"output": "sigmoid", "loss": "mse", "hidden_sizes": (5,), "seed": 1}, False),
        ({"initializer": "zeros"}, False),
        ({"hidden_sizes": (6,)}, False),
        ({"seed": 1}, False),
        ({"dtype": "float32"}, False),
    ],
)
def test_which_runs_start_from_identical_weights(tiny, changes, alike):
    result = compare([tiny, tiny.changed(**changes)], 1)
    assert result.same_start is alike
    assert ("identical weights" in result.notes[0]) is alike


def test_notes_name_what_makes_the_start_differ_and_what_cannot_be_compared(tiny):
    notes = compare([tiny, tiny.changed(seed=1, hidden_sizes=(2,))], 1).notes
    assert notes == ("The runs start from different weights: the seed and the width decide them.",)
    notes = compare([tiny, tiny.changed(l2=0.1), tiny.changed(data_seed=1)], 1).notes
    assert notes == (
        "All runs start from identical weights.",
        "The runs do not see the same data.",
        "The loss itself differs, by L2: compare the accuracy.",
    )


def test_labels_state_what_differs_unless_titles_are_given(tiny):
    assert [r.label for r in compare([tiny, tiny.changed(lr=0.5)], 1).runs] == ["lr 0.1", "lr 0.5"]
    assert [r.label for r in compare({"mine": tiny}, 1).runs] == ["mine"]
    assert [r.label for r in compare([tiny], 1).runs] == ["run"]
    twice = compare([tiny, tiny, tiny.changed(seed=1)], 1)
    assert [r.label for r in twice.runs] == ["seed 0 (1)", "seed 0 (2)", "seed 1"]


def test_the_table_holds_the_final_figures(tiny):
    result = compare(variants(tiny, "lr", [0.001, 1.0]), 5)
    frame = pd.DataFrame(result.table())
    assert list(frame["run"]) == ["lr 0.001", "lr 1"]
    assert list(frame["test_loss"]) == [run.test_loss[-1] for run in result.runs]
    assert list(frame["test_accuracy"]) == [run.test_score[-1] for run in result.runs]
    assert (frame["epochs"] == 5).all()
    assert (frame["seconds_per_epoch"] > 0).all()
    assert result.best.label == "lr 1"
    with pytest.raises(KeyError, match=r"Legal: lr 0\.001, lr 1"):
        result["lr 2"]


def test_regression_is_scored_by_r2():
    config = RunConfig(dataset="sine", dataset_options={"n_samples": 40}, hidden_sizes=(3,))
    result = compare(variants(config, "seed", [0, 1]), 2)
    assert result.score == "R²"
    assert {"train_r2", "test_r2"} <= result.table()[0].keys()
    assert "test R²" in str(result)


def test_text_and_html_mark_the_winner_and_escape_titles(tiny):
    base = tiny.changed(dataset_options={"n_samples": 400})
    result = compare({"<b>slow</b>": base.changed(lr=1e-5), "quick": base}, 8)
    text, html = str(result), result._repr_html_()
    (line,) = [line for line in text.splitlines() if line.startswith("quick")]
    assert line.startswith("quick *")
    assert f"{result['quick'].test_loss[-1]:.4g}" in line
    assert "finished" in line
    assert "<b>" not in html
    assert "&lt;b&gt;slow&lt;/b&gt;" in html
    assert html.count("<tr") == 3


def test_the_figure_shows_every_run_in_both_plots(tiny):
    figure = compare(variants(tiny, "lr", [0.01, 0.1]), 4).figure(log=True, split="train")
    lines = [trace for trace in figure.data if trace.mode.startswith("lines")]
    assert [(t.name, t.yaxis) for t in lines] == [
        ("lr 0.01", "y"),
        ("lr 0.01", "y2"),
        ("lr 0.1", "y"),
        ("lr 0.1", "y2"),
    ]
    assert figure.layout.yaxis.type == "log"


@pytest.mark.parametrize(
    ("configs", "epochs", "words"),
    [
        ([], 5, "empty"),
        ([RunConfig()], 0, "epochs = 0 is too small"),
        ([RunConfig()], 2.5, "whole number"),
        (RunConfig(), 5, "must be a list"),
        ("digits", 5, "must be a list"),
        ([RunConfig(), {"lr": 0.1}], 5, r"no RunConfig: RunConfig\(\*\*choices\) makes one"),
        (["moons"], 5, r"RunConfig\(dataset='moons'\) is one for that dataset"),
        ([PRESETS["xor"]], 5, r"is no RunConfig: pass preset\.config"),
        ([RunConfig(), RunConfig(dataset="sine")], 5, "mix classification and regression"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_way_out(configs, epochs, words):
    with pytest.raises(CompareError, match=words):
        compare(configs, epochs)


def test_all_faults_are_told_at_once():
    with pytest.raises(CompareError) as caught:
        compare([3], 0)
    assert len(caught.value.faults) == 2


def test_the_four_optimizers_of_the_course_start_alike():
    presets = PRESETS["mnist-optimizers"].variants
    small = {title: config.changed(hidden_sizes=(8,)) for title, config in presets.items()}
    result = mlpviz.compare(small, 1)
    assert [run.label for run in result.runs] == list(presets)
    assert result.same_start
