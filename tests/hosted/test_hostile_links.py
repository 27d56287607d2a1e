"""Links that nobody was given: each opens a page that works, with a short word on what is wrong."""

import re
from urllib.parse import quote

import pytest

from benchmarks.protocol import Visitor
from mlpviz.ui.markup import JOINER

TOLD = 8_000  # bytes of what is said of a link
MOST = 2_000  # characters of the log for one
OF_NAN, TOO_LONG = "must be a number", "4,096 are the most"
LINKS = {
    "500 kB": ("v=1&data=" + "a" * 500_000, TOO_LONG),
    "100,000 names": ("v=1" + "&lr=1" * 100_000, ""),  # Streamlit itself drops them all
    "10,000 layers": ("v=1&layers=" + "-".join(["8"] * 10_000), TOO_LONG),
    "2,000 layers": ("v=1&layers=" + "-".join(["8"] * 2_000), "at most 16"),
    "layers of a million": ("v=1&layers=1000000-1000000", "too large"),
    "a run of gigabytes": (
        "v=1&data=spiral3&data.n_samples=5000&opt=adam&layers=2000-2000",
        "is the most here",
    ),
    "nan": ("v=1&lr=nan&l2=nan&scale=nan", OF_NAN),
    "1e999": ("v=1&lr=1e999", OF_NAN),
    "-inf": ("v=1&data=moons&data.noise=-inf", "noise"),
    "a number of 4,000 digits": ("v=1&seed=" + "9" * 4_000, "seed"),
    "nesting": ("hidden_sizes=" + "[" * 4_000, "hidden_sizes"),
    "nesting of objects": ("dataset_options=" + quote('{"a":' * 300), "dataset_options"),
    "a list where a name stands": ("activation=[" + "1," * 1_000 + "1]", "at most 16"),
    "right to left": ("v=1&data=" + quote("\u202e\u2067moons\u200f"), "data"),
    "a script from right to left": ("v=1&data=" + quote("שלום"), "data = 'שלום'"),
    "NUL": ("v=1&data=%00moons%00", "data"),
    "half a letter": ("v=1&data=%ff%fe%ed%a0%80", "data"),
    "combined signs": ("v=1&data=a" + quote("\u0301" * 500), "data"),
    "digits of another script": ("v=1&lr=" + quote("١"), OF_NAN),
    "repeated names": ("v=1&lr=1&lr=2&data=moons&data=iris", "keep one"),
    "100 names": ("v=1&" + "&".join(f"data.a{i}=" for i in range(99)), "And 89 more"),
    "200 names": ("v=1&" + "&".join(f"a{i}=" for i in range(200)), "100 are the most"),
    "names of Python's": ("v=1&__class__=1&data.__init__=2&opt.__dict__=3", "__class__"),
    "HTML": ("v=1&data=" + quote("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>"),
    "Markdown": (
        "v=1&data=" + quote("![x](https://evil.example/x.png) **b** :red[x] $x$ `x`"),
        "data = '![x](https://evil.example/x.png) **b** :red[x] $x$ `x`'",
    ),
    "line ends": ("v=1&data=" + quote("a\r\n\n# b\n\n- c\n\n---\n"), "data"),
    "another version": ("v=99999999999999999999", "newer version"),
    "no name": ("=&==&&=;&%=%", ""),
    "a preset that there is not": ("v=1&preset=../../etc/passwd", "preset"),
}


def told(visitor):
    """What is said of the link, above the page and on the board, as people read it."""
    alerts = [element.alert.body for element, _ in visitor._elements.values() if element.alert.body]
    assert sum(len(each.encode()) for each in alerts) < TOLD
    words = [re.sub(r"\\(.)", r"\1", each).replace(JOINER, "") for each in alerts]
    return "\n".join([*words, visitor.payload["message"]["text"]])


async def opened(server, link, words):
    async with Visitor.at(server.address, link=link) as visitor:
        assert words in told(visitor)
        assert "Something went wrong" not in visitor.words
        await visitor.click("step")
        assert visitor.payload["header"][0]["value"] == "1"


@pytest.mark.parametrize("name", LINKS)
def test_a_hostile_link_is_told_and_touches_nobody_else(server, witness, name):
    before = len(str(server))
    witness.run(opened(server, *LINKS[name]))
    witness.run(witness.is_well())
    said = str(server)[before:]
    assert len(said) < MOST
    assert '"level": "error"' not in said
