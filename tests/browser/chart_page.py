"""A page of nothing but charts: the board's own cards, style sheet and template, drawn at once."""

import json
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import streamlit

from mlpviz.data.assets import asset_path
from mlpviz.ui.board import assets
from mlpviz.workbench.protocol import Card

ADDRESS = "http://127.0.0.1/charts/"
FRONTEND = Path(assets.__file__).parent / "frontend"
MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
(FONT,) = MEDIA.glob("SourceSansVF-Upright*.woff2")

# What Streamlit gives a component of its two themes: tests/browser/test_layout.py.
THEMES = {
    "light": {
        "--st-text-color": "#110f0d",
        "--st-background-color": "#FFFFFF",
        "--st-secondary-background-color": "#F8F8F7",
        "--st-border-color": "rgba(17, 15, 13, 0.2)",
    },
    "dark": {
        "--st-text-color": "#EDEBE8",
        "--st-background-color": "#171614",
        "--st-secondary-background-color": "#2D2B27",
        "--st-border-color": "rgba(237, 235, 232, 0.2)",
    },
}

_PAGE = """<!doctype html><meta charset="utf-8">
<style>
@font-face { font-family: "Source Sans"; src: url(font.woff2); font-weight: 200 900; }
html { font-size: 16px; }
body { margin: 0; background: var(--st-background-color); --st-font: "Source Sans", sans-serif;
  --st-base-radius: 0.5rem; }
.mlpviz-grid { grid-template: none / repeat(%(columns)d, %(width)dpx) !important;
  grid-auto-rows: auto !important; }
.mlpviz-plot { flex: none !important; height: %(height)dpx; }
</style>
<link rel="stylesheet" href="board.css">
<div class="mlpviz-board"><div class="mlpviz-grid"></div></div>
<script src="plotly.js"></script>"""

_DRAW = """async ([figures, theme]) => {
  const { Card } = await import('./card.js');
  const { plotlyTemplate } = await import('./theme.js');
  const grid = document.querySelector('.mlpviz-grid');
  for (const [name, value] of Object.entries(theme)) document.body.style.setProperty(name, value);
  await document.fonts.load('12px "Source Sans"');
  await document.fonts.load('bold 12px "Source Sans"');
  window.cards ??= figures.map((figure) => {
    const nothing = () => {};
    const card = new Card(figure, nothing, nothing, nothing, nothing);
    grid.append(card.node);
    card.label(figure);
    return card;
  });
  const template = plotlyTemplate(grid);
  for (const [k, card] of window.cards.entries()) {
    await card.draw(window.Plotly, figures[k], 1, '1', template);
  }
}"""


def open_charts(page, charts, *, width=300, height=250, columns=4) -> list[dict]:
    """Prepare a page for charts by name, in cards of a width and with plots of a height, in px."""
    served = {
        "": (_PAGE % {"width": width, "height": height, "columns": columns}).encode(),
        "plotly.js": asset_path("plotly/plotly-cartesian.min.js").read_bytes(),
        "font.woff2": FONT.read_bytes(),
    }
    kinds = {"js": "text/javascript", "css": "text/css", "woff2": "font/woff2", "": "text/html"}

    def answer(route):
        name = urlsplit(route.request.url).path.removeprefix("/charts/")
        body = served.get(name) or (FRONTEND / name).read_bytes()
        route.fulfill(body=body, content_type=kinds[name.rpartition(".")[2]])

    page.route(f"{ADDRESS}**", answer)
    page.set_viewport_size({"width": columns * (width + 12), "height": 1000})
    page.goto(ADDRESS)
    return [asdict(Card(name, name, "", alt="", **chart.figure())) for name, chart in charts]


def draw(page, figures, scheme: str) -> None:
    """Draw all of them with the colours of a scheme."""
    page.evaluate(_DRAW, [json.loads(json.dumps(figures)), THEMES[scheme]])
