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


def words(preset: Preset, picture: str) -> str:
    """What a card says below its title: question, facts, and a picture, a data URI or empty."""
    image = f'<img src="{picture}" alt="">' if picture else ""
    question = paragraph(preset.question)
    return f'<div class="mlpviz-preset">{question}{image}</div>{note(facts(preset))}'


def bar(name: str, preset: Preset) -> str:
    """The guide's title and question, on the button that unfolds it (``frontend/guide.js``)."""
    words = f"<strong>{escape(preset.title)}</strong> · {escape(preset.question)}"
    return (
        f'<div class="mlpviz-guide-bar" data-preset="{escape(name)}">'
        f'<button type="button" aria-expanded="false"><span>{words}</span></button></div>'
    )


def answer(preset: Preset) -> str:
    """What is behind a preset's question, folded until it is asked for."""
    told = paragraph(preset.answer)
    return f'<details class="mlpviz-answer"><summary>What is behind it</summary>{told}</details>'


def paragraph(text: str) -> str:
    """A sentence or several as HTML."""
    return f"<p>{escape(text)}</p>"


def note(text: str) -> str:
    """The same in small type; nothing of an empty text."""
    return f'<p class="mlpviz-note">{escape(text)}</p>' if text else ""
