// @ts-check
/**
 * Places: what a part of the page stands for, `d2:1` or `W1:0,3`, or a whole quantity, `d2`. Parts
 * with the same place are lit together while one of them is under the pointer or has the focus.
 */

/**
 * The quantity of a place.
 * @param {string} place
 */
export function quantity(place) {
  return place.split(":")[0];
}

/**
 * The indices of a place; none for a whole quantity.
 * @param {string} place
 */
export function indices(place) {
  const text = place.split(":")[1];
  return text ? text.split(",").map(Number) : [];
}

/**
 * Whether a part is lit while another is pointed at: the same place, or the whole of which it is one.
 * @param {string} place
 * @param {string} pointed
 */
export function goes(place, pointed) {
  if (place === pointed) return true;
  const whole = !place.includes(":") || !pointed.includes(":");
  return whole && quantity(place) === quantity(pointed);
}

/** Lights all parts that go together, in one element. */
export class Light {
  /**
   * @param {HTMLElement} node
   * @param {AbortSignal} signal ends the listening
   */
  constructor(node, signal) {
    this.node = node;
    this.pointed = "";
    const from = (/** @type {Event} */ { target }) => (target instanceof Element ? placeOf(target) : "");
    for (const kind of ["pointerover", "focusin"]) {
      node.addEventListener(kind, (event) => this.point(from(event)), { signal });
    }
    node.addEventListener("pointerleave", () => this.point(placeOf(document.activeElement)), { signal });
    node.addEventListener("focusout", () => this.point(""), { signal });
  }

  /** @param {string} place empty: nothing */
  point(place) {
    if (place === this.pointed) return;
    this.pointed = place;
    this.show();
  }

  /** Light what goes with the place that is pointed at, after parts were drawn anew, too. */
  show() {
    for (const lit of this.node.querySelectorAll(".mlpviz-lit")) lit.classList.remove("mlpviz-lit");
    if (!this.pointed) return;
    /** @type {NodeListOf<HTMLElement>} */
    const parts = this.node.querySelectorAll("[data-place]");
    for (const part of parts) {
      part.classList.toggle("mlpviz-lit", goes(part.dataset.place ?? "", this.pointed));
    }
  }
}

/** @param {Element | null} node */
function placeOf(node) {
  /** @type {HTMLElement | null | undefined} */
  const part = node?.closest("[data-place]");
  return part?.dataset.place ?? "";
}
