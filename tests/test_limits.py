import pytest

from mlpviz.limits import hosted


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
