"""Which of Streamlit's scripts are announced with the page."""

from mlpviz.ui import lazy_scripts
from mlpviz.ui.lazy_scripts import KINDS


def test_the_installed_streamlit_has_a_script_for_every_kind():
    """Where this fails, another name draws it now: `KINDS` wants that one."""
    names = [where.rpartition("/")[2] for where in lazy_scripts.lazy_scripts()]
    missing = [kind for kind in KINDS if not any(name.startswith(f"{kind}.") for name in names)]
    assert missing == []
    assert len(names) == len(set(names)) > len(KINDS)


def test_what_they_import_is_among_them_and_what_the_page_asks_for_is_not(tmp_path, monkeypatch):
    scripts = tmp_path / "js"
    scripts.mkdir()
    for name, imported in {
        "Slider.a1.js": ["number.b2.js", "react.c3.js"],
        "number.b2.js": ["digits.d4.js"],
        "digits.d4.js": ["number.b2.js"],  # a circle
        "react.c3.js": [],
        "Map.e5.js": [],
    }.items():
        text = "".join(f'import{{x}}from"./{each}";' for each in imported)
        (scripts / name).write_text(text)
    (tmp_path / "index.html").write_text('<script src="./static/js/react.c3.js"></script>')
    monkeypatch.setattr(lazy_scripts, "STATIC", tmp_path)
    monkeypatch.setattr(lazy_scripts, "_SCRIPTS", scripts)
    assert lazy_scripts.lazy_scripts() == [
        "static/js/Slider.a1.js",
        "static/js/number.b2.js",
        "static/js/digits.d4.js",
    ]
