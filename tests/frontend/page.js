/** Just enough of a browser for modules that listen to it; imported before them. */

export const listeners = {};
const target = { addEventListener: (type, listener) => (listeners[type] = listener) };

/** An element that `closest` finds itself, if its `kind` is in the selector. */
globalThis.Element = class {
  constructor(kind) {
    this.kind = kind;
    this.clicks = 0;
  }

  closest(selector) {
    return selector.includes(this.kind) ? this : null;
  }

  click() {
    this.clicks += 1;
  }
};
globalThis.HTMLAnchorElement = class extends globalThis.Element {
  constructor(pathname, href = pathname) {
    super("a[href]");
    Object.assign(this, { pathname, href });
  }

  getAttribute(name) {
    return this[name];
  }
};
globalThis.document = { ...target, querySelector: () => null };
globalThis.window = target;
globalThis.CSS = { escape: (text) => text };

/** A click or a key press, with everything that a listener may ask of it. */
export function happening(type, values) {
  const event = {
    prevented: false,
    preventDefault: () => (event.prevented = true),
    stopImmediatePropagation: () => {},
    ...values,
  };
  listeners[type](event);
  return event;
}
