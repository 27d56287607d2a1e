"""What is written in charts, as the browser has drawn it: where, how large, on what."""

import io
from typing import NamedTuple

import numpy as np
from PIL import Image

# Every line of every text in a chart, in px of the page, and where it may be cut: by its plot or
# the drawing. Letters' boxes hold ascenders and descenders, which most lines lack: a fifth is taken
# off. What a legend has scrolled away can be scrolled back.
_TEXTS = r"""() => {
  const seen = [];
  for (const card of document.querySelectorAll('.mlpviz-card')) {
    const whole = card.querySelector('.main-svg').getBoundingClientRect();
    for (const node of card.querySelectorAll('.main-svg text')) {
      if (!node.textContent.trim() || node.closest('.hoverlayer, .modebar')) continue;
      const style = getComputedStyle(node);
      if (style.visibility === 'hidden' || !node.getClientRects().length) continue;
      let clip = { left: whole.left, right: whole.right, top: whole.top, bottom: whole.bottom };
      for (let at = node; at && at !== card; at = at.parentElement) {
        const id = at.getAttribute('clip-path')?.match(/#([^'")]+)/)?.[1];
        const rect = id && document.getElementById(id)?.querySelector('rect');
        if (!rect) continue;
        const m = at.getScreenCTM();
        const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((n) => rect[n].baseVal.value);
        clip = {
          left: Math.max(clip.left, m.e + x * m.a),
          right: Math.min(clip.right, m.e + (x + w) * m.a),
          top: Math.max(clip.top, m.f + y * m.d),
          bottom: Math.min(clip.bottom, m.f + (y + h) * m.d),
        };
      }
      const lines = node.querySelectorAll(':scope > tspan.line');
      (lines.length ? [...lines] : [node]).forEach((line) => {
        const range = document.createRange();
        range.selectNodeContents(line);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        const parts = [];
        const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const own = getComputedStyle(walk.currentNode.parentElement);
          const part = document.createRange();
          part.selectNodeContents(walk.currentNode);
          const box = part.getBoundingClientRect();
          if (walk.currentNode.textContent.trim()) parts.push({
            text: walk.currentNode.textContent, size: parseFloat(own.fontSize), fill: own.fill,
            opacity: parseFloat(own.fillOpacity) * parseFloat(own.opacity),
            box: [box.left, box.top + scrollY, box.right, box.bottom + scrollY],
          });
        }
        const scrolled = node.closest('.legend') && (bottom > clip.bottom || top < clip.top);
        if (!parts.length || scrolled) return;
        const rim = (bottom - top) / 5;
        seen.push({
          chart: card.dataset.figureId, text: line.textContent, parts,
          box: [left, top + rim + scrollY, right, bottom - rim + scrollY],
          clip: [clip.left, clip.top + scrollY, clip.right, clip.bottom + scrollY],
        });
      });
    }
  }
  return seen;
}"""

SLACK = 1.0  # px


class Line(NamedTuple):
    """A line of text; boxes are left, top, right, bottom. `parts` have one colour and size each."""

    chart: str
    text: str
    parts: list[dict]
    box: list[float]
    clip: list[float]


def lines(page) -> list[Line]:
    """All lines of all charts on a page."""
    return [Line(**found) for found in page.evaluate(_TEXTS)]


def overlaps(found: list[Line]) -> list[str]:
    """Pairs of lines of a chart that lie over one another."""
    by_chart: dict[str, list[Line]] = {}
    for line in found:
        by_chart.setdefault(line.chart, []).append(line)
    return [
        f"{chart}: {one.text!r} and {other.text!r}"
        for chart, mine in by_chart.items()
        for k, one in enumerate(mine)
        for other in mine[:k]
        if _touch(one, other)
    ]


def _touch(one: Line, other: Line) -> bool:
    return all(
        min(one.box[end], other.box[end]) - max(one.box[start], other.box[start]) > SLACK
        for start, end in ((0, 2), (1, 3))
    )


def cut(found: list[Line]) -> list[str]:
    """Lines that leave their chart, or the part of it in which they are drawn."""
    return [
        f"{line.chart}: {line.text!r} by {max(beyond):.0f} px"
        for line in found
        if max(
            beyond := [
                *(line.clip[k] - line.box[k] for k in (0, 1)),
                *(line.box[k] - line.clip[k] for k in (2, 3)),
            ]
        )
        > SLACK
    ]


def small(found: list[Line], least: float = 12.0) -> list[str]:
    """Lines of letters that are smaller than `least` px."""
    return [
        f"{line.chart}: {part['text']!r} {part['size']} px"
        for line in found
        for part in line.parts
        if part["size"] < least
    ]


def faint(page, found: list[Line]) -> list[str]:
    """Words and numbers with less contrast than 4.5 to most of what is below them.

    A curve or a line of the grid may pass below: it takes less than a quarter of the place. Marks
    of a key are not read; their colours are those of the palette, which has a test of its own.
    """
    shot = page.screenshot(full_page=True, style=".main-svg text { visibility: hidden }")
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    below = np.asarray(picture, float)
    result = []
    for line in found:
        for part in line.parts:
            left, top, right, bottom = (round(edge) for edge in part["box"])
            rim = (bottom - top) // 5
            place = below[top + rim : bottom - rim, max(left, 0) : right].reshape(-1, 3)
            if not len(place) or not any(sign.isalnum() for sign in part["text"]):
                continue
            fill = np.array([float(x) for x in part["fill"][4:-1].split(",")[:3]])
            colors = part["opacity"] * fill + (1 - part["opacity"]) * place
            ratio = float(np.quantile(contrasts(colors, place), 0.25))
            if ratio < 4.5:
                result.append(f"{line.chart}: {part['text']!r} {ratio:.1f}")
    return result


def contrasts(colors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The contrast of colours [n, 3], 0..255, as in the Web Content Accessibility Guidelines."""
    one, other = (_luminance(values / 255) for values in (colors, others))
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def _luminance(channels: np.ndarray) -> np.ndarray:
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])
