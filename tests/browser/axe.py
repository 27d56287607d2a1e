"""What axe finds on a page, wherever a test wants to know."""

from axe_playwright_python.base import AXE_SCRIPT

# Rules that Streamlit's own markup breaks, for exactly the elements that break them.
STREAMLIT: dict[str, tuple[str, ...]] = {
    "presentation-role-conflict": ('data-testid="stFileUploaderDropzone"',),
    "region": ('id="stFloatingOverlayPortal"',),  # the help of a button under the pointer
}


# Every text of a part of the page, but those of charts, that is smaller than 12 px or has less
# contrast than 4.5 to its background; axe has no limit of size, and passes over what is disabled.
# The indices and exponents of formulas are small as in print.
FAINT = r"""(place) => {
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parts = (color) => {
    const [r, g, b, a = 1] = color.match(/[\d.e-]+/g).map(Number);
    return color.startsWith('color(') ? [r, g, b, a] : [r / 255, g / 255, b / 255, a];
  };
  const over = (top, alpha, below) => below.map((c, k) => top[k] * alpha + c * (1 - alpha));
  const whole = document.querySelector('.stApp') ?? document.body; // a report has no app
  const canvas = getComputedStyle(whole).backgroundColor;
  const found = new Set();
  const walk = document.createTreeWalker(document.querySelector(place), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const text = walk.currentNode.textContent.trim();
    const unseen = 'script, style, noscript, .main-svg, [data-testid="stIconMaterial"]';
    if (!text || node.closest(unseen)) continue;
    if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const { width, height } = node.getBoundingClientRect();
    if (width < 2 || height < 2) continue; // words for screen readers alone
    const { color, fontSize } = getComputedStyle(node);
    let opacity = 1;
    const below = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      opacity *= style.opacity;
      below.unshift(parts(style.backgroundColor));
    }
    const page = parts(canvas).slice(0, 3);
    const ground = below.reduce((under, layer) => over(layer, layer[3], under), page);
    const ink = parts(color);
    const shown = over(ink, ink[3] * opacity, ground);
    const [dark, light] = [luminance(shown), luminance(ground)].sort((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.add(`contrast ${contrast.toFixed(1)}: ${text.slice(0, 60)}`);
    const small = parseFloat(fontSize) < 12 && !node.closest('.katex');
    if (small) found.add(`${fontSize}: ${text.slice(0, 60)}`);
  }
  return [...found];
}"""


def run_axe(app, place="html"):
    """What axe found in a part of the page; it stays loaded, as compiling it takes a run's time."""
    if not app.page.evaluate("() => 'axe' in window"):
        app.page.evaluate(AXE_SCRIPT)
    options = "{ resultTypes: ['violations'], iframes: false }"
    return app.page.evaluate(f"place => axe.run(place, {options})", place)


# What comes into sight bit by bit, such as the help of a button, is hard to read until it is there.
STILL = """() => !document.querySelector('[data-stale=true]')
  && document.getAnimations().every((each) => each.playState !== 'running'
    || each.effect.getComputedTiming().endTime === Infinity)"""


def violations(app, place="html"):
    """What axe objects to, as lines of rule, element and reason; and text that is hard to read.

    Where only a part of the page has changed, that part is enough: a run takes more than a second.
    """
    app.page.wait_for_function(STILL)  # what Streamlit has greyed for the moment is hard to read
    return app.page.evaluate(FAINT, place) + [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['failureSummary']}"
        for rule in run_axe(app, place)["violations"]
        for node in rule["nodes"]
        if not any(part in node["html"] for part in STREAMLIT.get(rule["id"], ()))
    ]
