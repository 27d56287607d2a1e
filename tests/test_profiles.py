from math import inf

import pytest

from mlpviz.profiles import NUMBERS, ProfileError, frame_ancestors, hosted, limits, variable


@pytest.mark.parametrize(
    ("value", "answer"),
    [("1", True), ("yes", True), ("", False), ("0", False), (" False ", False), ("no", False)],
)
def test_the_environment_says_whether_strangers_use_it(monkeypatch, value, answer):
    monkeypatch.setenv("MLPVIZ_HOSTED", value)
    assert hosted() is answer


def test_by_default_they_do_not(monkeypatch):
    monkeypatch.delenv("MLPVIZ_HOSTED", raising=False)
    assert not hosted()


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5.0), ("64M", 64e6), ("64 MB", None), ("64mb", 64e6), ("0.5", 0.5), ("inf", inf)],
)
def test_every_number_can_be_set(monkeypatch, text, value):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    for name in NUMBERS:
        monkeypatch.setenv(variable(name), text)
    if value is None:
        with pytest.raises(ProfileError) as caught:
            limits()
        assert [fault.field for fault in caught.value.faults] == [variable(n) for n in NUMBERS]
        assert "such as 64M" in str(caught.value)
    else:
        assert {getattr(limits(), name) for name in NUMBERS} == {value}


def test_what_is_not_set_is_the_profiles_own(monkeypatch):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    monkeypatch.setenv("MLPVIZ_PINS", "2")
    strangers = limits()
    monkeypatch.delenv("MLPVIZ_HOSTED")
    own = limits()
    assert (strangers.pins, own.pins) == (2, 2)
    assert strangers.run_bytes == 64e6 == NUMBERS["run_bytes"].hosted
    assert own.run_bytes == inf == NUMBERS["run_bytes"].local


def test_a_hosted_server_allows_no_more_than_ones_own_computer():
    assert all(row.hosted <= row.local for row in NUMBERS.values())


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("self", "'self'"),
        (" 'none' ", "'none'"),
        ("https://*.school.org:8443 http://localhost:* vscode-webview:", None),
        ("school.org", None),
        ("https://school.org *", ""),
    ],
)
def test_who_may_frame_the_app_can_be_said(monkeypatch, given, value):
    monkeypatch.setenv("MLPVIZ_FRAME_ANCESTORS", given)
    assert frame_ancestors() == (given if value is None else value)


def test_by_default_anyone_may_frame_a_hosted_app_and_no_other_site_a_local_one(monkeypatch):
    monkeypatch.delenv("MLPVIZ_FRAME_ANCESTORS", raising=False)
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    assert frame_ancestors() == ""
    monkeypatch.delenv("MLPVIZ_HOSTED")
    assert frame_ancestors() == "'self'"


@pytest.mark.parametrize("given", ["self; script-src *", "a,b", "https://a/b"])
def test_what_is_no_origin_is_named(monkeypatch, given):
    monkeypatch.setenv("MLPVIZ_FRAME_ANCESTORS", given)
    with pytest.raises(ProfileError, match="MLPVIZ_FRAME_ANCESTORS"):
        frame_ancestors()
