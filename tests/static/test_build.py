"""The site without a server as build.py makes it: every file that it names is there."""

import io
import json
import re
import shutil
import zipfile

import pytest

from mlpviz.ui.board.assets import assets, at_once
from mlpviz.workbench.pages import PAGES
from static import build
from tests.static.wasm import LACKS

DOTTED = re.compile(r"\b\w+\.\w+")
INDEX = re.compile(r'(?:href|src)="\./([^"]+)"')


def told(site):
    """What index.html tells start.js."""
    page = (site / "index.html").read_text()
    return json.loads(re.search(r'id="site">(.*?)</script>', page, re.DOTALL)[1])


def archive(site):
    (entry,) = told(site)["options"]["archives"]
    return zipfile.ZipFile(site / entry["url"])


def test_every_file_that_the_page_names_is_there(site):
    page = (site / "index.html").read_text()
    named = INDEX.findall(page)
    assert {"stlite/stlite.css", "static/js/start.js", "logo.png", *at_once()} <= set(named)
    named += [told(site)["stlite"], *(entry["url"] for entry in told(site)["options"]["archives"])]
    assert [name for name in named if not (site / name).is_file()] == []


def test_the_board_finds_its_files_where_the_app_says_they_are(site):
    addresses = json.loads(archive(site).read("board.json"))
    for where, asset in assets().items():
        assert addresses[where.rpartition("/")[2]] == where
        assert (site / where).read_bytes() == asset.content


def test_no_source_map_is_left_nor_asked_for(site):
    assert [path.name for path in site.rglob("*.map")] == []
    assert [path.name for path in site.rglob("*.d.ts")] == []
    script = (site / "stlite/stlite.js").read_text()
    assert script.startswith("export function mount")
    assert "sourceMappingURL" not in script


def test_the_page_for_what_is_no_file_knows_all_pages(site):
    page = (site / "404.html").read_text()
    assert told(site)["pages"] == list(PAGES)
    names = re.search(r"\\/\(([^)]+)\)", page)[1].split("|")
    assert [name.replace("\\", "") for name in names] == list(PAGES)


def test_no_name_is_asked_for_that_pyodide_lacks():
    """What is imported by its name is seen when the pages are gone through: pages.py."""
    packed = zipfile.ZipFile(io.BytesIO(build.packed_app()))
    named = {f"{module}.{name}" for module, names in LACKS.items() for name in names}
    sources = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".py")]
    assert len(sources) > 500
    assert {name for source in sources for name in DOTTED.findall(source)} & named == set()


def test_the_same_files_make_the_same_archive():
    assert build.packed_app() == build.packed_app()


def test_what_the_page_asks_for_is_pinned(site):
    options = told(site)["options"]
    assert options["requirements"] == [build.pinned(name) for name in build.PURE]
    for name, pinned in zip(build.PURE, options["requirements"], strict=True):
        assert re.fullmatch(rf"{name}==\d+\.\d+\.\d+", pinned)
    assert "pyodideUrl" not in options
    assert build.site("a.zip", [], "https://x/pyodide.mjs")["options"]["pyodideUrl"]


def test_versions_agree():
    own = json.loads((build.HERE / "package.json").read_text())["dependencies"]
    lock = json.loads((build.HERE / "package-lock.json").read_text())["packages"]
    docs = (build.ROOT / "docs" / "static.md").read_text()
    assert own == {"@stlite/browser": build.STLITE}
    assert lock[""]["dependencies"] == own
    assert lock["node_modules/@stlite/browser"]["version"] == build.STLITE
    for name, version in (
        ("stlite", build.STLITE),
        ("Streamlit", build.STREAMLIT),
        ("Pyodide", build.PYODIDE),
    ):
        assert f"{name} {version}" in docs


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("package.json", '{"version": "0.1"}', "is stlite 0.1 with"),
        ("build/wheels/streamlit-1.0-cp313.whl", "", "made for"),
        ("build/index-a.js", "", "no Pyodide"),
        ("package.json", None, "is missing: npm ci --prefix static"),
    ],
)
def test_another_stlite_is_refused(file, content, words, stlite, tmp_path, capsys):
    copy = tmp_path / "stlite"
    shutil.copytree(stlite, copy)
    if "wheels" in file:
        shutil.rmtree(copy / "build/wheels")
        (copy / "build/wheels").mkdir()
    if content is None:
        (copy / file).unlink()
    else:
        (copy / file).write_text(content)
    target = tmp_path / "site"
    assert build.main(["--to", str(target), "--stlite", str(copy)]) == 1
    assert words in capsys.readouterr().err
    assert not target.exists()
