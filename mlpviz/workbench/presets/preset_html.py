"""What a preset's card and guide say: pure functions to HTML and Markdown."""

from html import escape

from mlpviz.presets import Preset
from mlpviz.words import counted


def facts(preset: Preset) -> str:
    """``MNIST · 784-50-10, tanh · 1,000 epochs``."""
    config = preset.config
    network = "-".join(map(str, config.sizes))
    activations = dict.fromkeys(config.activations)
    return " · ".join(
        [
            config.spec.title,
            ", ".join([network, *activations]),
            counted(preset.epochs, "epoch"),
        ]
    )


def head(preset: Preset, picture: str) -> str:
    """The card's head as HTML: title, question and facts beside a picture, a data URI or empty."""
    image = f'<img src="{picture}" alt="">' if picture else ""
    return (
        f'<div class="mlpviz-preset"><div><h3>{escape(preset.title)}</h3>'
        f"<p>{escape(preset.question)}</p></div>{image}</div>{note(facts(preset))}"
    )


def paragraph(text: str) -> str:
    """A sentence or several as HTML."""
    return f"<p>{escape(text)}</p>"


def note(text: str) -> str:
    """The same in small type; nothing of an empty text."""
    return f'<p class="mlpviz-note">{escape(text)}</p>' if text else ""
