"""Links are read and written: every config, and any text."""

import json
import re
from unittest.mock import patch
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz import ConfigError, RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.links import reading, text
from mlpviz.links.frozen import LATER
from mlpviz.links.names import CHOICES, FIELDS, OTHERS
from mlpviz.links.text import LONGEST, MOST_PARAMETERS
from tests.links.configs import configs


@settings(max_examples=100)
@given(configs())
def test_a_link_leads_back_to_the_same_config(config):
    link = config.to_link("http://127.0.0.1:8501/")
    assert len(link) < LONGEST
    assert set(link) <= set(quote(link, safe=":/?&=")), "nothing that an address has to escape"
    again = RunConfig.from_link(link)
    assert again == config
    assert hash(again) == hash(config)
    assert again.to_link("http://127.0.0.1:8501/") == link
    query = config.to_query()
    assert RunConfig.from_query(json.loads(json.dumps(query))) == config
    assert {choice.field for choice in CHOICES.values()} >= RunConfig.model_fields.keys() - {
        "own",
        "dataset_options",
        "initializer_options",
        "optimizer_options",
        "schedule_options",
    }
    assert CHOICES.keys() - set(LATER) <= query.keys()
    assert ("shuffle" in query) == (not config.shuffle)


def test_a_link_reads_well_and_may_be_written_by_hand():
    own = {"hidden_sizes": (8, 8), "activation": ("relu", "tanh"), "lr": 0.02}
    config = RunConfig(dataset="moons", batch_size=32, **own)
    assert RunConfig.from_link("?v=1&data=moons&layers=8-8&act=relu-tanh&lr=0.02") == config
    assert RunConfig.from_link("v=1&data=moons&layers=8,8&act=relu,tanh&lr=2e-2") == config
    full = RunConfig(batch_size=None, bias=False, lr=1e5, l2=1e-5)
    assert RunConfig.from_link("/?v=1&batch=full&bias=no&lr=1e+5&l2=.00001") == full
    assert RunConfig.from_link("http://127.0.0.1:8501/") == RunConfig()
    assert RunConfig.from_link("") == RunConfig()
    assert RunConfig.from_link("https://a.b/c=d/?v=1&lr=0.5#top") == RunConfig(lr=0.5)


def test_the_address_of_a_link_has_no_parameters_of_its_own():
    assert (
        RunConfig()
        .to_link("http://127.0.0.1/gradients")
        .startswith("http://127.0.0.1/gradients?v=1&")
    )
    with pytest.raises(ConfigError, match="without"):
        RunConfig().to_link("http://127.0.0.1/?v=1")


def faults_of(link):
    """What is wrong with a link, if anything; never another exception."""
    try:
        RunConfig.from_link(link)
    except ConfigError as error:
        return error.faults
    return ()


FAULTS = [
    ("v=1&lr=fast", "lr = 'fast' must be a number"),
    ("v=1&lr=nan", "lr = 'nan' must be a number"),
    ("v=1&lr=1e999", "lr = inf must be a number"),
    ("v=1&lr=%D9%A1", "must be a number"),  # a digit, of another script
    ("v=1&lr=" + "1" * 50, "must be a number"),
    ("v=1&lr=1_0", "must be a number"),
    ("v=1&layers=0-4", "layers: layer 1 = 0 is too small"),
    ("v=1&layers=8--4", "such as 32-16, or none"),
    ("v=1&layers=x", "layers = 'x' must be whole numbers with dashes between them"),
    ("v=1&layers=" + "1-" * 1000, "is for 1,000 hidden layers: at most 16."),
    ("v=1&act=" + "relu-" * 600, "is for 600 hidden layers: at most 16."),
    ("v=1&act=relu-tanh-elu", "act = ('relu', 'tanh', 'elu'): 3 names for 2 hidden layers."),
    ("v=1&act=relu--elu", "act = 'relu--elu' must be one name, or one for each hidden layer"),
    ("v=1&act=rely", "Did you mean 'relu'?"),
    ("v=1&bias=maybe", "bias = 'maybe' must be yes or no."),
    ("v=1&targets=yes", "targets = 'yes' must be given, standardize or none."),
    ("v=1&targets=standardize", "targets = True is for numbers, and Digits 8 x 8 has 10 classes"),
    ("v=1&batch=all", "batch = 'all' must be a whole number, or full for the full batch."),
    ("v=1&batch=0", "batch = 0 is too small"),
    ("v=1&float=16", "float = '16' must be 64 or 32."),
    ("v=1&data=moons&data.nois=1", "Did you mean 'noise'?"),
    ("v=1&lr=1&lr=2", "This link has 2 values for 'lr': keep one."),
    ("v=1&lrr=1", "'lrr' = '1' is no part of a link here. Did you mean lr?"),
    ("v=1&hidden_sizes=[4]", "Did you mean layers?"),
    ("v=1&data=moons&noise=0.1", "Did you mean data.noise?"),
    ("data=moons", "begin with ?v=1&"),
    ("datset=moons", "Did you mean dataset?"),
    ("hidden_sizes=[" + "1," * 1000 + "1]", "is for 1,001 hidden layers: at most 16."),
    ("activation=[" + "1," * 1000 + "1]", "is for 1,001 hidden layers: at most 16."),
    ("v=2", "newer version"),
    ("v=99999999999999999999", "newer version"),
    ("v=one", "v = 'one' must be the version of the link: v=1."),
    ("v=-1", "must be the version of the link"),
    ("preset=xor", "its run is mlpviz.PRESETS['xor'].config"),
    ("&".join(f"a{i}=" for i in range(200)), "200 parameters, and 100 are the most"),
]


@pytest.mark.parametrize(("link", "words"), FAULTS, ids=[row[0][:40] for row in FAULTS])
def test_what_is_wrong_is_told(link, words):
    with pytest.raises(ConfigError) as error:
        RunConfig.from_link(link)
    assert words in str(error.value)
    assert len(str(error.value)) < 700


def test_all_that_is_wrong_is_told_at_once_each_once():
    with pytest.raises(ConfigError) as error:
        RunConfig.from_link("v=1&lr=x&layers=y&act=relu-relu-relu&datta=moons&seed=-1")
    told = [fault.message.partition(" ")[0] for fault in error.value.faults]
    assert sorted(told) == ["'datta'", "layers", "lr", "seed"], "three layers may have been meant"


def test_parameters_of_others_are_passed_over():
    others = "fbclid=x&utm_source=y&utm_medium=z&gclid=1&mc_cid=2&igshid=3&ref=4&si=5&id=6&_hsenc=7"
    for version in ("", "v=1&"):
        assert RunConfig.from_link(f"?{version}lr=0.5&{others}") == RunConfig(lr=0.5)
        pages = urlencode(dict.fromkeys(OTHERS.keys() - {"v", "preset"}, "x"))
        assert RunConfig.from_link(f"?{version}lr=0.5&{pages}") == RunConfig(lr=0.5)


@pytest.mark.parametrize("link", ["lr=" + "1" * 5_000_000, "&" * 5_000_000, "é" * 2100])
def test_what_is_too_long_is_refused_before_it_is_decoded(link):
    words = r"bytes, and 4,096 are the most\. Choose the run"
    with patch.object(text, "parse_qsl", side_effect=AssertionError):
        (fault,) = faults_of("?" + link)
    assert re.search(words, str(fault))
    assert len(str(fault)) < 200


def test_a_link_is_decoded_once():
    with patch.object(text, "parse_qsl", wraps=text.parse_qsl) as decode:
        RunConfig.from_link("v=1&lr=0.5&act=%72elu")
    assert decode.call_count == 1
    with pytest.raises(ConfigError, match=r"act = '%72elu' is unknown"):
        RunConfig.from_link("v=1&act=%2572elu")


@pytest.mark.parametrize(
    "query",
    [
        {"lr": "1" * 5000},
        {f"a{i}": "" for i in range(MOST_PARAMETERS + 1)},
        {"lr": ["1"] * (MOST_PARAMETERS + 1)},
        {"lr": 0.1},
        {1: "x"},
        {"lr": [None]},
        {"lr": ["0.1", "0.2"]},
        {"": ""} | {"__class__": "1", "lr": "\ud800"},
    ],
    ids=str,
)
def test_a_dict_is_held_to_the_same(query):
    with pytest.raises(ConfigError):
        RunConfig.from_query(query)


def test_a_link_that_would_be_too_long_is_refused_on_writing():
    with pytest.raises(FaultsError, match="4,096 are the most"):
        text.encoded({"note": "x" * LONGEST})


NAMES = st.sampled_from([*CHOICES, *FIELDS, *OTHERS, "data.noise", "opt.x", "init.", "x", ""])
BARE = ["null", "-1", "0", "1e400", "true", "-", "--", "none", "1-1", "relu-", "full", "moons", "2"]
JSON = ["[]", "{}", "[1]", '{"a":1}', '{"a":{}}', '"', "[" * 900, '[["x"]]', "NaN", "1" * 400]
TEXTS = st.text(max_size=30) | st.sampled_from(BARE + JSON)


@settings(max_examples=150)
@given(st.dictionaries(NAMES, TEXTS | st.lists(TEXTS, max_size=3), max_size=6))
def test_any_query_gives_a_config_or_listed_faults(query):
    for asked in (query, {"v": "1"} | query):
        error = None
        try:
            config = RunConfig.from_query(asked)
        except ConfigError as caught:
            error = caught
        if error is None:
            assert RunConfig.from_link(config.to_link()) == config
        else:
            assert error.faults
            assert len(str(error).splitlines()) <= 11
            assert len(str(error)) < 5000


@settings(max_examples=150)
@given(st.text(max_size=300) | st.text("v=1&?#%[]{}:,-.datlrsoph\ud800", max_size=300))
def test_any_text_gives_a_config_or_listed_faults(link):
    assert all(len(str(fault)) < 700 for fault in faults_of(link))


def test_the_next_version_is_one_row_more(monkeypatch):
    def renamed(query):
        return {name.replace("lr", "rate"): text for name, text in query.items()}

    migrations = (*reading.MIGRATIONS, renamed)
    monkeypatch.setattr(reading, "MIGRATIONS", migrations)
    monkeypatch.setattr(reading, "NEWEST", len(migrations))
    assert reading.parsed("lr=0.5").query["rate"] == "0.5"
    assert reading.parsed("v=1&lr=0.5").query["rate"] == "0.5"
    assert reading.parsed("v=2&rate=0.5").query["rate"] == "0.5"
