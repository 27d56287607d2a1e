"""The Check my code page without a browser."""

from html import unescape

from mlpviz.ui import check_my_code
from mlpviz.ui.check_my_code import blocks, readable


def test_it_shows_the_docs_page(open_app):
    app = open_app(page="check-my-code")
    outputs = [node.proto.body for node in app.test.get("html") if "<pre" in node.proto.body]
    shown = [node.value for node in (*app.test.markdown, *app.test.code)]
    shown += [unescape(body.split(">", 1)[1].removesuffix("</pre>")) for body in outputs]
    source = readable(check_my_code.TEXT.read_text(encoding="utf-8"))
    assert ".md)" not in source
    fences = [line for line in source.splitlines() if line.startswith("```")]
    assert len(fences) == 2 * len([*app.test.code, *outputs])
    words = " ".join(line for line in source.splitlines() if line not in fences).split()
    assert sorted(" ".join(shown).split()) == sorted(words)
    assert any("mlpviz.check_gradients(" in node.value for node in app.test.code)
    assert app.test.markdown[0].value.startswith("# ")


def test_blocks():
    text = "One.\n\n```python\nx = 1\n\ny = 2\n```\n\n```text\n1  2\n```\n## Two\n"
    assert list(blocks(text)) == [
        (None, "One."),
        ("python", "x = 1\n\ny = 2"),
        ("text", "1  2"),
        (None, "## Two"),
    ]


def test_a_link_to_a_file_beside_it_becomes_the_files_name():
    text = "See [Presets](presets.md) and [PyPI](https://pypi.org/a.md)."
    assert readable(text) == "See Presets (`docs/presets.md`) and [PyPI](https://pypi.org/a.md)."


def test_it_says_that_nothing_runs_on_the_server(open_app):
    app = open_app(page="check-my-code")
    assert [node.value for node in app.test.info] == [check_my_code.NOTHING_RUNS]
    assert not app.test.text_area
    assert not app.test.text_input
    assert not app.test.get("file_uploader")


def test_without_the_file_it_says_where_to_look(open_app, monkeypatch, tmp_path):
    monkeypatch.setattr(check_my_code, "TEXT", tmp_path / "missing.md")
    app = open_app(page="check-my-code")
    assert [node.value for node in app.test.warning] == [check_my_code.MISSING]
    assert not app.test.markdown
