"""What is in the files in which charts are saved, from a page's own menus."""

import io
from xml.etree import ElementTree

import numpy as np
from PIL import Image, ImageColor

SVG = "{http://www.w3.org/2000/svg}"


def saved(app, chart, kind):
    """The bytes of a chart's file and its name, after a click in the panel of its question mark."""
    app.look_at(chart)
    card = app.card(chart)
    card.locator(".mlpviz-about").click()
    with app.page.expect_download() as download:
        card.get_by_role("button", name=f"Save as {kind.upper()}").last.click()
    app.page.keyboard.press("Escape")
    return download.value.path().read_bytes(), download.value.suggested_filename


def look_at_files(app, chart, name, background):
    """A chart's SVG and PNG: of one size, on the page's background, and readable on it."""
    content, called = saved(app, chart, "svg")
    assert called == f"{name}.svg"
    root = ElementTree.fromstring(content)
    width, height = (int(root.get(side)) for side in ("width", "height"))
    assert color(root.find(f"{SVG}rect")) == background
    texts = [node for node in root.iter(f"{SVG}text") if "".join(node.itertext()).strip()]
    assert texts
    assert min(contrast(color(node), background) for node in texts) >= 4.5
    content, called = saved(app, chart, "png")
    assert called == f"{name}.png"
    image = Image.open(io.BytesIO(content)).convert("RGB")
    assert image.size == (2 * width, 2 * height)
    assert image.getpixel((0, 0)) == background
    assert len(image.getcolors(2**24)) > 50
    return root


def color(node):
    """The colour that an element of an SVG is filled with, as three numbers of 0..255."""
    style = dict(part.split(":", 1) for part in node.get("style", "").split(";") if ":" in part)
    fill = {name.strip(): value.strip() for name, value in style.items()}.get("fill")
    return ImageColor.getrgb(fill or node.get("fill"))[:3]


def contrast(one, other):
    """Of two colours, as WCAG has it: 1..21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(rgb):
    parts = np.array(rgb) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
