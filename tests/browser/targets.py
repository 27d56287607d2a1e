"""What can be pressed on a page, and how large the place is that takes the press."""

# Goes over all that a visitor can press, brings it into view, and feels its way from the middle to
# all sides: what lies over it is not part of it, what surrounds it unseen is. A switch is its label
# as well, and what is typed into is a box with small buttons at its end.
TARGETS = """([least, root, not]) => {
  const kinds = 'a[href], button, input, select, textarea, summary, [role=button], [role=tab],'
    + '[role=radio], [role=switch], [role=slider], [role=combobox]';
  const boxes = '.stCheckbox label, [role=group], .stSlider [data-orientation]';
  const found = [];
  for (const node of document.querySelectorAll(`${root} :is(${kinds})`)) {
    const shown = node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const target = (node.matches('input') && node.closest(boxes)) || node;
    const { width: wide, right: end } = target.getBoundingClientRect();
    if (!shown || node.disabled || node.closest('[inert], [aria-hidden=true]')) continue;
    if (wide <= 1 || end <= 0 || (not && node.closest(not))) continue;
    target.scrollIntoView({ block: 'center', inline: 'center' });
    const { left, right, top, bottom } = target.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const hits = (x, y) => target.contains(document.elementFromPoint(x, y));
    const reach = (dx, dy) => {
      let n = 0;
      while (n < least && hits(x + dx * (n + 1), y + dy * (n + 1))) n += 1;
      return n;
    };
    const width = reach(-1, 0) + reach(1, 0) + hits(x, y);
    const height = reach(0, -1) + reach(0, 1) + hits(x, y);
    if (width >= least && height >= least) continue;
    const name = node.ariaLabel || node.textContent.trim();
    const over = hits(x, y) ? '' : ` below ${document.elementFromPoint(x, y)?.className}`;
    found.push(`${node.tagName} ${name}: ${width} x ${height}${over}`);
  }
  return found;
}"""


def too_small(app, least, root=".stApp", *, outside=""):
    """Names and sizes of the targets below ``least`` px, in ``root`` and not in ``outside``."""
    return app.page.evaluate(TARGETS, [least, root, outside])


def use_fingers(app, on=True):
    """Have the browser say that it is used with fingers, or with a mouse again."""
    session = app.page.context.new_cdp_session(app.page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": on})
    session.detach()
