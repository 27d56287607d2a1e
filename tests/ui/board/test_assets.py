import gzip
import posixpath
import re
from importlib.metadata import distribution
from pathlib import Path

import pytest

from mlpviz import charts
from mlpviz.ui.board import assets
from mlpviz.ui.board.component import _addresses

VERSION = re.compile(rb"\* plotly\.js .*?v([\d.]+)\n")


def content(name):
    return assets.assets()[assets.address(name)].content


def test_plotly_js_is_the_cartesian_part_of_the_one_in_the_plotly_package():
    """``python assets/renew_plotly.py`` where this fails."""
    ours = content("plotly-cartesian.min.js")[:200]
    package = distribution("plotly").locate_file("plotly/package_data/plotly.min.js").read_bytes()
    assert VERSION.search(ours)[1] == VERSION.search(package[:200])[1]
    assert b"(cartesian - minified)" in ours


def test_plotly_js_has_every_kind_of_trace_that_the_charts_use():
    """An unknown one would be drawn as a scatter."""
    sources = [path.read_text("utf-8") for path in Path(charts.__file__).parent.glob("*.py")]
    used = set(re.findall(r'"type": "(\w+)"', "".join(sources))) - {"line", "path", "rect"}
    known = re.findall(
        r'moduleType:"trace",name:"(\w+)"', content("plotly-cartesian.min.js").decode()
    )
    assert {"bar", "heatmap", "scatter"} <= used <= set(known)


def test_plotly_js_comes_with_its_licence():
    folder = assets.asset_path("plotly/LICENSE").parent
    assert (folder / "plotly-cartesian.min.js").is_file()
    assert "MIT License" in (folder / "LICENSE").read_text("utf-8")


def test_all_that_the_board_asks_for_is_there():
    assert set(_addresses().values()) <= set(assets.assets())
    modules = [name for name in assets.assets() if "plotly" not in name and name.endswith(".js")]
    for module in modules:
        folder = module.rpartition("/")[0]
        source = assets.assets()[module].content.decode()
        imported = re.findall(r'^import .* from "(\.\.?/\w+\.js)";$', source, re.M)
        found = {posixpath.normpath(f"{folder}/{name}") for name in imported}
        assert found <= set(assets.assets())
    assert b"import " in content("board.js")


def test_what_one_page_alone_needs_is_not_fetched_by_all():
    later = set(assets.assets()) - set(assets.at_once())
    assert {where.split("/")[-2] for where in later} == {"drawing", "trace"}
    names = [where.rpartition("/")[2] for where in assets.assets()]
    assert len(names) == len(set(names)), "an address is asked for by the file's name"


def test_files_are_packed_and_typed():
    for name, asset in assets.assets().items():
        assert gzip.decompress(assets.packed(name)) == asset.content
        assert asset.media_type == ("text/css" if name.endswith(".css") else "text/javascript")


@pytest.mark.parametrize("change", [{"a.js": "3"}, {"b.js": "3"}, {"c.js": "3"}])
def test_an_address_changes_with_any_file_of_its_folder(tmp_path, change):
    def addresses(files):
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        return assets._folder(sorted(tmp_path.iterdir()), tmp_path)

    before = addresses({"a.js": "1", "b.js": "2"})
    assert addresses({"a.js": "1", "b.js": "2"}).keys() == before.keys()
    assert not addresses(change).keys() & before.keys()


def test_what_is_not_there_has_no_address():
    with pytest.raises(KeyError, match="nothing"):
        assets.address("nothing.js")
