// @ts-check

/** Tells the style sheets how high the transport is, below which the lines above the charts stick. */
export class Sticky {
  /** @param {AbortSignal} signal ends it */
  constructor(signal) {
    /** @type {Element | null | undefined} what sticks, with the transport in it */
    this.node = undefined;
    const { style } = document.documentElement;
    this.resized = new ResizeObserver(([{ contentRect }]) => {
      style.setProperty("--transport-height", `${contentRect.height}px`);
    });
    signal.addEventListener("abort", () => this.resized.disconnect());
  }

  /** Follow the transport that is on the page. */
  follow() {
    const node = document.querySelector(".st-key-transport")?.parentElement;
    if (node === this.node) return;
    this.resized.disconnect();
    this.node = node;
    if (node) this.resized.observe(node);
  }
}
