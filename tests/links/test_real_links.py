"""Links that are out there, and what they must open for good.

A failure here is a link that somebody has sent and that no longer opens the same run: mend the
program, not the table.
"""

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from mlpviz import DATASETS, PRESETS, RunConfig
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.links import frozen
from mlpviz.links.frozen import is_whole
from mlpviz.links.names import ROWS
from mlpviz.links.reading import choices, parsed
from mlpviz.workbench.linked_run import asked_run

# What the program's first problem was when links began.
DIGITS = {
    "dataset": "digits",
    "dataset_options": {},
    "preprocessing": "standardize_global",
    "standardize_targets": None,
    "input_features": None,
    "test_size": 0.2,
    "data_seed": 0,
    "hidden_sizes": (32, 16),
    "activation": "tanh",
    "output": "softmax",
    "loss": "cross_entropy",
    "target_scale": 1.0,
    "initializer": "xavier_uniform",
    "initializer_options": {},
    "bias": True,
    "bias_std": 0.0,
    "optimizer": "sgd",
    "optimizer_options": {"weight_decay": 0, "clip_norm": 0},
    "lr": 0.1,
    "batch_size": 32,
    "l2": 0.0,
    "dtype": "float64",
    "seed": 0,
    "shuffle": True,
    "l1": 0.0,
    "dropout": 0.0,
    "schedule": "constant",
    "schedule_options": {},
    "patience": None,
    "min_delta": 0.0001,
}
ADAM = {
    "optimizer": "adam",
    "optimizer_options": {
        "beta1": 0.9,
        "beta2": 0.999,
        "eps": 1e-8,
        "weight_decay": 0,
        "clip_norm": 0,
    },
}
REGRESSION = {"output": "identity", "loss": "mse"}
SHARES = {"moons": 0.5, "spiral": 0.5}


def made_up(name, n_samples, noise):
    options = {"n_samples": n_samples, "noise": noise, "label_noise": 0, "shuffle_labels": 0}
    if name in SHARES:
        options["share"] = SHARES[name]
    return {"dataset": name, "dataset_options": options, "preprocessing": "none"}


MOONS = made_up("moons", 300, 0.2)
MNIST = {"dataset": "mnist", "dataset_options": {"n_train": 1000, "n_test": 1000}}
IRIS = {"dataset": "iris", "preprocessing": "standardize"}

# A link without a version as it was sent, the same as one of version 1, and what differs from
# DIGITS in the run of both.
LINKS = [
    (  # docs/presets.md
        "bug=skips-w2",
        "v=1&data=digits&prep=standardize_global&test=0.2&split=0&layers=32-16&act=tanh"
        "&out=softmax&loss=cross_entropy&scale=1&init=xavier_uniform&bias=yes&bias_std=0"
        "&opt=sgd&lr=0.1&batch=32&l2=0&float=64&seed=0",
        {},
    ),
    ("mode=challenge&challenge=7", "v=1", {}),
    ("dataset=digits&precision=float32", "v=1&data=digits", {}),
    (  # the browser's own escapes; tests/browser/test_links.py
        "dataset=moons&preprocessing=none&hidden_sizes=%5B3%2C2%5D&lr=0.5&seed=7",
        "v=1&data=moons&data.n_samples=300&data.noise=0.2&prep=none&test=0.2&split=0&layers=3-2"
        "&act=tanh&out=softmax&loss=cross_entropy&scale=1&init=xavier_uniform&bias=yes&bias_std=0"
        "&opt=sgd&lr=0.5&batch=32&l2=0&float=64&seed=7",
        MOONS | {"hidden_sizes": (3, 2), "lr": 0.5, "seed": 7},
    ),
    (
        "dataset=iris&preprocessing=standardize&hidden_sizes=[4]",
        "v=1&data=iris&layers=4",
        IRIS | {"hidden_sizes": (4,)},
    ),
    (
        "dataset=diabetes&preprocessing=none&output=identity&loss=mse&lr=1e9",
        "v=1&data=diabetes&prep=none&lr=1e9",
        REGRESSION | {"dataset": "diabetes", "preprocessing": "none", "lr": 1e9},
    ),
    (
        "dataset=mnist&hidden_sizes=[4,4096]",
        "v=1&data=mnist&layers=4-4096",
        MNIST | {"hidden_sizes": (4, 4096)},
    ),
    (
        "dataset=sine&hidden_sizes=[]&activation=[]",
        "v=1&data=sine&layers=none&act=-",
        made_up("sine", 200, 0.1) | REGRESSION | {"hidden_sizes": (), "activation": ()},
    ),
    (
        "activation=[%22relu%22,%22leaky_relu%22]&batch_size=null&bias=false&dtype=float32",
        "v=1&act=relu-leaky_relu&batch=full&bias=no&float=32",
        {"activation": ("relu", "leaky_relu"), "batch_size": None}
        | {"bias": False, "dtype": "float32"},
    ),
    (
        "dataset=moons&hidden_sizes=[8]&activation=[%22elu%22]&output=sigmoid&bias_std=0.1&l2=1e-05",
        "v=1&data=moons&layers=8&act=elu-&out=sigmoid&bias_std=0.1&l2=1e-5",
        MOONS
        | {"hidden_sizes": (8,), "activation": ("elu",), "output": "sigmoid"}
        | {"loss": "binary_cross_entropy", "bias_std": 0.1, "l2": 1e-5},
    ),
    (  # a test's run with nothing at its default
        "dataset=moons&dataset_options={%22n_samples%22:60,%22noise%22:0.1}"
        "&preprocessing=standardize&test_size=0.3&data_seed=4&hidden_sizes=[5]&activation=relu"
        "&output=tanh&loss=mse&target_scale=0.9&initializer=normal&initializer_options="
        "{%22std%22:0.2}&bias_std=0.1&optimizer=adam&optimizer_options={%22beta1%22:0.8}&lr=0.0123"
        "&batch_size=null&l2=0.002&dtype=float32&seed=11",
        "v=1&data=moons&data.n_samples=60&data.noise=0.1&prep=standardize&test=0.3&split=4"
        "&layers=5&act=relu&out=tanh&loss=mse&scale=0.9&init=normal&init.std=0.2&bias=yes"
        "&bias_std=0.1&opt=adam&opt.beta1=0.8&opt.beta2=0.999&opt.eps=1e-8&lr=0.0123&batch=full"
        "&l2=0.002&float=32&seed=11",
        made_up("moons", 60, 0.1)
        | {"preprocessing": "standardize", "test_size": 0.3, "data_seed": 4, "hidden_sizes": (5,)}
        | {"activation": "relu", "output": "tanh", "loss": "mse", "target_scale": 0.9}
        | {"initializer": "normal", "initializer_options": {"std": 0.2}, "bias_std": 0.1}
        | {"optimizer": "adam", "optimizer_options": ADAM["optimizer_options"] | {"beta1": 0.8}}
        | {"lr": 0.0123, "batch_size": None, "l2": 0.002, "dtype": "float32", "seed": 11},
    ),
    (  # what the address bar showed of presets
        "preset=spiral&dataset=spiral&preprocessing=standardize&hidden_sizes=%5B16%2C16%5D"
        "&activation=relu&initializer=he_normal&optimizer=adam&lr=0.02",
        "v=1&data=spiral&data.n_samples=400&data.noise=0.03&prep=standardize&test=0.2&split=0"
        "&layers=16-16&act=relu&out=softmax&loss=cross_entropy&scale=1&init=he_normal&bias=yes"
        "&bias_std=0&opt=adam&opt.beta1=0.9&opt.beta2=0.999&opt.eps=1e-8&lr=0.02&batch=32&l2=0"
        "&float=64&seed=0&preset=spiral",
        made_up("spiral", 400, 0.03)
        | ADAM
        | {"preprocessing": "standardize", "hidden_sizes": (16, 16), "activation": "relu"}
        | {"initializer": "he_normal", "lr": 0.02},
    ),
    (
        "preset=overfitting&dataset=moons&dataset_options=%7B%22n_samples%22%3A60.0%2C%22noise%22"
        "%3A0.5%7D&hidden_sizes=%5B128%2C64%5D&optimizer=adam&lr=0.01",
        "v=1&data=moons&data.n_samples=60&data.noise=0.5&layers=128-64&opt=adam&lr=0.01",
        made_up("moons", 60, 0.5) | ADAM | {"hidden_sizes": (128, 64), "lr": 0.01},
    ),
    (
        "preset=digits-collapse&dataset=digits&preprocessing=none&hidden_sizes=%5B50%5D&output=tanh"
        "&loss=mse&target_scale=0.9&initializer=normal&initializer_options=%7B%22std%22%3A1e-06%7D"
        "&bias_std=1e-06&lr=0.01&batch_size=null",
        "v=1&prep=none&layers=50&out=tanh&scale=0.9&init=normal&init.std=1e-6&bias_std=1e-6&lr=0.01"
        "&batch=full",
        {"preprocessing": "none", "hidden_sizes": (50,), "output": "tanh", "loss": "mse"}
        | {"target_scale": 0.9, "initializer": "normal", "initializer_options": {"std": 1e-6}}
        | {"bias_std": 1e-6, "lr": 0.01, "batch_size": None},
    ),
    (
        "dataset=random_pixels&hidden_sizes=%5B5%5D&activation=relu&initializer=lecun_normal"
        "&lr=0.001&batch_size=100&samples=5",
        "v=1&data=random_pixels&layers=5&act=relu&init=lecun_normal&lr=0.001&batch=100",
        {"dataset": "random_pixels", "dataset_options": {"n_train": 10, "n_test": 10}}
        | {"preprocessing": "standardize_unbiased", "hidden_sizes": (5,), "activation": "relu"}
        | {"initializer": "lecun_normal", "lr": 0.001, "batch_size": 100},
    ),
    (  # docs/links.md: by hand, and the names of others are passed over
        "dataset=moons&hidden_sizes=[8,8]&utm_source=mail&fbclid=abc",
        "v=1&data=moons&layers=8-8&act=tanh&lr=0.1",
        MOONS | {"hidden_sizes": (8, 8)},
    ),
    (
        "optimizer=momentum&optimizer_options={%22momentum%22:0.5}&output=identity",
        "v=1&opt=momentum&opt.momentum=0.5&out=identity",
        {
            "optimizer": "momentum",
            "optimizer_options": {"momentum": 0.5, "weight_decay": 0, "clip_norm": 0},
        }
        | {"output": "identity", "loss": "mse"},
    ),
]


@pytest.mark.parametrize(("old", "new", "changes"), LINKS, ids=[row[0][:60] for row in LINKS])
def test_a_link_opens_the_same_run_for_good(old, new, changes):
    expected = RunConfig(**(DIGITS | changes))
    address = "https://example.org/gradients?"
    assert RunConfig.from_link(address + old) == expected
    assert RunConfig.from_link(address + new) == expected
    assert RunConfig.from_query(parse_qs(old)) == expected
    for link in (old, new):
        found, faults = choices(parsed(link))
        assert not faults
        assert found == DIGITS | changes, "no default of the program's is asked"


# Addresses that the app showed before links had versions, of all presets, datasets, optimisers and
# more, each with the whole link of version 1 for the run that the app of that time opened.
OLD_LINKS = (Path(__file__).parent / "old_links.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", OLD_LINKS, ids=lambda line: line.partition(" ")[0][-60:])
def test_an_address_of_old_opens_what_it_opened_then(line):
    old, new = line.split(" ")
    found, faults = choices(parsed(old))
    assert not faults
    assert found == choices(parsed(new))[0]
    assert RunConfig.from_link(old).to_link() == f"?{new}"


WHOLE = [new for _, new, _ in LINKS if is_whole(parse_qs(new))]


@pytest.mark.parametrize("link", WHOLE)
def test_whole_links_are_written_as_they_were(link):
    written = RunConfig.from_link(link).to_link("/")
    assert written == "/?" + link.partition("&preset")[0]


def test_there_are_whole_links():
    assert len(WHOLE) >= 4


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_s_name_is_all_that_its_link_needs(name):
    for link in (f"preset={name}", f"v=1&preset={name}"):
        assert asked_run(parsed(link))[:3] == (PRESETS[name].config, name, [])


def test_every_row_says_what_links_mean_that_leave_its_options_out():
    """A new row of these tables needs its defaults in ``mlpviz/links/frozen.py``."""
    assert DATASETS.keys() <= frozen.DATA.keys()
    tables = {"data": DATASETS, "init": INITIALIZERS, "opt": OPTIMIZERS, "sched": SCHEDULES}
    assert tables.keys() == ROWS.keys()
    for group, table in tables.items():
        for name, row in table.items():
            texts = getattr(row, "texts", {})
            assert {*row.options, *texts} == frozen.options_of(group, name).keys()
