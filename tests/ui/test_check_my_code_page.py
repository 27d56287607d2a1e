"""The Check my code page without a browser."""

import tomllib
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from mlpviz.profiles import NUMBERS
from mlpviz.ui.check_my_code import text
from mlpviz.ui.check_my_code.text import blocks, readable
from mlpviz.ui.check_my_code.upload import NOTHING_RUNS
from mlpviz.workbench.check_my_code.snippets import TORCH, numpy_snippet
from tests.gradcheck.any_code.test_without_loss import Numbers
from tests.workbench.check_my_code.test_session import content

ROOT = Path(__file__).parents[2]
OWN = {numpy_snippet().rstrip(), TORCH.rstrip()}

UPLOAD = NUMBERS["upload_bytes"]


@pytest.fixture
def page(open_app):
    return open_app(page="check-my-code")


def upload(page, file, name="gradients.npz"):
    """Upload a file, and let the board ask until it is checked."""
    page.choose("check_my_code_file", (name, file, "application/octet-stream"))
    while page.session.check_my_code.working:
        page.tick()
    page.redraw()


def verdict(page):
    bodies = [node.proto.body for node in page.test.get("html")]
    return next((unescape(body) for body in bodies if "data-verdict=" in body[:60]), None)


def errors(page):
    return [node.value.replace("\\", "") for node in page.test.error]


def test_an_uploaded_file_is_judged_and_its_mistake_stands_beside_the_right_line(page):
    assert verdict(page) is None
    upload(page, content(Numbers(bug="no-slope")))
    assert "2 of 4 gradients fail: W1 and b1" in verdict(page)
    assert "“σ' forgotten”" in verdict(page)
    assert "Recognised: 4-5-3, tanh, softmax, cross_entropy" in verdict(page)
    lines = [node.value for node in page.test.markdown if r"$\displaystyle" in node.value]
    assert [line[0] for line in lines] == ["✗", "✓"]
    assert list(page.test.dataframe[0].value["Parameter"]) == ["W1", "b1", "W2", "b2"]
    assert list(page.figures) == ["heatmap", "scatter"]
    assert page.figures["heatmap"]["data"]
    assert not page.payload["playing"]
    assert errors(page) == []


def test_an_element_is_picked_in_the_heatmap_or_in_the_lists(page):
    upload(page, content(Numbers(bug="no-slope")))
    page.send("pick", figure="heatmap", index=[3, 2])
    assert page.session.check_my_code.picked == ("W1", (3, 2))
    assert page.widget("element").value == (3, 2)
    page.choose("parameter", "b1")
    assert page.session.selected["check_my_code_table"] == "b1"
    assert page.widget("element").value == page.session.check_my_code.report["b1"].worst


def test_what_is_said_of_the_network_is_held_against_the_numbers(page):
    upload(page, content(Numbers()))
    assert "All 4 gradients pass" in verdict(page)
    for name, value in (("activations", "relu"), ("output", "softmax"), ("loss", "cross_entropy")):
        page.choose(f"check_my_code.{name}", value)
        while page.session.check_my_code.working:
            page.tick()
    page.redraw()
    assert "These numbers are those of 4-5-3, tanh" in verdict(page)
    page.choose("check_my_code.loss", "mse")
    page.tick()
    assert "does not go with output" in errors(page)[0]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"hello", "mine.npz cannot be used: this is no .npz file"),
        (content(Numbers())[:900], "damaged or cut off"),
        (content(Numbers(), W1=np.array([None])), "Python objects are stored as a pickle"),
        (content(Numbers(), W1=np.full((4, 5), np.nan)), "W1 holds nan at [0, 0]"),
        (content(Numbers(), dW1=np.ones((5, 4))), "is it transposed?"),
        (content(Numbers(), X=np.ones((7, 9))), "make no fully connected network"),
    ],
)
def test_a_bad_file_ends_in_a_message(page, file, words):
    upload(page, file, "mine.npz")
    assert words in errors(page)[0]
    assert verdict(page) is None
    upload(page, content(Numbers()))
    assert errors(page) == []
    assert "All 4 gradients pass" in verdict(page)


def test_a_file_too_many_for_a_hosted_server_is_refused(page, monkeypatch):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    upload(page, bytes(int(UPLOAD.hosted) + 1))
    assert "10 MB is the most here" in errors(page)[0]


@pytest.mark.parametrize(("bytes_", "shown"), [("inf", 200), ("30M", 30), ("100K", 1)])
def test_an_installation_sets_its_own_limit(open_app, monkeypatch, bytes_, shown):
    monkeypatch.setenv("MLPVIZ_UPLOAD_BYTES", bytes_)
    app = open_app(page="check-my-code")
    (uploader,) = app.test.file_uploader
    assert uploader.proto.max_upload_size_mb == shown
    upload(app, content(Numbers()))
    assert "All 4 gradients pass" in verdict(app)


def test_the_file_stays_while_other_pages_are_open_and_can_be_removed(page):
    upload(page, content(Numbers()))
    page.open("presets")
    page.redraw()
    page.open("check-my-code")
    page.redraw()
    assert "All 4 gradients pass" in verdict(page)
    bodies = [node.proto.body for node in page.test.get("html")]
    assert any("Uploaded before: gradients.npz" in body for body in bodies)
    page.test.button(key="check_my_code_remove").click().run()
    assert page.session.check_my_code.saved is None
    assert verdict(page) is None


def test_a_file_of_an_earlier_session_is_not_shown_as_this_ones(open_app):
    first, second = (open_app(page="check-my-code") for _ in range(2))
    keys = [app.widget("check_my_code_file").key for app in (first, second)]
    assert keys[0] != keys[1]
    first.redraw()
    assert first.widget("check_my_code_file").key == keys[0]


def test_the_server_itself_refuses_what_is_larger(page):
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
    assert config["maxUploadSize"] * 1_000_000 == UPLOAD.local
    assert config["enableXsrfProtection"]
    docker = (ROOT / "Dockerfile").read_text("utf-8")
    assert f"STREAMLIT_SERVER_MAX_UPLOAD_SIZE={UPLOAD.hosted / 1e6:.0f}\n" in docker
    (uploader,) = page.test.file_uploader
    assert list(uploader.proto.type) == []  # what a file is, its bytes say
    assert uploader.proto.max_upload_size_mb == UPLOAD.local // 1_000_000


def test_it_hands_out_the_code_that_writes_the_file(page):
    shown = [node.value for node in page.test.code]
    assert set(shown) >= OWN
    assert page.test.get("download_button")
    assert any(NOTHING_RUNS in node.proto.body for node in page.test.get("html"))
    assert not page.test.text_area


def test_it_shows_the_docs_page(page):
    outputs = [node.proto.body for node in page.test.get("html") if "<pre" in node.proto.body]
    codes = [node.value for node in page.test.code if node.value not in OWN]
    shown = [unescape(body.split(">", 1)[1].removesuffix("</pre>")) for body in outputs]
    everything = " ".join([node.value for node in page.test.markdown] + codes + shown).split()
    source = readable(text.TEXT.read_text(encoding="utf-8"))
    assert ".md)" not in source
    fences = [line for line in source.splitlines() if line.startswith("```")]
    assert len(fences) == 2 * len([*codes, *outputs])
    lines = [line for line in source.splitlines()[1:] if line not in fences]
    words = " ".join(line.removeprefix("#") if line.startswith("##") else line for line in lines)
    missing = [word for word in words.split() if word.strip("#") and word not in everything]
    assert missing == []
    assert any("mlpviz.check_gradients(" in code for code in codes)


def test_blocks():
    source = "One.\n\n```python\nx = 1\n\ny = 2\n```\n\n```text\n1  2\n```\n## Two\n"
    assert list(blocks(source)) == [
        (None, "One."),
        ("python", "x = 1\n\ny = 2"),
        ("text", "1  2"),
        (None, "## Two"),
    ]


def test_a_link_to_a_file_beside_it_becomes_the_files_name():
    source = "See [Presets](presets.md) and [PyPI](https://pypi.org/a.md)."
    assert readable(source) == "See Presets (`docs/presets.md`) and [PyPI](https://pypi.org/a.md)."


def test_without_the_file_it_says_where_to_look(open_app, monkeypatch, tmp_path):
    monkeypatch.setattr(text, "TEXT", tmp_path / "missing.md")
    app = open_app(page="check-my-code")
    assert [node.value for node in app.test.warning] == [text.MISSING]
