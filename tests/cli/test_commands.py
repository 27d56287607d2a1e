"""The command line, as its users have it."""

import os
import subprocess
import sys

import numpy as np
import pytest

import mlpviz
from mlpviz import MLP, PRESETS
from mlpviz.cli import app, main
from mlpviz.cli.train import chosen


def test_a_run_is_printed_kept_and_goes_on(tmp_path, capsys):
    path = str(tmp_path / "run.mlpviz")
    words = ["data=moons", "layers=4", "lr=0.3", "opt=momentum", "opt.momentum=0.5"]
    assert main(["run", *words, "--epochs", "40", "--save", path]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = [int(line.split()[1]) for line in lines if line.startswith("epoch ") and "train" in line]
    assert told == [*range(0, 41, 2)]
    assert any("2-4-2, tanh, softmax" in line for line in lines)
    assert lines[-1] == f"Saved in {path}."
    kept = mlpviz.load(path)
    assert (kept.epoch, kept.lr, kept.optimizer.settings["momentum"]) == (40, 0.3, 0.5)
    assert main(["run", path, "--epochs", "2"]) == 0
    assert "epoch     42" in capsys.readouterr().out


def test_what_is_wrong_with_a_run_is_said(capsys):
    assert main(["run", "digits-collapse", "--epochs", "30"]) == 0
    out = capsys.readouterr().out
    trainer = mlpviz.Trainer(PRESETS["digits-collapse"].config)
    list(trainer.run(30))
    (first, *_) = trainer.diagnose()
    assert f"{first.title}: {first.sentence}" in out


def test_a_run_that_diverges_ends_with_1(capsys):
    assert main(["run", "overflow", "--epochs", "60"]) == 1
    assert "Training stopped: a number is not finite" in capsys.readouterr().out


def test_choices_change_a_presets_run_and_a_links():
    base = PRESETS["xor"].config
    assert chosen(["xor"]).config == base
    assert chosen(["xor", "lr=0.25"]).config == base.changed(lr=0.25)
    link = base.to_link("http://127.0.0.1:8501/")
    assert chosen([link, "lr=0.25"]).config == base.changed(lr=0.25)
    assert chosen([]).config == mlpviz.RunConfig()
    suited = mlpviz.RunConfig(dataset="spiral", optimizer="adam")
    assert chosen(["data=spiral", "opt=adam"]).config == suited


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["digits-colapse"], "Did you mean digits-collapse?"),
        (["nothing-like-it"], "no preset, file or link"),
        (["xor", "moons"], "one of them"),
        (["lrr=0.1"], "Did you mean lr?"),
        (["lr=high"], "lr = 'high'"),
        (["lr=-1", "layers=0"], "lr = -1"),
        (["--epochs", "-5"], "--epochs"),
        (["xor", "epochs=5"], "'epochs' is no choice of a run: how long it trains is --epochs"),
        (["foo=1"], "'foo' is no choice of a run: choices are data, "),
        (["xor", "bug=transposed"], "'bug' is no choice of a run: it is of a page"),
        (["xor", "--save", "nowhere/run.mlpviz"], "there is no folder 'nowhere'"),
        (["xor", "--export", "run.foo"], "must end with one of"),
        (["xor", "--export", "nowhere/run.csv"], "there is no folder 'nowhere'"),
    ],
)
def test_what_cannot_be_run_is_said_with_2(words, said, capsys):
    assert main(["run", *words]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""  # and nothing was trained before


def test_a_kept_run_takes_no_choices(tmp_path, capsys):
    path = tmp_path / "run.mlpviz"
    mlpviz.Trainer(mlpviz.RunConfig(dataset="moons")).save(path)
    assert main(["run", str(path), "lr=1"]) == 2
    assert "no choices beside it" in capsys.readouterr().err
    (tmp_path / "other.txt").write_text("no run")
    assert main(["run", str(tmp_path / "other.txt")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_presets_are_listed(capsys):
    assert main(["run", "--presets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(PRESETS)


@pytest.fixture
def gradients(tmp_path):
    """``gradients(factor) -> path`` of a .npz whose dW1 is that much of the right one."""

    def write(factor):
        network = MLP([3, 4, 2], "tanh", "softmax", seed=1)
        X, Y = np.random.default_rng(0).normal(size=(6, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
        loss, grads = network.loss_and_gradients(X, Y, "cross_entropy")
        grads["W1"] *= factor
        arrays = dict(network.params) | {f"d{name}": grad for name, grad in grads.items()}
        np.savez(tmp_path / "check.npz", X=X, Y=Y, loss=loss, **arrays)
        return str(tmp_path / "check.npz")

    return write


def test_gradients_of_a_file_are_checked(gradients, capsys):
    assert main(["check", gradients(1.0)]) == 0
    assert "pass" in capsys.readouterr().out
    assert main(["check", gradients(2.0), "--activations", "tanh", "--output", "softmax"]) == 1
    assert "W1" in capsys.readouterr().out


def test_a_file_that_cannot_be_checked_says_why(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.npz")]) == 2
    assert "No such file" in capsys.readouterr().err
    (tmp_path / "text.npz").write_text("no zip")
    assert main(["check", str(tmp_path / "text.npz")]) == 2
    assert "text.npz: " in capsys.readouterr().err


def test_the_app_is_shown_to_this_machine_alone_unless_asked():
    command = app.streamlit_arguments(["--server.port", "8502"])
    assert command[0] == "run"
    assert command[1].endswith("app.py")
    assert command[2:] == ["--server.address", "127.0.0.1", "--server.port", "8502"]
    open_to_all = ["--server.address=0.0.0.0"]
    assert app.streamlit_arguments(open_to_all)[2:] == open_to_all


def test_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "mlpviz", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"mlpviz {mlpviz.__version__}"


def test_a_run_is_written_as_a_page_and_as_other_files(tmp_path, capsys):
    page, table = tmp_path / "run.html", tmp_path / "run.csv"
    asked = ["--preset", "xor", "lr=0.25", "--epochs", "3", "--html", str(page), "--to", str(table)]
    assert main(["export", *asked]) == 0
    assert capsys.readouterr().out == f"Written: {page} and {table}.\n"
    assert "Every epoch from 0 to 3" in page.read_text(encoding="utf-8")
    assert table.read_text(encoding="utf-8").count("\n") == 5


def test_a_run_that_was_saved_is_written_as_it_stands(tmp_path, capsys):
    path, page = str(tmp_path / "run.mlpviz"), tmp_path / "run.html"
    assert main(["run", "data=moons", "--epochs", "2", "--save", path]) == 0
    assert main(["export", path, "--html", str(page)]) == 0
    assert "Every epoch from 0 to 2" in page.read_text(encoding="utf-8")


def test_a_run_that_diverges_is_written_all_the_same(tmp_path, capsys):
    page = tmp_path / "run.html"
    assert main(["export", "overflow", "--html", str(page)]) == 1
    assert page.exists()
    assert "is not finite" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["xor"], "--html run.html"),
        (["xor", "--html", "run.htm"], "must end with .html"),
        (["xor", "--html", "nowhere/run.html"], "there is no folder 'nowhere'"),
        (["xor", "--to", "run.foo"], "must end with one of"),
        (["--preset", "xorr", "--html", "run.html"], "Did you mean xor?"),
        (["xor", "--epochs", "-1", "--html", "run.html"], "--epochs"),
    ],
)
def test_what_cannot_be_written_is_said_with_2(words, said, capsys):
    assert main(["export", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_run_is_not_viewed(tmp_path, capsys):
    path = tmp_path / "notes.txt"
    path.write_text("no run")
    assert main(["view", str(path)]) == 2
    assert "notes.txt is no file of a run" in capsys.readouterr().err.replace("'", "")
    assert main(["view", str(tmp_path / "none.mlpviz")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_app_begins_with_the_file_that_is_viewed(tmp_path, monkeypatch):
    path = tmp_path / "run.mlpviz"
    mlpviz.Trainer(mlpviz.RunConfig(dataset="moons")).save(path)
    monkeypatch.setattr(app, "act", lambda asked: asked.options)
    monkeypatch.setenv("MLPVIZ_VIEW", "")
    assert main(["view", str(path), "--server.port", "8502"]) == ["--server.port", "8502"]
    assert os.environ["MLPVIZ_VIEW"] == str(path)
