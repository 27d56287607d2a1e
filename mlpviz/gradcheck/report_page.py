"""A gradient check's report as a page of its own: to keep, to hand on, to open without network."""

import json
from html import escape

from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_figure import error_heatmap
from mlpviz.gradcheck.row import ParameterRow

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#222;background:#fff;"
    "max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "figure{margin:0}figcaption{font-size:0.85em}"
    "h1{font-size:1.3rem;overflow-wrap:anywhere}h2{font-size:1.1rem;overflow-wrap:anywhere}"
)
_TALL, _FLAT = 420, 150  # px, the heatmap of a matrix and that of a vector


def report_page(report: GradientReport, title: str, plotly_js: str) -> str:
    """The report with its reading, and a heatmap of every parameter that fails, as one HTML file.

    ``plotly_js`` is the text of plotly.js, which the file carries along, once; ``title`` says what
    was checked. If nothing fails, the heatmaps are those of what is unresolved.
    """
    rows = report.failing or [row for row in report.rows if row.verdict == "unresolved"]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        + (f"<script>{plotly_js}</script>\n" if rows else "")
        + f"</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{report._repr_html_()}\n"
        + "\n".join(_heatmap(row, f"heatmap-{i}") for i, row in enumerate(rows))
        + "\n</main>\n</body>\n</html>\n"
    )


def _heatmap(row: ParameterRow, place: str) -> str:
    """The heading of one parameter, its heatmap, and the same in words."""
    chart = error_heatmap(row)
    figure = chart.figure()
    # A name may hold what would end the script.
    drawn, layout = (
        json.dumps(part, allow_nan=False).replace("<", r"\u003c")
        for part in (figure["data"], figure["layout"])
    )
    height = _TALL if len(row.shape) > 1 else _FLAT
    return (
        f"<h2>{escape(row.name)}</h2>\n"
        f'<figure><div id="{place}" style="height:{height}px"></div>\n'
        f"<figcaption>{escape(chart.summary())}</figcaption></figure>\n"
        f'<script>Plotly.newPlot("{place}", {drawn}, {layout}, '
        "{responsive: true, displaylogo: false})</script>"
    )
