"""``run_page``: the HTML file, with all that it needs inside."""

import zlib
from base64 import b64encode
from hashlib import sha256
from html import escape

from mlpviz.config import RunConfig
from mlpviz.data.assets import asset_path
from mlpviz.describing import as_html
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.html_run.bundle import HOST, script, style
from mlpviz.html_run.frames import Epochs, Progress, drawn_run, unheard
from mlpviz.run import Trainer
from mlpviz.words import counted, whole

MOST_BYTES = 3_000_000  # of what is shown, packed: with more, every second epoch is left out
_PLOTLY = "plotly/plotly-cartesian.min.js"
_GZIP = 31  # zlib's window of 32 kB, with the head and the end of gzip
_KEPT: dict[str, str] = {}  # scripts that were packed
_PIECE = 2**17  # bytes that are packed in one go: some 10 ms


def run_page(
    trainer: Trainer,
    error: NonFiniteError | None = None,
    progress: Progress = unheard,
    config: RunConfig | None = None,
) -> str:
    """The run as one HTML file: every view at its epochs, a slider and Play, and no network.

    In it are the epochs whose weights are kept, at most 128, evenly spread. ``error`` is what ended
    training, if anything did; ``progress`` is told the share that is done, in 0..1; ``config`` are
    the choices of the moment, if some have changed since the run began.
    """
    drawn = drawn_run(trainer, error, progress, config)
    while len(run := packed(drawn.as_json(progress), progress)) > MOST_BYTES:
        if len(drawn.epochs.shown) < 3:
            break
        drawn = drawn.every_second()
    start = (HOST / "start.js").read_text(encoding="utf-8")
    plotly, board = asset_path(_PLOTLY).read_text(encoding="utf-8"), script()
    sizes = "-".join(map(str, trainer.network.sizes))
    title = escape(f"{trainer.dataset.title}: a network of {sizes}")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="{_policy(start, plotly, board)}">
<title>{title}</title>
<style>
{style()}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<details class="facts">
<summary>{escape(told_epochs(drawn.epochs))}</summary>
{as_html(trainer)}
</details>
</header>
<main id="board"><noscript>This page takes JavaScript.</noscript></main>
<script type="text/plain" id="plotly">{_once(plotly, progress)}</script>
<script type="text/plain" id="board-script">{_once(board, progress)}</script>
<script type="text/plain" id="run">{run}</script>
<script>{start}</script>
</body>
</html>
"""


def told_epochs(epochs: Epochs) -> str:
    """Which epochs a file has, in words."""
    if epochs.newest == 0:
        return "The untrained network"
    last = f"epoch {whole(epochs.newest)}"
    if epochs.step == 1:
        return f"Every epoch from 0 to {whole(epochs.newest)}"
    if len(epochs.shown) < 3:
        return f"Epoch 0 and {last}"
    return f"{counted(len(epochs.shown), 'epoch')}: every {whole(epochs.step)} from 0, and {last}"


def packed(text: str, progress: Progress = unheard) -> str:
    """Gzip in base64: the same for the same text, and free of what HTML would read.

    ``progress`` is called after each piece.
    """
    content, press = text.encode(), zlib.compressobj(9, wbits=_GZIP)
    parts = []
    for start in range(0, len(content), _PIECE):
        parts.append(press.compress(content[start : start + _PIECE]))
        progress(1.0)
    return b64encode(b"".join([*parts, press.flush()])).decode()


def _once(text: str, progress: Progress) -> str:
    """``packed``, kept for the next page: of scripts, which are in every page."""
    name = _hash(text)
    if name not in _KEPT:
        _KEPT[name] = packed(text, progress)
    return _KEPT[name]


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _policy(*scripts: str) -> str:
    """Nothing but these scripts runs, and nothing is fetched, whatever names the data have."""
    allowed = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
